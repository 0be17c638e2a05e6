"""Mending a slip of the finger: which known word was most likely meant."""

from collections.abc import Iterable
from math import log
from typing import NamedTuple

from rapidfuzz.distance import OSA


class Candidate(NamedTuple):
    """A known word with how many documents have it; `is_topic` when it is one of a topic's own words."""

    word: str
    documents: int
    is_topic: bool = False


def most_slips(word: str) -> int:
    """Return how many slips are forgiven in a word of this length: letters missing, added, changed or swapped."""
    if len(word) < 3 or not word.isalpha():
        return 0
    return 1 if len(word) < 5 else 2 if len(word) < 9 else 3


def near_words(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words that are near enough to be meant, nearest first."""
    limit = most_slips(word)
    near = [(OSA.distance(word, one, score_cutoff=limit), one) for one in known]
    return [one for distance, one in sorted(near) if 0 < distance <= limit]


def choose_word(word: str, candidates: Iterable[Candidate]) -> str | None:
    """Return the likeliest of the candidates: few slips, the same first letter, and a word that is used here."""

    def cost(one: Candidate) -> tuple[float, str]:
        slips = OSA.distance(word, one.word)
        first = 0.6 if word[0] == one.word[0] else 0.0
        used = 0.15 * log(1 + one.documents) + (0.9 if one.is_topic else 0.0)
        return (slips - first - used, one.word)

    usable = [one for one in candidates if one.documents or one.is_topic]
    return min(usable, key=cost).word if usable else None
