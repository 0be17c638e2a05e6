"""Hints for whoever writes: what would be hard to read on a bad day (short sentences, short paragraphs). Pure."""

import re

LONGEST_SENTENCE = 20  # words
LONGEST_PARAGRAPH = 3  # sentences
WORDS_BETWEEN_HEADINGS = 250
#: headings, directives, tables, notes, and list items with the lines that go on under them
_NO_RUNNING_TEXT = re.compile(r"#|::|\||[-*] |\[\^|\d{1,2}[.)] | {2,}")
_SENTENCE = re.compile(r"(?<=[.?!])[\"')\u201d\u2019]*\s+")


def list_hints(body: str) -> list[str]:
    """Return what exceeds the measures of plain reading, as sentences, ten at most."""
    hints: list[str] = []
    for block in re.split(r"\n>?[ \t]*\n", _running_text(body)):
        sentences = [one for one in _SENTENCE.split(" ".join(block.split())) if one]
        for sentence in sentences:
            words = len(sentence.split())
            if words > LONGEST_SENTENCE:
                hints.append(f"{words} words in one sentence: “{_start(sentence)}…”")
        if len(sentences) > LONGEST_PARAGRAPH:
            hints.append(f"{len(sentences)} sentences in one paragraph: “{_start(block)}…”")
    return (hints + _long_parts(body))[:10]


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
