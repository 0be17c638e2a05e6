"""Marking the words of the glossary in a text that has been cleaned: each once, where it comes first. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from markupsafe import escape

_TAG = re.compile(r'(<(?:"[^"]*"|[^>"])*>)')
_NAME = re.compile(r"</?([a-z0-9]+)")
_SKIPPED = frozenset(("a", "h1", "h2", "h3", "h4", "h5", "h6", "code", "pre", "dfn", "sup", "section", "th"))


@dataclass(frozen=True, kw_only=True)
class Word:
    """A term as texts use it."""

    slug: str
    name: str
    meaning: str
    spellings: tuple[str, ...] = ()


def mark_words(html: str, words: Sequence[Word]) -> tuple[str, list[Word]]:
    """Return the text with each word linked to its meaning where it comes first, and the words in that order."""
    pattern, by_spelling = _pattern(tuple(words))
    used: list[Word] = []
    if pattern is None:
        return html, used

    def marked(found: re.Match[str]) -> str:
        word = by_spelling.get(found[0].lower())
        if word is None or word in used or not _fits(found[0], word):
            return found[0]
        used.append(word)
        return f'<dfn><a href="#word-{word.slug}" id="first-{word.slug}">{found[0]}</a></dfn>'

    parts, depth = _TAG.split(html), 0
    for at, part in enumerate(parts):
        if at % 2:
            name = _NAME.match(part)
            if name and name[1] in _SKIPPED:
                depth += -1 if part.startswith("</") else 1
        elif depth == 0 and part.strip():
            parts[at] = pattern.sub(marked, part)
    return "".join(parts), used


def _fits(found: str, word: Word) -> bool:
    """Say whether letters in capitals stand for an abbreviation: "PEM" is a term, "pem" is not."""
    plain = unescape(found)
    spelled = next(one for one in (word.name, *word.spellings) if one.lower() == plain.lower())
    return not spelled.isupper() or plain == spelled


@lru_cache(maxsize=4)
def _pattern(words: tuple[Word, ...]) -> tuple[re.Pattern[str] | None, dict[str, Word]]:
    by_spelling = {
        str(escape(one)).lower(): word for word in reversed(words) for one in (word.name, *word.spellings)
    }
    if not by_spelling:
        return None, {}
    longest_first = sorted(by_spelling, key=len, reverse=True)
    either = "|".join(re.escape(one) for one in longest_first)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE), by_spelling
