"""Hints for whoever writes: what would be hard to read on a bad day (short sentences, short paragraphs). Pure."""

import re

LONGEST_SENTENCE = 20  # words
LONGEST_PARAGRAPH = 3  # sentences
WORDS_BETWEEN_HEADINGS = 250
LEAST_WORDS = 100  # a shorter text has no reading age worth saying
#: headings, directives, tables, notes, and list items with the lines that go on under them
_NO_RUNNING_TEXT = re.compile(r"#|::|\||[-*] |\[\^|\d{1,2}[.)] | {2,}")
_SENTENCE = re.compile(r"(?<=[.?!])[\"')\u201d\u2019]*\s+")


def list_hints(body: str) -> list[str]:
    """Return what exceeds the measures of plain reading, as sentences, ten at most."""
    return [sentence for sentence, _ in list_marks(body)]


def list_marks(body: str) -> list[tuple[str, str]]:
    """Return what exceeds the measures, ten at most, each with the words where it begins."""
    marks: list[tuple[str, str]] = []
    for block in re.split(r"\n>?[ \t]*\n", _running_text(body)):
        sentences = [one for one in _SENTENCE.split(" ".join(block.split())) if one]
        for sentence in sentences:
            words = len(sentence.split())
            if words > LONGEST_SENTENCE:
                marks.append((f"{words} words in one sentence: “{_start(sentence)}…”", _start(sentence)))
        if len(sentences) > LONGEST_PARAGRAPH:
            marks.append((f"{len(sentences)} sentences in one paragraph: “{_start(block)}…”", _start(block)))
    return (marks + [(sentence, "") for sentence in _long_parts(body)])[:10]


def reading_age(body: str) -> int | None:
    """Return the age at which a text reads easily (Flesch and Kincaid, 1975: grade plus five), or None for a short one.

    Syllables are counted as groups of vowels, which is near enough for a whole text and for none of its words.
    """
    text = _running_text(body)
    words = re.findall(r"[A-Za-z]+(?:['’][A-Za-z]+)?", text)
    sentences = [one for one in _SENTENCE.split(" ".join(text.split())) if one.strip()]
    if len(words) < LEAST_WORDS:
        return None
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return max(5, round(grade) + 5)


def _syllables(word: str) -> int:
    plain = word.lower()
    groups = len(re.findall(r"[aeiouy]+", plain))
    is_silent = plain.endswith("e") and not plain.endswith(("le", "ee")) and groups > 1
    return max(1, groups - is_silent)


def _running_text(body: str) -> str:
    kept = [line for line in body.splitlines() if not _NO_RUNNING_TEXT.match(line)]
    return re.sub(r"\s?\[@[^\]]{1,200}\]|[*_`]", "", "\n".join(kept))


def _long_parts(body: str) -> list[str]:
    parts = re.split(r"^#{1,6} (.*)$", body, flags=re.MULTILINE)
    named = [("the beginning", parts[0]), *zip(parts[1::2], parts[2::2], strict=False)]
    return [
        f"{len(text.split())} words without a heading after “{name}”."
        for name, text in named
        if len(text.split()) > WORDS_BETWEEN_HEADINGS
    ]


def _start(text: str) -> str:
    return " ".join(text.split()[:8])
