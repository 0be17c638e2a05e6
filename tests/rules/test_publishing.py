"""What an article lacks before it may be published."""

from dataclasses import replace
from typing import Any

import pytest

from app.content.drafts import ArticleDraft, ReferenceDraft
from app.publishing.rules import Facts, list_lacks
from tests.factories.journal import FINDING, NIGHTS

READY = Facts(
    topics_known=frozenset({"sleep"}),
    picture_words="A lamp.",
    resources=1,
    products=1,
    doors=1,
    none_products=None,
    none_doors=None,
    citations=("doi:10.1002/14651858.cd012700",),
)


def places(draft: ArticleDraft = NIGHTS, **changes: Any) -> list[str]:
    return [one.place for one in list_lacks(draft, replace(READY, **changes))]


def test_an_article_with_everything_lacks_nothing() -> None:
    assert places() == []


@pytest.mark.parametrize(
    ("draft", "place"),
    [
        (replace(NIGHTS, title=" "), "title"),
        (replace(NIGHTS, summary=""), "summary"),
        (replace(NIGHTS, body=""), "body"),
        (replace(NIGHTS, topics=()), "topics"),
        (replace(NIGHTS, topics=("unheard-of",)), "topics"),
        (replace(NIGHTS, body="word " * 301, in_short=("One.",)), "in_short"),
        (replace(NIGHTS, findings=(replace(FINDING, references=()),)), "findings"),
        (replace(NIGHTS, findings=(replace(FINDING, references=("pmid:9",)),)), "findings"),
        (replace(NIGHTS, references=(*NIGHTS.references, ReferenceDraft(title="No number"))), "references"),
    ],
)
def test_each_part_of_the_text_is_asked_for(draft: ArticleDraft, place: str) -> None:
    assert places(draft) == [place]


def test_a_drawing_needs_words() -> None:
    assert places(replace(NIGHTS, picture_id=1), picture_words=" ") == ["picture"]


def test_a_citation_must_stand_in_the_list() -> None:
    assert places(citations=("pmid:1",)) == ["references"]


def test_a_finding_shown_must_exist() -> None:
    assert places(findings_shown=(2,)) == ["body"]


def test_a_resource_cannot_be_waived() -> None:
    assert places(resources=0) == ["links"]


@pytest.mark.parametrize(("count", "reason"), [("products", "none_products"), ("doors", "none_doors")])
def test_products_and_doors_may_be_recorded_as_none(count: str, reason: str) -> None:
    assert places(**{count: 0}) == ["links"]
    assert places(**{count: 0, reason: "Nothing fits."}) == []


def test_refused_products_and_unknown_cards_are_named() -> None:
    lacks = list_lacks(
        NIGHTS, replace(READY, refused_products=("Fish oil",), unknown_cards=("the product “x”",))
    )
    assert [one.sentence for one in lacks] == [
        "The text shows the product “x”, which readers cannot see.",
        "An article of this class may not lead to Fish oil.",
    ]
