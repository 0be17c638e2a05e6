"""The link matrix, and how near things are."""

import pytest

from app.content.rules import ArticleClass
from app.relatedness.rules import NodeKind, may_lead
from app.relatedness.scoring import (
    Crowd,
    Features,
    Suggestion,
    likeness,
    reason_words,
    suggest,
    topic_score,
)
from app.relatedness.wording import bridge_words, fold, stem, telling_words, weigh_words

A, B, C, D = ArticleClass
#: (article class, product class) -> allowed, with nothing registered, nothing ingestible on sale, guide of class 1
PLAIN = {
    A: {1, 2, 3},
    B: {1, 2, 3},
    C: {1, 2, 3},
    D: {1},
}


@pytest.mark.parametrize("article_class", ArticleClass)
@pytest.mark.parametrize("product_class", range(1, 7))
def test_the_matrix_allows_what_care_allows_and_nothing_else(
    article_class: ArticleClass, product_class: int
) -> None:
    assert may_lead(article_class, product_class) is (product_class in PLAIN[article_class])


@pytest.mark.parametrize("article_class", ArticleClass)
def test_a_medical_device_follows_self_care_and_living_only_when_registered_for_it(
    article_class: ArticleClass,
) -> None:
    assert may_lead(article_class, 4, is_registered_device=True) is (article_class in (B, C))


@pytest.mark.parametrize("article_class", ArticleClass)
@pytest.mark.parametrize("product_class", range(1, 7))
@pytest.mark.parametrize("guide_class", range(1, 7))
def test_a_guide_leads_to_its_own_class_and_ingestibles_only_where_a_market_has_them(
    article_class: ArticleClass, product_class: int, guide_class: int
) -> None:
    for sells in (False, True):
        allowed = may_lead(article_class, product_class, guide_class=guide_class, sells_ingestibles=sells)
        if article_class is D:
            assert allowed is (product_class == guide_class and (product_class != 6 or sells))
        else:
            assert allowed is (product_class in (1, 2, 3))


def features(subject_id: int, words: str, *topics: str, kind: NodeKind = NodeKind.PRODUCT) -> Features:
    weighed = weigh_words([(words, 1.0)])
    return Features(
        kind=kind, subject_id=subject_id, topics=topics, words=weighed, length=sum(weighed.values())
    )


ARTICLE = features(1, "pillow pillow lamp night bed", "sleep", kind=NodeKind.ARTICLE)


def find(*others: Features, limit: int = 3) -> list[Suggestion]:
    return suggest(ARTICLE, others, crowd=Crowd(seen_in={"pillow": 2, "lamp": 1}, nodes=10), limit=limit)


def test_what_shares_words_and_topics_comes_first() -> None:
    found = find(features(7, "kettle spout", "hands"), features(8, "pillow filling", "sleep"))
    assert [one.subject_id for one in found] == [8]
    assert found[0].shared_topics == ("sleep",)


def test_a_chance_word_without_a_shared_topic_is_no_reason() -> None:
    crowd = "kettle spout cradle worktop tipping grip handle boil water steam bed"
    assert find(features(9, crowd, "hands")) == []


def test_the_second_suggestion_is_not_the_twin_of_the_first() -> None:
    found = find(
        features(2, "pillow pillow feather", "sleep"),
        features(3, "pillow pillow feather", "sleep"),
        features(4, "lamp shade amber", "sleep"),
        limit=2,
    )
    assert {one.subject_id for one in found} == {2, 4}


def test_topics_agree_most_where_the_lead_is_the_same() -> None:
    assert topic_score(["sleep"], ["sleep", "warmth"]) == 1.0
    assert (
        topic_score(["sleep"], ["warmth", "sleep"]) > topic_score(["mood", "sleep"], ["warmth", "sleep"]) > 0
    )
    assert topic_score(["sleep"], ["hands"]) == topic_score([], ["hands"]) == 0


def test_reasons_are_short_and_true() -> None:
    base = {"kind": NodeKind.PRODUCT, "subject_id": 1, "score": 0.5}
    names = {"warmth": "Warmth and cold"}
    by_topic = Suggestion(**base, shared_topics=("warmth",), shared_word="wool")  # type: ignore[arg-type]
    by_word = Suggestion(**base, shared_topics=(), shared_word="wool")  # type: ignore[arg-type]
    by_bridge = Suggestion(**base, shared_topics=(), shared_word="topic:warmth")  # type: ignore[arg-type]
    assert reason_words(by_topic, names) == "Both about warmth and cold"
    assert reason_words(by_word, names) == "Both speak of “wool”"
    assert reason_words(by_bridge, names) == "Both touch on warmth and cold"


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("pillows", "pillow"),
        ("bodies", "body"),
        ("boxes", "box"),
        ("press", "press"),
        ("this", "this"),
        ("nurse's", "nurse"),
    ],
)
def test_plurals_are_folded(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_kin_of_a_word_are_found_by_their_stem_and_topics_stay_whole() -> None:
    assert stem("sleeping") == stem("sleep") == stem("sleeper") == "sleep"
    assert stem("bed") == "bed"
    assert stem("topic:moving") == "topic:moving"


def test_a_reason_names_the_word_as_the_reader_finds_it_not_its_stem() -> None:
    found = find(features(8, "lamp pillow knitting", "sleep"), features(9, "knitted pillow", "sleep"))
    assert {one.shared_word for one in found} == {"pillow"}


def test_what_meaning_alone_joins_says_so_and_invents_no_topic() -> None:
    other = features(8, "bolster filling", "warmth")
    found = suggest(ARTICLE, [other], crowd=Crowd(seen_in={}, nodes=10), limit=3, meaning={8: 0.4})
    assert [reason_words(one, {}) for one in found] == ["About the same thing in other words"]


def test_meaning_lets_other_words_win_over_a_chance_word() -> None:
    chance = features(7, "kettle spout cradle worktop tipping grip handle boil water steam bed")
    found = suggest(
        ARTICLE,
        [chance, features(8, "bolster filling")],
        crowd=Crowd(seen_in={}, nodes=10),
        limit=3,
        meaning={7: -0.1, 8: 0.4},
    )
    assert [one.subject_id for one in found] == [8]


def test_common_words_tell_nothing() -> None:
    assert telling_words("You may have found that pillows help") == ["pillow"]


def test_people_s_own_words_bridge_to_a_topic() -> None:
    found = bridge_words(
        "Take a hot  water bottle to bed", {"warmth": ["hot water bottle"], "hands": ["kettle"]}
    )
    assert found == {"topic:warmth": 1.0}


def test_nothing_is_like_an_empty_text() -> None:
    assert likeness(ARTICLE, features(5, "")) == 0.0
    assert likeness(ARTICLE, ARTICLE) == pytest.approx(1.0)
