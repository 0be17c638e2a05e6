"""Every button of the writing desk keeps what was typed, or changes nothing."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.clock import utcnow
from app.content.drafts import draft_from_json
from app.content.models import ArticleState
from app.content.queries import get_article, list_versions
from app.db import db
from app.newsletter.freezing import freeze_article
from app.outbox.models import OutboxItem
from app.publishing.actions import record_none
from tests.factories.catalog import writing
from tests.factories.journal import (
    ACTOR,
    MORNING,
    lead_to,
    make_article,
    make_draft,
    make_open_door,
    make_resource,
)
from tests.factories.letters import make_reader
from tests.factories.media import picture_bytes
from tests.support.forms import forms_of
from tests.web.journal.desk import FORM, open_desk, press, stored


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"alt": "A lamp."}, "chose no file"),
        ({"then": "drawing"}, "Choose a picture file first"),
        ({"alt": " ", "drawing": (picture_bytes(), "lamp.jpg")}, "Describe the picture"),
        ({"alt": "A lamp.", "drawing": (b"<svg onload=alert(1)>", "lamp.svg")}, "could not read that file"),
    ],
)
def test_a_drawing_needs_its_file_and_its_sentence_and_no_text_is_lost_over_it(
    app: Flask, staff_client: FlaskClient, sent: dict[str, Any], sentence: str
) -> None:
    article_id = open_desk(app)
    answer = press(staff_client, article_id, **sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in html and "A lamp [@pmid:123]." in html
    assert ("choose the picture again" in html) is ("drawing" in sent)
    assert stored(app, article_id).revision == 1


def test_a_drawing_is_put_on_by_any_button_with_the_text_beside_it(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    drawing = (picture_bytes(), "lamp.jpg")
    assert press(staff_client, article_id, "review", alt="A lamp.", drawing=drawing).status_code == 303
    draft = draft_from_json(stored(app, article_id).draft)
    assert draft.picture_id is not None and draft.title == "Longer nights"


def test_phrases_near_an_illness_are_looked_at_before_publishing(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        article_id = make_article().id
    first = press(staff_client, article_id, "publication", body="A warm bath cures fibromyalgia pain.")
    assert first.status_code == 422 and "Look at the phrases" in first.get_data(as_text=True)
    seen = re.search('name="claims" value="([0-9a-f]+)"', first.get_data(as_text=True))
    assert seen
    worse = {
        "claims": seen[1],
        "body": "A warm bath cures fibromyalgia pain. It heals fatigue.",
    }
    second = press(staff_client, article_id, "publication", **worse)
    assert second.status_code == 422, "a tick given to one text let another one through"
    seen = re.search('name="claims" value="([0-9a-f]+)"', second.get_data(as_text=True))
    assert seen
    third = press(staff_client, article_id, "publication", **{**worse, "claims": seen[1]})
    assert third.status_code == 303


def ready_draft(app: Flask, *, readers: int) -> int:
    """A draft that may be published, and people who asked for each article."""
    with app.app_context():
        article = make_draft()
        lead_to(article, "resource", make_resource().id)
        lead_to(article, "door", make_open_door().id)
        with writing():
            record_none(get_article(article.id), "products", "Nothing fits.", actor=ACTOR, now=MORNING)
        for at in range(readers):
            make_reader(f"reader{at}@home.example")
        return article.id


@pytest.mark.parametrize(
    ("readers", "words"),
    [(0, "Publish (nobody is subscribed yet)"), (1, "write to 1 person"), (3, "write to 3 people")],
)
def test_the_button_says_how_many_are_written_to(
    app: Flask, staff_client: FlaskClient, readers: int, words: str
) -> None:
    article_id = ready_draft(app, readers=readers)
    html = staff_client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)
    assert words in html and ("Publish without a letter" in html) is (readers > 0)


@pytest.mark.parametrize(("sent", "letters"), [({}, 1), ({"letter": "none"}, 0)])
def test_publishing_leads_to_its_letter_or_to_none(
    app: Flask, staff_client: FlaskClient, sent: dict[str, str], letters: int
) -> None:
    article_id = ready_draft(app, readers=2)
    answer = staff_client.post(f"/staff/articles/{article_id}/publication", data=sent)
    page = staff_client.get(answer.location).get_data(as_text=True)
    assert ("No letter of its own" in page) is (letters == 0)
    with app.app_context():
        owed = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == "article_published")).all()
        assert len(owed) == letters
        if letters:
            with writing():
                campaign = freeze_article(article_id, now=utcnow())
                assert campaign and campaign.audience == 2
                number = campaign.id
    if letters:
        page = staff_client.get(answer.location).get_data(as_text=True)
        assert f"/staff/letters/#letter-{number}" in page and "Nobody is written to again" in page


@pytest.mark.parametrize(
    "deed", ["publication", "archive", "review", "address", "versions/1/restoration", ""]
)
def test_every_button_of_the_desk_keeps_what_was_typed_first(
    app: Flask, staff_client: FlaskClient, deed: str
) -> None:
    with app.app_context():
        article_id = make_article().id
    assert press(staff_client, article_id, deed, slug="quiet-nights").status_code == 303
    article = stored(app, article_id)
    assert draft_from_json(article.draft).body == "## Within reach\n\nA lamp [@pmid:123]."
    assert (article.slug, article.revision) == ("quiet-nights", 2)


@pytest.mark.parametrize(
    "deed", ["publication", "archive", "review", "address", "versions/1/restoration", ""]
)
@pytest.mark.parametrize(
    ("wrong", "status"), [({"title": ""}, 422), ({"revision": "7"}, 409), ({"slug": "!!"}, 422)]
)
def test_what_cannot_be_kept_stops_the_button_and_is_shown_again(
    app: Flask, staff_client: FlaskClient, deed: str, wrong: dict[str, str], status: int
) -> None:
    with app.app_context():
        article_id = make_article().id
    answer = press(staff_client, article_id, deed, **wrong)
    html = answer.get_data(as_text=True)
    assert answer.status_code == status and "A lamp [@pmid:123]." in html and "A second work" in html
    article = stored(app, article_id)
    assert (article.state, article.revision, article.slug) == (ArticleState.PUBLISHED, 1, "long-nights")
    assert "A second work" not in staff_client.get("/articles/long-nights/").get_data(as_text=True)


def test_a_refused_publication_changes_nothing_and_shows_what_was_typed(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    answer = press(staff_client, article_id, "publication")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Not published" in html and "A lamp [@pmid:123]." in html
    article = stored(app, article_id)
    assert (article.state, article.revision) == (ArticleState.DRAFT, 1)


def test_a_long_list_of_works_is_kept_whole(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    html = staff_client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)
    names = [name for form in forms_of(html, "/") for name in form.names if name.startswith("reference-0-")]
    works = {name.replace("-0-", f"-{at}-"): "" for name in names for at in range(40)}
    works |= {f"reference-{at}-title": f"Work {at}" for at in range(40)}
    findings = {f"finding-{at}-{part}": "" for at in range(40) for part in "abcdefghijkl"}
    answer = press(staff_client, article_id, **FORM | works | findings | {"drawing": (b"", "")})
    assert answer.status_code == 303
    assert len(draft_from_json(stored(app, article_id).draft).references) == 40


def test_a_version_comes_into_the_form_and_replaces_the_text_only_when_kept(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        article_id = make_article(picture_id=None).id
    answer = press(staff_client, article_id, "versions/1/restoration")
    page = staff_client.get(answer.location).get_data(as_text=True)
    assert "Version 1 stands in the form" in page and "The morning comes anyway." in page
    assert draft_from_json(stored(app, article_id).draft).title == "Longer nights"
    [form] = [one for one in forms_of(page, "/") if "revision" in one.names]
    assert staff_client.post(f"/staff/articles/{article_id}/", data=MultiDict(form.pairs)).status_code == 303
    with app.app_context():
        [version] = list_versions(article_id)
        assert get_article(article_id).draft == version.content, "the form does not give a version back whole"
    address = f"/staff/articles/{article_id}/"
    assert staff_client.post(f"{address}versions/9/restoration").status_code == 404
    assert staff_client.get(f"{address}?version=9").status_code == 404
