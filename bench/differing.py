"""What comparing two revisions costs at 5,000 words and at 10,000: edited here and there, and written anew."""

import time

from app.content.comparing import compare_texts

SHORT, LONG, ROUNDS = 5_000, 10_000, 5


def measure_differing() -> tuple[float, float]:
    """Return CPU ms of one comparison at SHORT and at LONG words, the best of some rounds."""
    return _best(SHORT), _best(LONG)


def _best(words: int) -> float:
    before = prose(words)
    pairs = ((before, edit(before)), (before, prose(words, shift=1000)))
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for old, new in pairs:
            compare_texts(old, new)
        times.append((time.process_time() - start) * 1000 / len(pairs))
    return min(times)


def prose(words: int, *, shift: int = 0) -> str:
    """Return paragraphs of 60 words each."""
    made = [f"w{(at * 7919 + shift) % 1999}" for at in range(words)]
    return "\n\n".join(" ".join(made[at : at + 60]) for at in range(0, words, 60))


def edit(text: str) -> str:
    """Change some words in most paragraphs, and put a sentence before every third."""
    parts = text.split("\n\n")
    return "\n\n".join(
        part.replace("w1", "v1") if at % 3 else f"Before. {part}" for at, part in enumerate(parts)
    )
