"""How near two things are: words, topics and, where it is known, meaning, fused into one score. Pure functions.

Which share each has was found on the tuning half of the judged set; docs/how-to/graph.md has the table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log

from app.relatedness.rules import NodeKind
from app.relatedness.wording import stem

_WORDS_SHARE = 0.55  # without meaning: the rest is the topics' share
_LIKENESS_COST = 0.35  # what a suggestion loses for being like one already chosen
_WORDS_BESIDE, _TOPICS_BESIDE = 0.3, 0.12  # beside meaning, whose scores run from about -0.3 to 0.7
#: the least score, with a topic shared and without; with meaning, two of three below 0.2 are wrong on the tuning half
_THRESHOLDS = {False: (0.12, 0.25), True: (0.15, 0.2)}
_TELLING = 0.03  # what a shared word must add to be named as the reason
_ASKED = 60  # strongest words of the one that asks; the rest is noise and time


@dataclass(frozen=True, kw_only=True)
class Features:
    """What is known of one node: weighted words, topics (lead first), and how long it is in weighted words."""

    kind: NodeKind
    subject_id: int
    node_class: str = ""
    topics: tuple[str, ...] = ()
    words: Mapping[str, float] = field(default_factory=dict)
    length: float = 1.0

    @cached_property
    def stems(self) -> dict[str, tuple[float, str]]:
        """The words by their stems, each with its weight and the word that a person would read."""
        found: dict[str, tuple[float, str]] = {}
        for word, weight in self.words.items():
            root = stem(word)
            before, shown = found.get(root, (0.0, word))
            found[root] = (before + weight, shown)
        return found

    @cached_property
    def loudness(self) -> dict[str, float]:
        """How much of the text each stem is: logarithms of the weights, so that the squares sum to one."""
        found = {root: 1 + log(weight) if weight >= 1 else weight for root, (weight, _) in self.stems.items()}
        size = sum(value * value for value in found.values()) ** 0.5
        return {root: value / size for root, value in found.items()} if size else {}


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One proposed link with its score, the topics both have, and the most telling word both have."""

    kind: NodeKind
    subject_id: int
    score: float
    shared_topics: tuple[str, ...]
    shared_word: str


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Among how many things a word is looked at, and in how many of them each stem is."""

    seen_in: Mapping[str, int]
    nodes: int

    def rarity(self, root: str) -> float:
        """Return how telling a stem is: BM25's inverse document frequency."""
        among = self.seen_in.get(root, 0)
        return log(1 + (self.nodes - among + 0.5) / (among + 0.5))

    def ask(self, one: Features) -> dict[str, float]:
        """Return the most telling stems of a node with what each tells, so that the squares sum to one."""
        found = {root: loudness * self.rarity(root) for root, loudness in one.loudness.items()}
        size = sum(value * value for value in found.values()) ** 0.5
        strongest = sorted(found, key=lambda root: (-found[root], root))[:_ASKED] if size else []
        return {root: found[root] / size for root in strongest}


def word_score(asked: Mapping[str, float], other: Features) -> tuple[float, str]:
    """Return how much of what is asked the other speaks of, 0 to 1, and the most telling word both have.

    How rare a word is counts on the asking side only, so that nothing need be known of the other's other words.
    """
    total, best, best_root = 0.0, 0.0, ""
    for root, value in asked.items():
        gain = value * other.loudness.get(root, 0.0)
        total += gain
        if gain > best:
            best, best_root = gain, root
    return min(1.0, total), (other.stems[best_root][1] if best > _TELLING else "")


def topic_score(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how much two lists of topics, lead first, agree, 0 to 1."""
    if not one or not other:
        return 0.0
    if one[0] == other[0]:
        return 1.0
    if one[0] in other:
        return 0.7
    if other[0] in one:
        return 0.5
    return 0.3 if set(one) & set(other) else 0.0


def score_all(
    one: Features, others: Iterable[Features], *, crowd: Crowd, meaning: Mapping[int, float] | None
) -> list[tuple[Suggestion, Features]]:
    """Return every other with its score, best first; `meaning` is the score in meaning by id, None where unknown."""
    asked = crowd.ask(one)
    farthest = (
        min(meaning.values(), default=0.0) if meaning else 0.0
    )  # what is not among the nearest is no nearer
    scored = []
    for other in others:
        words, shared_word = word_score(asked, other)
        topics = topic_score(one.topics, other.topics)
        if meaning is None:
            score = _WORDS_SHARE * (words / 2) ** 0.5 + (1 - _WORDS_SHARE) * topics
        else:
            score = meaning.get(other.subject_id, farthest) + _WORDS_BESIDE * words + _TOPICS_BESIDE * topics
        found = Suggestion(
            kind=other.kind,
            subject_id=other.subject_id,
            score=round(score, 4),
            shared_topics=tuple(topic for topic in one.topics if topic in other.topics),
            shared_word=shared_word,
        )
        scored.append((found, other))
    return sorted(scored, key=lambda pair: (-pair[0].score, pair[0].subject_id))


def suggest(
    one: Features,
    others: Iterable[Features],
    *,
    crowd: Crowd,
    limit: int,
    meaning: Mapping[int, float] | None = None,
) -> list[Suggestion]:
    """Return the nearest of the others that are near enough, best first, spread by diversity."""
    least, alone = _THRESHOLDS[meaning is not None]
    scored = score_all(one, others, crowd=crowd, meaning=meaning)
    enough = [pair for pair in scored if pair[0].score >= (least if pair[0].shared_topics else alone)]
    return _spread(enough, limit, cost=_LIKENESS_COST if meaning is None else _LIKENESS_COST / 2)


def _spread(scored: list[tuple[Suggestion, Features]], limit: int, *, cost: float) -> list[Suggestion]:
    """Choose one after the other, each time the best after what it loses for likeness to those chosen."""
    left = scored[: limit * 5]
    chosen: list[tuple[Suggestion, Features]] = []
    while left and len(chosen) < limit:

        def worth(pair: tuple[Suggestion, Features]) -> float:
            alike = max((likeness(pair[1], one) for _, one in chosen), default=0.0)
            return pair[0].score - cost * alike

        best = max(left, key=worth)
        left.remove(best)
        chosen.append(best)
    return [one for one, _ in chosen]


def likeness(one: Features, other: Features) -> float:
    """Return how alike two nodes are in their words, 0 to 1 (the cosine)."""
    shared = sum(weight * other.words.get(word, 0.0) for word, weight in one.words.items())
    lengths = sum(x * x for x in one.words.values()) * sum(x * x for x in other.words.values())
    return float(shared / lengths**0.5) if lengths else 0.0


def reason_words(suggestion: Suggestion, topic_names: Mapping[str, str]) -> str:
    """Return why a link stands there, true and short."""
    if suggestion.shared_topics:
        name = topic_names.get(suggestion.shared_topics[0], suggestion.shared_topics[0])
        return f"Both about {name[:1].lower()}{name[1:]}"
    if suggestion.shared_word.startswith("topic:"):
        slug = suggestion.shared_word.removeprefix("topic:")
        return f"Both touch on {topic_names.get(slug, slug).lower()}"
    if suggestion.shared_word:
        return f"Both speak of “{suggestion.shared_word}”"
    return "About the same thing in other words"
