"""The one line of a result that shows why it was found, with the found words marked."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.search.rules import STOP_WORDS, plain, stem

LINE = 200  # signs
MOST_PLACES = 60  # places of one text that are looked at
Pieces = tuple[tuple[str, bool], ...]

#: letters to their bare, small ones, sign for sign, so that places in the text stay where they are
_BARE = {
    code: bare
    for code in range(0x530)
    if (bare := unicodedata.normalize("NFD", chr(code))[0].lower()) != chr(code) and len(bare) == 1
}


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What is marked: words whose stem is one of these, or that begin with `beginning`."""

    stems: frozenset[str]
    beginning: str
    pattern: re.Pattern[str] | None


def seek(words: Iterable[str], beginning: str = "") -> Sought:
    """Return what to look for: forms of the words, and what begins with a word whose end was left open."""
    stems = frozenset(stem(word) for word in words if word not in STOP_WORDS)
    starts = {one[:-1] if one.endswith("i") and len(one) > 3 else one for one in stems}
    if beginning:
        starts.add(beginning)
    # That nothing stands before it is asked last: by its letters a word is found 25 times as fast.
    begun = "|".join(f"{one}(?<![^\\W_]{one})" for one in sorted(map(re.escape, starts)))
    pattern = re.compile(rf"(?:{begun})[^\W_]*") if starts else None
    return Sought(stems=stems, beginning=beginning, pattern=pattern)


def make_line(summary: str, text: str, sought: Sought) -> Pieces:
    """Return (piece, is marked) of the summary, or of the part of the text that has most of the words.

    Without any word in either, the summary stands as it is.
    """
    if places := find_places(summary, sought):
        return _mark_places(summary, places)
    places = find_places(text, sought)
    if not places:
        return ((summary, False),) if summary else ()
    return mark(_cut(text, places), sought)


def mark(line: str, sought: Sought) -> Pieces:
    """Return a line cut into pieces, each with whether it is one of the words."""
    return _mark_places(line, find_places(line, sought))


def _mark_places(line: str, places: Iterable[tuple[int, int, str]]) -> Pieces:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end, _ in places:
        pieces += [(line[at:start], False), (line[start:end], True)]
        at = end
    pieces.append((line[at:], False))
    return tuple(piece for piece in pieces if piece[0])


def find_places(text: str, sought: Sought) -> list[tuple[int, int, str]]:
    """Return (start, end, stem) of each word of the text that is sought, in order."""
    places: list[tuple[int, int, str]] = []
    if sought.pattern is None:
        return places
    for found in sought.pattern.finditer(text.translate(_BARE)):
        word = plain(found.group())
        root = stem(word)
        if root in sought.stems or (sought.beginning and word.startswith(sought.beginning)):
            places.append((found.start(), found.end(), root))
            if len(places) == MOST_PLACES:
                break
    return places


def _cut(text: str, places: Sequence[tuple[int, int, str]]) -> str:
    """Return the stretch of the text with most different words, with whole words at both ends."""
    best = max(range(len(places)), key=lambda first: (_worth(places, first), -first))
    start = max(0, places[best][0] - 40)
    end = min(len(text), start + LINE)
    start = _word_edge(text, start) if start else 0
    if end < len(text):
        end = max(text.rfind(" ", start, end), places[best][1])
    line = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{line}{' …' if end < len(text) else ''}"


def _worth(places: Sequence[tuple[int, int, str]], first: int) -> int:
    reach = places[first][0] + LINE - 40
    return len({one for start, _, one in places[first:] if start < reach})


def _word_edge(text: str, at: int) -> int:
    """Return where the next word begins, or `at` itself where that is too far off."""
    found = re.compile(r"\s+").search(text, at, at + 40)
    return found.end() if found else at
