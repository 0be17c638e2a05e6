"""Which node may lead to which (CARE, section 7), and how near two nodes are. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import log

from app.content.rules import ArticleClass


class NodeKind(StrEnum):
    """What can stand at either end of an edge."""

    ARTICLE = "article"
    PRODUCT = "product"
    RESOURCE = "resource"
    DOOR = "door"


#: how many of each a page shows, and how many more suggestions stand ready for when one of them is withdrawn
SHOWN = {NodeKind.ARTICLE: 2, NodeKind.PRODUCT: 3, NodeKind.RESOURCE: 3, NodeKind.DOOR: 2}
SPARE = 3

_K1, _B = 1.2, 0.5  # BM25's saturation and length weight
_WORDS_SHARE = 0.55  # the rest is the topics' share
_LIKENESS_COST = 0.35  # what a suggestion loses for being like one already chosen
_LEAST_SCORE = 0.12
_LEAST_BY_WORDS = 0.25  # where no topic is shared, chance words must not pass for kinship


def may_lead(
    article_class: ArticleClass,
    product_class: int,
    *,
    guide_class: int = 1,
    is_registered_device: bool = False,
    sells_ingestibles: bool = False,
) -> bool:
    """Say whether an article of one class may lead to a product of another.

    A, B and C lead to comfort aids, books and services (1, 2, 3); B and C also to a medical device (4) that is
    registered for that use. D, a product guide, leads to the class it guides to and no other. Ingestibles (6) are
    switched off unless a market has them. Topical things (5) and ingestibles never follow A, B or C.
    """
    if product_class == 6 and not sells_ingestibles:
        return False
    if article_class is ArticleClass.GUIDE:
        return product_class == guide_class
    if product_class == 4:
        return article_class is not ArticleClass.FINDING and is_registered_device
    return product_class in (1, 2, 3)


@dataclass(frozen=True, kw_only=True)
class Features:
    """What is known of one node: weighted words, topics (lead first), and how long it is in weighted words."""

    kind: NodeKind
    subject_id: int
    node_class: str = ""
    topics: tuple[str, ...] = ()
    words: Mapping[str, float] = field(default_factory=dict)
    length: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One proposed link with its score between 0 and 1."""

    kind: NodeKind
    subject_id: int
    score: float
    shared_topics: tuple[str, ...]
    shared_word: str


def rarity(word: str, seen_in: Mapping[str, int], nodes: int) -> float:
    """Return how telling a word is: BM25's inverse document frequency."""
    among = seen_in.get(word, 0)
    return log(1 + (nodes - among + 0.5) / (among + 0.5))


def word_score(
    one: Features, other: Features, seen_in: Mapping[str, int], nodes: int, average: float
) -> tuple[float, str]:
    """Return how much of one's telling words the other speaks of, 0 to 1, and the most telling word both have."""
    asked = {word: weight * rarity(word, seen_in, nodes) for word, weight in one.words.items()}
    strongest = sorted(asked, key=lambda word: (-asked[word], word))[:30]
    possible = sum(asked[word] * (_K1 + 1) for word in strongest)
    found, best, best_word = 0.0, 0.0, ""
    for word in strongest:
        often = other.words.get(word, 0.0)
        if not often:
            continue
        norm = _K1 * (1 - _B + _B * other.length / max(average, 1.0))
        gain = asked[word] * often * (_K1 + 1) / (often + norm)
        found += gain
        if gain > best:
            best, best_word = gain, word
    return (min(1.0, found / possible) if possible else 0.0), best_word


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


def suggest(
    one: Features,
    others: Iterable[Features],
    *,
    seen_in: Mapping[str, int],
    nodes: int,
    average: float,
    limit: int,
) -> list[Suggestion]:
    """Return the nearest of the others, best first: words and topics fused, then spread by diversity."""
    scored = []
    for other in others:
        words, shared_word = word_score(one, other, seen_in, nodes, average)
        score = _WORDS_SHARE * words**0.5 + (1 - _WORDS_SHARE) * topic_score(one.topics, other.topics)
        shared = tuple(topic for topic in one.topics if topic in other.topics)
        if score >= (_LEAST_SCORE if shared else _LEAST_BY_WORDS):
            found = Suggestion(
                kind=other.kind,
                subject_id=other.subject_id,
                score=round(score, 4),
                shared_topics=shared,
                shared_word=shared_word,
            )
            scored.append((found, other))
    return _spread(scored, limit)


def _spread(scored: list[tuple[Suggestion, Features]], limit: int) -> list[Suggestion]:
    """Choose one after the other, each time the best after what it loses for likeness to those chosen."""
    left = sorted(scored, key=lambda pair: (-pair[0].score, pair[0].subject_id))[: limit * 5]
    chosen: list[tuple[Suggestion, Features]] = []
    while left and len(chosen) < limit:

        def worth(pair: tuple[Suggestion, Features]) -> float:
            alike = max((likeness(pair[1], one) for _, one in chosen), default=0.0)
            return pair[0].score - _LIKENESS_COST * alike

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
    return "Near in subject"
