"""What has changed between two texts: paragraph by paragraph, and word by word inside those that stayed in part. Pure.

The time grows with the length: paragraphs that occur once in both texts are the fixed points (patience diff, Bram
Cohen), what lies between is matched in pieces of bounded size, and words are compared inside bounded blocks only.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

LONGEST_BLOCK = 200  # words; a longer paragraph is cut at a sentence, or else in the middle of one
WIDEST_GAP = 24  # blocks that are matched with each other at once
LEAST_ALIKE = 0.3  # below that, one paragraph has gone and another has come
_SENTENCE_END = re.compile(r"[.?!][\"')\u201d\u2019]*$")


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some words of a block: the same, added or removed."""

    change: Change
    text: str


@dataclass(frozen=True, kw_only=True)
class Block:
    """One paragraph, or a part of a long one; a changed one has pieces of every kind."""

    change: Change
    pieces: tuple[Piece, ...]


def compare_texts(old: str, new: str) -> list[Block]:
    """Return the new text's paragraphs in order, those that went standing where they were."""
    before, after = split_blocks(old), split_blocks(new)
    return [_block(one, other) for one, other in _align(before, after)]


def split_blocks(text: str) -> list[str]:
    """Return a text's paragraphs, long ones in parts."""
    return [
        part
        for block in re.split(r"\n[ \t]*\n+", text)
        if block.strip()
        for part in _parts(block.strip("\n"))
    ]


def _parts(block: str) -> Iterator[str]:
    words = re.findall(r"\s*\S+", block)
    start = 0
    while len(words) - start > LONGEST_BLOCK:
        ends = [at for at in range(start + 20, start + LONGEST_BLOCK) if _SENTENCE_END.search(words[at])]
        end = ends[-1] + 1 if ends else start + LONGEST_BLOCK
        yield "".join(words[start:end]).strip(" ")
        start = end
    yield "".join(words[start:]).strip(" ")


def _block(one: str | None, other: str | None) -> Block:
    if one is None or other is None:
        change = Change.ADDED if one is None else Change.REMOVED
        return Block(change=change, pieces=(Piece(change=change, text=one or other or ""),))
    if one == other:
        return Block(change=Change.SAME, pieces=(Piece(change=Change.SAME, text=one),))
    return Block(change=Change.CHANGED, pieces=tuple(_pieces(one, other)))


def _pieces(one: str, other: str) -> Iterator[Piece]:
    old, new = re.findall(r"\S+\s*", one), re.findall(r"\S+\s*", other)
    matcher = SequenceMatcher(
        None, [word.rstrip() for word in old], [word.rstrip() for word in new], autojunk=False
    )
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(change=Change.SAME, text="".join(new[from_new:to_new]))
            continue
        if to_old > from_old:
            yield Piece(change=Change.REMOVED, text="".join(old[from_old:to_old]))
        if to_new > from_new:
            yield Piece(change=Change.ADDED, text="".join(new[from_new:to_new]))


def _align(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield the pairs of paragraphs that belong together, and those that stand alone."""
    at_old = at_new = 0
    for one, other in [*_fixed_points(old, new), (len(old), len(new))]:
        yield from _gap(old[at_old:one], new[at_new:other])
        if one < len(old) and other < len(new):
            yield old[one], new[other]
        at_old, at_new = one + 1, other + 1


def _fixed_points(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest rising run of paragraphs that occur once in both texts."""
    once_old = {text for text, times in Counter(old).items() if times == 1}
    once_new = {text for text, times in Counter(new).items() if times == 1}
    where = {text: at for at, text in enumerate(new)}
    pairs = [(at, where[text]) for at, text in enumerate(old) if text in once_old and text in once_new]
    ends: list[int] = []  # the least end of a run of each length, in the new text
    run: list[list[int]] = []
    back: list[int] = [-1] * len(pairs)
    for index, (_, at) in enumerate(pairs):
        length = bisect_left(ends, at)
        back[index] = run[length - 1][-1] if length else -1
        if length == len(ends):
            ends.append(at)
            run.append([index])
        else:
            ends[length] = at
            run[length].append(index)
    found: list[tuple[int, int]] = []
    index = run[-1][-1] if run else -1
    while index >= 0:
        found.append(pairs[index])
        index = back[index]
    return found[::-1]


def _gap(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Match what lies between two fixed points, in shares of bounded size."""
    shares = -(-max(len(old), len(new)) // WIDEST_GAP)
    for share in range(shares):
        cut = [(len(side) * share // shares, len(side) * (share + 1) // shares) for side in (old, new)]
        yield from _match(old[slice(*cut[0])], new[slice(*cut[1])])


def _match(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pair paragraphs so that they have the most words in common, in order."""
    words = [[Counter(text.split()) for text in side] for side in (old, new)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_likeness(one, other) for other in words[1]] for one in words[0]]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    common = sum((one & other).values())
    share = 2 * common / max(1, one.total() + other.total())
    return share if share >= LEAST_ALIKE else 0.0
