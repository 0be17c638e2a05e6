"""The words a text is known by: folded, counted by field, weighted. Pure functions."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[a-z][a-z'’-]{2,30}")
KEPT = 90
_ENDINGS = ("ing", "edly", "ed", "ly", "ness", "er", "est", "e")
_COMMON = frozenset(
    """about above after again against all almost along already also although always among and another any anyone
    anything are aren around ask asked away back because been before being below best better between both bring but
    call can cannot come comes could day days did does doesn doing done don down during each early either else end
    enough even ever every everything few find first for four from further gave get gets give given gives goes going
    good got had half has have having help helps her here hers him his how however if into isn it its itself just
    keep kept kind know known last later least leave left less let like little long look made make makes making many
    may mean means might minute minutes month more most much must near need needs never new next none nor not
    nothing now off often old once one ones only onto other others our ours out over own page part parts people per
    perhaps piece put quite rather read really said same say says second see seen several shall she should show
    shown since small some somebody someone something soon still such take taken takes tell than that the their
    them then there these they thing things think this those though three through time times too took toward try
    trying turn two under until upon use used useful uses using usual usually very want wants was way ways week
    weeks well went were what when where whether which while who whole whom whose why will with within without
    word words work works would year years yet you your yours yourself fibromyalgia study studies trial trials
    found review compared adults evidence""".split()  # noqa: SIM905 - a list of this length reads better as words
)


def fold(word: str) -> str:
    """Return a word without its plural, so that "pillows" finds "pillow"."""
    word = word.replace("’", "'").removesuffix("'s").strip("'-")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stem(word: str) -> str:
    """Return the part of a folded word that its kin share, so that "sleeping" finds "sleep"; topics stay whole."""
    if ":" in word:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def telling_words(text: str) -> list[str]:
    """Return the words of a text that say something, folded, in order."""
    found = (fold(word) for word in _WORD.findall(text.lower()) if word not in _COMMON)
    return [word for word in found if len(word) > 2 and word not in _COMMON]


def weigh_words(fields: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the strongest words of texts with their weights: (text, weight of its field)."""
    weights: Counter[str] = Counter()
    for text, weight in fields:
        for word in telling_words(text):
            weights[word] += weight  # type: ignore[assignment]
    return {word: round(float(weight), 2) for word, weight in weights.most_common(KEPT)}


def bridge_words(text: str, synonyms: Mapping[str, Iterable[str]]) -> dict[str, float]:
    """Return a word for each topic that a text speaks of in people's own words ("hot water bottle": topic:warmth).

    Counts the topic's synonyms in the text, three at most, so that one long list does not drown the rest.
    """
    folded = f" {' '.join(text.lower().split())} "
    found: dict[str, float] = {}
    for topic, phrases in synonyms.items():
        count = sum(1 for phrase in phrases if f" {phrase}" in folded)
        if count:
            found[f"topic:{topic}"] = min(3.0, float(count))
    return found
