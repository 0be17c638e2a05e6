"""The writing desk, resources and doors for staff."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.clock import utcnow
from app.community.queries import list_doors
from app.content.drafts import draft_from_json
from app.content.models import Article, ArticleState
from app.content.queries import get_article, list_versions
from app.db import db
from app.newsletter.freezing import freeze_article
from app.outbox.models import OutboxItem
from app.publishing.actions import record_none
from app.relatedness.models import Edge, EdgeState
from app.resources.models import Resource
from tests.factories.catalog import make_topic, writing
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
from tests.factories.shop import put_on_sale
from tests.support.forms import forms_of
from tests.support.staff import sign_in

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


def test_an_article_is_begun_written_and_published(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        make_topic("sleep", "Sleep")
        resource, door = make_resource(), make_open_door()
        variant = put_on_sale(title="Wool hot-water bottle")
    answer = staff_client.post("/staff/articles/new/", data={"title": "Longer nights", "article_class": "B"})
    assert answer.status_code == 303
    desk = answer.location
    assert staff_client.get(desk).status_code == 200
    assert staff_client.post(desk, data={**FORM, "revision": "1"}).status_code == 303
    refused = staff_client.post(f"{desk}publication")
    assert refused.status_code == 422 and "Lead to at least one resource." in refused.get_data(as_text=True)
    for kind, identity in (("resource", resource.id), ("door", door.id), ("product", variant.product_id)):
        assert staff_client.post(f"{desk}links/", data={"kind": kind, "id": str(identity)}).status_code == 303
    assert staff_client.get(f"{desk}preview/").status_code == 200
    assert staff_client.post(f"{desk}publication").status_code == 303
    html = staff_client.get("/articles/longer-nights/").get_data(as_text=True)
    assert "A trial of lamps" in html and "1,234" in html and "A second work" in html
    assert staff_client.post(f"{desk}archive").status_code == 303
    assert staff_client.get("/articles/longer-nights/").status_code == 404


def test_the_form_comes_back_as_it_was_kept(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    staff_client.post(f"/staff/articles/{article_id}/", data={**FORM, "revision": "1"})
    draft = draft_from_json(stored(app, article_id).draft)
    assert draft.body == "## Within reach\n\nA lamp [@pmid:123]."
    assert [one.key for one in draft.references] == ["pmid:123", "doi:10.1000/xyz"]
    assert draft.findings[0].people == 1234
    html = staff_client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)
    assert "Bidonde, Julia\nBusch, Angela J" in html


def test_two_editors_lose_nothing(
    app: Flask, staff_client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    article_id = open_desk(app)
    other = sign_in(app, new_client(), role="editor")
    address = f"/staff/articles/{article_id}/"
    assert (
        other.post(address, data={**FORM, "body": "Theirs, all of it.", "revision": "1"}).status_code == 303
    )
    refused = staff_client.post(address, data={**FORM, "body": "Mine, all of it.", "revision": "1"})
    html = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "Theirs, all of it." in html and "Mine, all of it." in html
    assert draft_from_json(stored(app, article_id).draft).body == "Theirs, all of it."
    assert 'name="revision" value="2"' in html
    assert (
        staff_client.post(address, data={**FORM, "body": "Mine, all of it.", "revision": "2"}).status_code
        == 303
    )
    assert draft_from_json(stored(app, article_id).draft).body == "Mine, all of it."


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Give it a title"),
        ("title", "x" * 200, "120 signs"),
        ("summary", "x" * 301, "300 signs"),
        ("reviewed_on", "next week", "Write the day as"),
        ("finding-0-people", "\u00b2", "as a number"),
        ("reference-0-pmid", "\u0663", "digits only"),
        ("reference-2-doi", "not a doi", "A DOI looks like"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, staff_client: FlaskClient, field: str, value: str, sentence: str
) -> None:
    article_id = open_desk(app)
    answer = staff_client.post(f"/staff/articles/{article_id}/", data={**FORM, "revision": "1", field: value})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in html and f'href="#{field}"' in html
    assert "A lamp [@pmid:123]." in html and "A trial of lamps" in html
    assert stored(app, article_id).revision == 1


@pytest.mark.parametrize("revision", ["", "0", "x", "-1", "\u0661", "9" * 30])
def test_an_odd_revision_is_a_stale_one(app: Flask, staff_client: FlaskClient, revision: str) -> None:
    article_id = open_desk(app)
    answer = staff_client.post(f"/staff/articles/{article_id}/", data={**FORM, "revision": revision})
    assert answer.status_code == 409


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


def test_links_are_found_added_ordered_taken_away_and_refused(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    with app.app_context():
        variants = [put_on_sale(title=f"Pillow {name}", sku=f"SH-{name}") for name in ("ONE", "TWO")]
    address = f"/staff/articles/{article_id}/links/"
    found = staff_client.get(f"{address}?kind=product&words=pillow").get_data(as_text=True)
    assert "Pillow ONE" in found and "Pillow TWO" in found
    for variant in variants:
        staff_client.post(address, data={"kind": "product", "id": str(variant.product_id)})
    with app.app_context():
        first, second = db.session.scalars(select(Edge.id).order_by(Edge.rank)).all()
    assert staff_client.post(f"{address}{second}/up").status_code == 303
    assert staff_client.post(f"{address}{first}/remove").status_code == 303
    assert staff_client.post(f"{address}{first}/remove").status_code == 404
    assert staff_client.post(f"{address}{second}/reject").status_code == 404
    with app.app_context():
        shown = select(Edge.id).where(Edge.state == EdgeState.SHOWN)
        assert db.session.scalars(shown).all() == [second]
    assert staff_client.get(address).status_code == 200


@pytest.mark.parametrize("kind", ["product", "resource", "door", "article", "person", ""])
@pytest.mark.parametrize("identity", ["999", "", "x", "\u00b2", "1" * 30])
def test_a_link_to_nothing_is_refused(
    app: Flask, staff_client: FlaskClient, kind: str, identity: str
) -> None:
    article_id = open_desk(app)
    answer = staff_client.post(f"/staff/articles/{article_id}/links/", data={"kind": kind, "id": identity})
    assert answer.status_code == 404


def test_a_none_is_recorded_and_taken_back(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    address = f"/staff/articles/{article_id}/none"
    staff_client.post(address, data={"what": "products", "reason": "Nothing fits."})
    assert stored(app, article_id).none_products == "Nothing fits."
    staff_client.post(address, data={"what": "products", "reason": " "})
    assert stored(app, article_id).none_products is None
    assert staff_client.post(address, data={"what": "slug", "reason": "x"}).status_code == 422


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


def test_the_address_moves_and_the_old_one_leads_to_it(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        article_id = make_article().id
    address = f"/staff/articles/{article_id}/"
    assert staff_client.post(f"{address}address", data={"slug": "Quiet nights"}).status_code == 303
    assert staff_client.get("/articles/long-nights/").location == "/articles/quiet-nights/"
    assert staff_client.post(f"{address}address", data={"slug": "!!"}).status_code == 422


def test_a_draft_is_sent_to_review_and_found_in_the_list(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    staff_client.post(f"/staff/articles/{article_id}/review")
    assert stored(app, article_id).state is ArticleState.IN_REVIEW
    html = staff_client.get("/staff/articles/?words=nights").get_data(as_text=True)
    assert "Long nights" in html and "In review" in html
    assert "Nothing is called that" in staff_client.get("/staff/articles/?words=%25").get_data(as_text=True)


def test_a_resource_is_added_changed_and_withdrawn(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        make_topic("sleep", "Sleep")
    form = {"title": "Sleep pages", "url": "https://example.org/", "kind": "guide", "publisher": "NHS",
            "summary": "Pages on sleep.", "language": "en", "cost": "free", "topics": ["sleep"]}  # fmt: skip
    bad = staff_client.post("/staff/resources/new/", data={**form, "url": "javascript:alert(1)"})
    assert bad.status_code == 422 and "Pages on sleep." in bad.get_data(as_text=True)
    assert staff_client.post("/staff/resources/new/", data=form).status_code == 303
    with app.app_context():
        resource_id = db.session.scalars(select(Resource.id)).one()
    address = f"/staff/resources/{resource_id}/"
    assert staff_client.get(address).status_code == 200
    assert (
        staff_client.post(address, data={**form, "title": "Better pages", "revision": "1"}).status_code == 303
    )
    assert staff_client.post(address, data={**form, "revision": "1"}).status_code == 409
    assert "Better pages" in staff_client.get("/resources/sleep-pages/").get_data(as_text=True)
    assert staff_client.post(f"{address}withdrawal").status_code == 303
    assert staff_client.get("/resources/sleep-pages/").status_code == 404
    assert staff_client.post(f"{address}restoration").status_code == 303
    assert "Better pages" in staff_client.get("/staff/resources/").get_data(as_text=True)


def test_a_door_is_made_changed_and_closed(app: Flask, staff_client: FlaskClient) -> None:
    form = {"name": "The porch", "kind": "forum", "language": "en", "place": "Anywhere", "summary": "Quiet.",
            "invitation": "https://example.org/1", "what_to_expect": "Few posts.\nNo chat.", "rules": ""}  # fmt: skip
    assert staff_client.get("/staff/doors/new/").status_code == 200
    assert staff_client.post("/staff/doors/new/", data={**form, "what_to_expect": ""}).status_code == 422
    assert staff_client.post("/staff/doors/new/", data=form).status_code == 303
    with app.app_context():
        door_id = list_doors()[0].id
    address = f"/staff/doors/{door_id}/"
    rotated = {**form, "invitation": "https://example.org/2", "revision": "1"}
    assert staff_client.post(address, data=rotated).status_code == 303
    assert "https://example.org/2" in staff_client.post("/join/the-porch/").get_data(as_text=True)
    assert staff_client.post(f"{address}closing").status_code == 303
    assert staff_client.get("/join/the-porch/").status_code == 404
    assert staff_client.post(f"{address}opening").status_code == 303
    html = staff_client.get("/staff/doors/").get_data(as_text=True)
    assert "The porch" in html and "Open" in html


@pytest.mark.parametrize("role", ["merchant", "support", "moderator"])
def test_others_may_not_write(app: Flask, new_client: Callable[[], FlaskClient], role: str) -> None:
    article_id = open_desk(app)
    visitor = sign_in(app, new_client(), role=role)
    assert visitor.get(f"/staff/articles/{article_id}/").status_code == 403
    assert visitor.post(f"/staff/articles/{article_id}/", data={**FORM, "revision": "1"}).status_code == 403
    assert visitor.post(f"/staff/articles/{article_id}/publication").status_code == 403
