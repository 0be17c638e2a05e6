"""What machines are told of an article has every property that schema.org's readers ask for, and no empty one."""

import json
import re
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.content.correcting import correct_article
from app.content.queries import get_article
from app.db import transaction
from tests.factories.comments import make_comment
from tests.factories.journal import ACTOR, MORNING, make_article, make_person

#: https://developers.google.com/search/docs/appearance/structured-data/article and schema.org/MedicalWebPage
ASKED = {
    "Article": {"headline", "author", "publisher", "datePublished", "dateModified", "mainEntityOfPage", "citation",
                "timeRequired", "publishingPrinciples", "inLanguage", "description"},
    "MedicalWebPage": {"url", "name", "about", "lastReviewed", "reviewedBy"},
    "BreadcrumbList": {"itemListElement"},
    "ScholarlyArticle": {"name", "url", "datePublished"},
    "Person": {"name"},
    "Organization": {"name"},
    "CorrectionComment": {"text", "datePublished"},
    "Comment": {"text", "dateCreated", "author", "url"},
}  # fmt: skip


@pytest.fixture
def nodes(app: Flask, client: FlaskClient) -> list[dict[str, Any]]:
    with app.app_context():
        make_person("Maeve Byrne", orcid="0000-0002-1825-0097")
        article = make_article(reviewed_by="Maeve Byrne", reviewed_on=date(2026, 9, 1))
        with transaction():
            correct_article(
                get_article(article.id),
                "It was 1,351.",
                "It is 351.",
                by_mail=False,
                actor=ACTOR,
                now=MORNING,
            )
        make_comment(article.id, text="Warm water <b> helped me.")
        make_comment(article.id, name="Mae", text="Nobody has looked at these words.", state="waiting")
    html = client.get("/articles/long-nights/").get_data(as_text=True)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    told: list[dict[str, Any]] = json.loads(found[1])
    return told


def all_nodes(value: Any) -> list[dict[str, Any]]:
    """Return every node that has a type, however deep it stands."""
    if isinstance(value, list):
        return [one for part in value for one in all_nodes(part)]
    if not isinstance(value, dict):
        return []
    return [
        *([value] if "@type" in value else []),
        *(one for part in value.values() for one in all_nodes(part)),
    ]


def test_each_node_has_what_its_readers_ask_for_and_nothing_empty(nodes: list[dict[str, Any]]) -> None:
    told = all_nodes(nodes)
    assert {one["@type"] for one in told} >= set(ASKED)
    for one in told:
        assert ASKED.get(one["@type"], set()) <= set(one), one
        assert not [name for name, value in one.items() if value in (None, "", [], {})], one


def test_reviews_stand_on_the_page_and_levels_of_evidence_nowhere(nodes: list[dict[str, Any]]) -> None:
    article, page = nodes[:2]
    assert not {"lastReviewed", "reviewedBy"} & set(article)
    assert page["lastReviewed"] == "2026-09-01" and page["reviewedBy"]["name"] == "Maeve Byrne"
    assert article["mainEntityOfPage"]["@id"] == page["@id"]
    assert not [one for one in all_nodes(nodes) if "evidenceLevel" in one]


def test_moments_and_durations_are_written_as_the_standard_says(nodes: list[dict[str, Any]]) -> None:
    article = nodes[0]
    assert re.fullmatch(r"PT[0-9]+M", article["timeRequired"])
    for name in ("datePublished", "dateModified"):
        assert datetime.fromisoformat(article[name]).tzinfo is not None
    [work] = article["citation"]
    assert work["url"] == "https://doi.org/10.1002/14651858.CD012700"


def test_readers_words_are_told_as_far_as_the_page_shows_them(
    client: FlaskClient, nodes: list[dict[str, Any]]
) -> None:
    article = nodes[0]
    [said] = article["comment"]
    assert (article["commentCount"], said["author"]["name"]) == (1, "Orla")
    assert said["text"] == "Warm water <b> helped me."
    for address in (said["url"], article["discussionUrl"]):
        path = "/" + address.split("/", 3)[3]
        assert "Warm water" in client.get(path).get_data(as_text=True)
