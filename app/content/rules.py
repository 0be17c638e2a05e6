"""The words of evidence and what follows from them: classes, grades, badges, reading time."""

from collections.abc import Iterable
from enum import StrEnum
from math import ceil

WORDS_PER_MINUTE = 150  # people who hurt and tire read more slowly than the usual 230


class ArticleClass(StrEnum):
    """What an article is, which decides what it may lead to (the link matrix in relatedness)."""

    FINDING = "A"
    SELF_CARE = "B"
    LIVING = "C"
    GUIDE = "D"


class Outcome(StrEnum):
    """What a finding is about."""

    PAIN = "pain"
    FATIGUE = "fatigue"
    SLEEP = "sleep"
    FUNCTION = "function"
    MOOD = "mood"
    COGNITION = "cognition"
    SAFETY = "safety"


class Direction(StrEnum):
    """Which way a finding points."""

    HELPS = "helps"
    NO_DIFFERENCE = "no-difference"
    HARMS = "harms"
    UNCLEAR = "unclear"


class Size(StrEnum):
    """How large the effect is."""

    SMALL = "small"
    MODERATE = "moderate"
    LARGE = "large"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """GRADE's four words, as the named review gave them."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very-low"


class WorkKind(StrEnum):
    """What kind of work a citation is."""

    SYSTEMATIC_REVIEW = "systematic-review"
    TRIAL = "trial"
    GUIDELINE = "guideline"
    OBSERVATIONAL = "observational"
    QUALITATIVE = "qualitative"
    LABORATORY = "laboratory"
    OTHER = "other"


CLASS_WORDS = {
    ArticleClass.FINDING: "Research, in plain words",
    ArticleClass.SELF_CARE: "Something to try",
    ArticleClass.LIVING: "Living with it",
    ArticleClass.GUIDE: "Choosing a thing",
}
# The five levels of the Oxford Centre for Evidence-Based Medicine (2011).
STUDY_WORDS = {
    1: "a review of trials",
    2: "a randomised trial",
    3: "a study without chance groups",
    4: "a series of cases",
    5: "laboratory work or expert opinion",
}
_WEAKEST_FIRST = (Certainty.VERY_LOW, Certainty.LOW, Certainty.MODERATE, Certainty.HIGH)


#: what people come for; how sure an article is, is how sure it is of these
KEY_OUTCOMES = frozenset({Outcome.PAIN, Outcome.FATIGUE, Outcome.SLEEP, Outcome.FUNCTION})
OUTCOME_WORDS = {
    Outcome.PAIN: "pain",
    Outcome.FATIGUE: "tiredness",
    Outcome.SLEEP: "sleep",
    Outcome.FUNCTION: "daily life",
    Outcome.MOOD: "mood",
    Outcome.COGNITION: "thinking and memory",
    Outcome.SAFETY: "safety",
}
_HELPS = {
    Size.SMALL: "helps a little",
    Size.MODERATE: "helps somewhat",
    Size.LARGE: "helps a lot",
    Size.UNKNOWN: "helps; how much is not known",
}
_HARMS = {Size.SMALL: "may harm a little", Size.MODERATE: "may harm", Size.LARGE: "may harm a lot"}


def say_effect(direction: Direction, size: Size, certainty: Certainty) -> str:
    """Return which way a finding points and how far, in plain words; what is barely known is never called a help."""
    if direction is Direction.HARMS:
        return _HARMS.get(size, "may harm")
    if direction is Direction.UNCLEAR:
        return "no good evidence"
    if direction is Direction.NO_DIFFERENCE:
        return "no good evidence of a difference" if certainty is Certainty.VERY_LOW else "no difference"
    return "may help, but there is no good evidence" if certainty is Certainty.VERY_LOW else _HELPS[size]


def badge_of(graded: Iterable[tuple[Outcome, Certainty]]) -> Certainty | None:
    """Return an article's badge: the lowest certainty among its key outcomes, among all where it has none of these."""
    found = list(graded)
    keys = [certainty for outcome, certainty in found if outcome in KEY_OUTCOMES]
    return lowest_certainty(keys or [certainty for _, certainty in found])


def lowest_certainty(certainties: Iterable[Certainty]) -> Certainty | None:
    """Return the lowest of some certainties, or None where there is none."""
    found = set(certainties)
    return next((one for one in _WEAKEST_FIRST if one in found), None)


def reading_minutes(words: int) -> int:
    """Return whole minutes, at least one."""
    return max(1, ceil(words / WORDS_PER_MINUTE))
