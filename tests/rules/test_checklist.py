"""The checklist before publishing."""

from dataclasses import replace

import pytest

from app.claims import find_claims
from app.content.drafts import ArticleDraft
from app.content.reading import reading_age
from app.content.rules import ArticleClass
from app.markdown import render_markdown
from app.publishing.checklist import Group, Mark, list_groups
from app.publishing.rules import Lack
from tests.factories.journal import NIGHTS

HARD = (
    "Multidisciplinary rehabilitation interventions incorporating psychoeducational components demonstrate "
    "heterogeneous effectiveness across international populations, "
    "notwithstanding considerable methodological limitations. "
) * 8
EASY = (
    "Sit down first. Put your feet up. Then breathe out. A warm cup may help. You can stop at any time. " * 8
)


def groups(draft: ArticleDraft = NIGHTS, **more: object) -> dict[str, Group]:
    usual = {"lacks": [], "claims": [], "alts": {}, "pages": frozenset({"about"})}
    made = list_groups(draft, render_markdown(draft.body), **{**usual, **more})  # type: ignore[arg-type]
    return {one.title: one for one in made}


def said(group: Group) -> str:
    return " ".join(one.sentence for one in group.items)


def test_a_good_article_has_everything_done_but_when_it_was_searched() -> None:
    open_groups = [one for one in groups().values() if one.mark is not Mark.DONE]
    assert [said(one) for one in open_groups] == ["Finding 1 does not say when the works were last searched."]


def test_what_must_be_there_stops_and_leads_to_its_field() -> None:
    group = groups(lacks=[Lack(place="topics", sentence="Choose a topic.")])["What must be there"]
    assert (group.mark, group.items[0].place) == (Mark.TO_DO, "topics")


def test_phrases_near_an_illness_are_named_with_where_they_stand() -> None:
    claims = find_claims("This lamp cures fibromyalgia.")
    group = groups(claims=claims)["Phrases near an illness"]
    assert group.mark is Mark.LOOK and group.items[0].find == "This lamp cures fibromyalgia."


def test_a_hard_text_has_its_reading_age_said_and_an_easy_one_has_not() -> None:
    assert (reading_age(EASY) or 0) <= 11 and (reading_age(HARD) or 0) > 16
    assert reading_age("Too short to say.") is None
    assert "reads like a text for people of" in said(
        groups(replace(NIGHTS, body=HARD))["Easy to read on a bad day"]
    )


@pytest.mark.parametrize(
    ("body", "is_named"),
    [
        ("Trials found that lamps help.", True),
        ("About 12 in 100 people sleep better.", True),
        ("Trials found that lamps help [@doi:10.1000/x].", False),
        ("## Trials and studies", False),
        ("A lamp is warm.", False),
    ],
)
def test_a_paragraph_that_speaks_of_studies_and_cites_none_is_named(body: str, is_named: bool) -> None:
    group = groups(replace(NIGHTS, body=body, findings=()))["Said with its source"]
    assert (group.mark is Mark.LOOK) is is_named


def test_research_without_references_is_named() -> None:
    draft = replace(NIGHTS, article_class=ArticleClass.FINDING, references=(), findings=(), body="Words.")
    assert "names the works it rests on" in said(groups(draft)["Said with its source"])


def test_links_that_lead_nowhere_are_named() -> None:
    links = ("#part-nowhere", "/pages/nowhere/", "http://example.org/", "/pages/about/", "#part-here")
    body = " ".join(f"[words]({one})" for one in links) + "\n\n## Here\n"
    assert [one.find for one in groups(replace(NIGHTS, body=body))["Links that lead somewhere"].items] == [
        "#part-nowhere",
        "/pages/nowhere/",
        "http://example.org/",
    ]


@pytest.mark.parametrize(
    ("words", "is_named"),
    [
        ("Picture of a lamp", True),
        ("IMG_2003.jpg", True),
        ("Lamp", True),
        ("A lamp beside a bed, lit", False),
    ],
)
def test_words_that_say_little_of_a_picture_are_named(words: str, is_named: bool) -> None:
    draft = replace(NIGHTS, body="::figure{7}\n")
    assert (groups(draft, alts={7: words})["Pictures in words"].mark is Mark.LOOK) is is_named
