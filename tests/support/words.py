"""Measuring plain reading: sentences, paragraphs, school grade, and phrases that two texts share. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator

_ITEM = re.compile(r"^(?:[-*] |\d{1,2}\. )")
_SENTENCE = re.compile(r"(?<=[.?!])[\"')\u201d\u2019]*\s+(?=[\"'(\u201c\u2018A-Z0-9])")


def paragraphs_of(markdown: str) -> list[str]:
    """Return the running text of a body, one list item or paragraph each, without headings, tables and cards."""
    body = re.sub(r"\[@[^\]]*\]", "", markdown)
    body = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", body)
    found = [text for block in re.split(r"\n>?[ \t]*\n", body) for text in _texts_of(block)]
    return [text for text in (" ".join(re.sub(r"[*_`]", "", one).split()) for one in found) if text]


def _texts_of(block: str) -> Iterator[str]:
    texts = [""]
    for line in block.splitlines():
        if line.startswith(("#", "::", "|")):
            continue
        if _ITEM.match(line):
            texts.append(_ITEM.sub("", line))
        else:
            texts[-1] += " " + line.removeprefix("> ").strip()
    return iter(texts)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of one paragraph."""
    return [one for one in _SENTENCE.split(text) if one]


def words_of(text: str) -> list[str]:
    """Return the words, signs that stand alone left out."""
    return [word for word in text.split() if re.search(r"\w", word)]


def long_sentences(markdown: str, longest: int = 20) -> list[str]:
    """Return the sentences with more words than that."""
    every = (one for text in paragraphs_of(markdown) for one in sentences_of(text))
    return [one for one in every if len(words_of(one)) > longest]


def long_paragraphs(markdown: str, longest: int = 3) -> list[str]:
    """Return the paragraphs with more sentences than that."""
    return [text for text in paragraphs_of(markdown) if len(sentences_of(text)) > longest]


def longest_part(markdown: str) -> int:
    """Return the number of words in the longest stretch without a heading."""
    return max(len(words_of(part)) for part in re.split(r"^#{1,6} .*$", markdown, flags=re.MULTILINE))


def grade_of(markdown: str) -> float:
    """Return the Flesch-Kincaid grade; a reading age of 14 is about grade 8 (Kincaid and others, 1975)."""
    sentences = [one for text in paragraphs_of(markdown) for one in sentences_of(text)]
    words = [word for one in sentences for word in words_of(one)]
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    if letters.endswith("e") and not letters.endswith(("le", "ee", "ye")):
        count -= 1
    if re.search(r"[^td]ed$", letters):
        count -= 1
    return max(1, count)


def shared_phrases(texts: dict[str, str], length: int = 6) -> dict[str, set[str]]:
    """Return each run of that many words that stands in more than one text, with the texts' names."""
    where: dict[str, set[str]] = defaultdict(set)
    for name, markdown in texts.items():
        for text in paragraphs_of(markdown):
            for clause in re.split(r"[.?!;:]", text.lower()):
                words = re.findall(r"[a-z0-9'\u2019-]+", clause)
                for at in range(len(words) - length + 1):
                    where[" ".join(words[at : at + length])].add(name)
    return {phrase: names for phrase, names in where.items() if len(names) > 1}
