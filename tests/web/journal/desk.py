"""A filled form of the writing desk, and pressing its buttons."""

from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.content.models import Article
from app.content.queries import get_article
from tests.factories.catalog import make_topic
from tests.factories.journal import (
    make_draft,
)

FORM = {
    "title": "Longer nights",
    "article_class": "B",
    "summary": "What to have within reach.",
    "topic-1": "sleep",
    "in_short": "One.\nTwo.\nThree.",
    "body": "## Within reach\r\n\r\nA lamp [@pmid:123].",
    "author": "The editors",
    "reviewed_on": "2026-09-01",
    "review_due": "2027-09-01",
    "finding-0-statement": "It may help a little.",
    "finding-0-intervention": "A lamp compared with none",
    "finding-0-population": "Adults with fibromyalgia",
    "finding-0-certainty": "low",
    "finding-0-outcome": "sleep",
    "finding-0-study_kind": "1",
    "finding-0-people": "1,234",
    "finding-0-in_fibromyalgia": "yes",
    "finding-0-references": "pmid:123",
    "reference-0-title": "A trial of lamps",
    "reference-0-authors": "Bidonde, Julia\nBusch, Angela J",
    "reference-0-pmid": "123",
    "reference-0-year": "2017",
    "reference-2-title": "A second work",
    "reference-2-doi": "https://doi.org/10.1000/xyz",
}


def open_desk(app: Flask) -> int:
    with app.app_context():
        make_topic("sleep", "Sleep")
        return make_draft().id


def press(client: FlaskClient, article_id: int, deed: str = "", **changes: Any) -> TestResponse:
    """Press one of the desk's buttons with a filled form."""
    form = {**FORM, "revision": "1", "slug": "long-nights", "slug_seen": "long-nights", **changes}
    if "drawing" in form:
        form["drawing"] = (BytesIO(form["drawing"][0]), form["drawing"][1])
    return client.post(f"/staff/articles/{article_id}/{deed}", data=form)


def stored(app: Flask, article_id: int) -> Article:
    with app.app_context():
        return get_article(article_id)
