"""Series, the archive, the glossary and passing a page on, as readers meet them; and how staff keep them."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.content.queries import get_article
from app.db import db, transaction
from app.glossary.actions import TermDraft, add_term
from app.publishing.actions import archive_article
from app.series.actions import SeriesDraft, add_series, change_series
from app.web.via import sign_via
from tests.factories.comments import make_comment
from tests.factories.journal import ACTOR, MORNING, make_article, make_open_door, make_resource
from tests.factories.shop import put_on_sale
from tests.support.queries import counted_queries


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return " ".join(answer.text.split())


def make_row(*titles: str) -> list[int]:
    """Published articles of one series, in this order; return their ids."""
    resource, door = make_resource(), make_open_door()
    articles = [make_article(title=one, resource=resource, door=door) for one in titles]
    with transaction():
        parts = tuple(one.slug for one in articles)
        add_series(SeriesDraft(title="Nights", summary="In parts.", parts=parts), actor=ACTOR, now=MORNING)
    return [one.id for one in articles]


def test_an_article_knows_its_place_in_its_series(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_row("One night", "Two nights", "Three nights")
    middle = text_of(client, "/articles/two-nights/")
    assert "Part 2 of 3:" in middle
    assert (
        'Before: <a href="/articles/one-night/">' in middle
        and 'Next: <a href="/articles/three-nights/">' in middle
    )
    first = text_of(client, "/articles/one-night/")
    assert "Before:" not in first and "Part 1 of 3:" in first
    row = text_of(client, "/series/nights/")
    assert row.index("One night") < row.index("Two nights") < row.index("Three nights")


def test_a_part_that_is_taken_back_is_passed_over_and_keeps_its_place(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        ids = make_row("One night", "Two nights", "Three nights")
        with transaction():
            archive_article(get_article(ids[1]), actor=ACTOR, now=MORNING)
    assert 'Next: <a href="/articles/three-nights/">' in text_of(client, "/articles/one-night/")
    assert "Two nights" not in text_of(client, "/series/nights/")


def test_an_old_address_of_a_series_leads_on(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_row("One night")
        with transaction():
            draft = SeriesDraft(title="Mornings", summary="In parts.", parts=("one-night",))
            change_series(1, draft, seen_revision=1, actor=ACTOR, now=MORNING)
    answer = client.get("/series/nights/")
    assert (answer.status_code, answer.location) == (301, "/series/mornings/")
    assert client.get("/series/never/").status_code == 404


def test_the_archive_names_months_on_the_sites_calendar(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        resource, door = make_resource(), make_open_door()
        summer = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)  # 00:30 of the first of August in Dublin
        make_article(title="August night", now=summer, resource=resource, door=door)
        for number in range(13):
            make_article(title=f"November {number}", resource=resource, door=door)
    archive = text_of(client, "/archive/")
    assert "August (1)" in archive and "November (13)" in archive and "July" not in archive
    assert "August night" in text_of(client, "/archive/2026/8/")
    assert client.get("/archive/2026/7/").status_code == 404
    newest = text_of(client, "/archive/2026/11/")
    older = re.search(r'href="(/archive/2026/11/\?before=[^"]+)"', newest)
    assert older is not None and "November 12" in newest and "November 0<" not in newest
    assert "November 0<" in text_of(client, older[1])


@pytest.mark.parametrize(
    "path", ["/archive/2026/13/", "/archive/0/1/", "/archive/99999999/1/", "/archive/2026/0/"]
)
def test_a_month_that_is_none_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_word_is_explained_in_place_and_on_its_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
        with transaction():
            add_term(TermDraft(name="pillow", meaning="Something soft."), actor=ACTOR, now=MORNING)
    page = text_of(client, "/articles/long-nights/")
    assert '<dfn><a href="#word-pillow" id="first-pillow">pillow</a></dfn>' in page
    assert "Words used here" in page and 'href="#first-pillow"' in page and "Something soft." in page
    assert "Something soft." in text_of(client, "/glossary/")


@pytest.mark.parametrize("many", [1, 6])
def test_a_live_article_asks_eight_times_at_most_however_much_it_has(
    app: Flask, client: FlaskClient, many: int
) -> None:
    with app.app_context():
        resource, door = make_resource(), make_open_door()
        products = tuple(put_on_sale(sku=f"SH-{one}", title=f"Thing {one}").product_id for one in range(many))
        articles = [
            make_article(title=f"Night {one}", resource=resource, door=door, products=products)
            for one in range(many + 1)
        ]
        with transaction():
            parts = tuple(one.slug for one in articles)
            add_series(
                SeriesDraft(title="Nights", summary="In parts.", parts=parts), actor=ACTOR, now=MORNING
            )
            for word in ("pillow", "lamp", "bottle")[:many]:
                add_term(TermDraft(name=word, meaning="Something."), actor=ACTOR, now=MORNING)
        via = sign_via(1)
        for one in range(2 * many):
            make_comment(articles[0].id, text=f"Words {one}.")
    client.get(
        f"/articles/night-{many}/?via={via}"
    )  # the words and the series are asked for once for all articles
    with counted_queries(app) as sent:
        client.get(f"/articles/night-0/?via={via}")
    assert len(sent) == 8, sent
    with counted_queries(app) as sent:
        client.get(f"/articles/night-0/?via={via}")
    assert sent == [], "until something changes, the same is not asked again"


def test_a_page_is_passed_on_without_anybody_hearing_of_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
    page = text_of(client, "/articles/long-nights/?via=x")
    assert 'href="http://127.0.0.1:8000/articles/long-nights/" class="address"' in page
    assert (
        'href="mailto:?subject=Long%20nights&amp;body=http%3A//127.0.0.1%3A8000/articles/long-nights/"'
        in page
    )


def test_staff_add_change_and_take_out_a_word(app: Flask, staff_client: FlaskClient) -> None:
    form = {"name": "Pacing", "meaning": "Doing less at once.", "spellings": "paced, pace\nPACE"}
    assert staff_client.post("/staff/glossary/new/", data=form).status_code == 303
    again = staff_client.post("/staff/glossary/new/", data={"name": "Paced", "meaning": "Another."})
    assert again.status_code == 422 and "explained already" in again.text and "Another." in again.text
    assert staff_client.post("/staff/glossary/new/", data={"name": "", "meaning": "x"}).status_code == 422
    change = {**form, "meaning": "Stopping early.", "revision": "1"}
    assert staff_client.post("/staff/glossary/1/", data=change).status_code == 303
    stale = staff_client.post("/staff/glossary/1/", data={**change, "meaning": "Late."})
    assert stale.status_code == 409 and "Late." in stale.text
    assert "Stopping early." in staff_client.get("/staff/glossary/").text
    assert staff_client.post("/staff/glossary/1/removal").status_code == 303
    assert "Pacing" not in staff_client.get("/staff/glossary/").text
    with app.app_context():
        told = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [one for one in told if one.startswith("term.")] == ["term.added", "term.changed", "term.removed"]


def test_staff_put_a_series_in_order_by_addresses(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        resource, door = make_resource(), make_open_door()
        for title in ("One night", "Two nights"):
            make_article(title=title, resource=resource, door=door)
    form = {
        "title": "Nights",
        "summary": "In parts.",
        "parts": "/articles/two-nights/\nhttp://x.example/articles/one-night/",
    }
    assert staff_client.post("/staff/series/new/", data=form).status_code == 303
    assert "two-nights\none-night" in staff_client.get("/staff/series/1/").text
    for parts, words in (("no-such", "no article at"), ("one-night\none-night", "stands in it twice")):
        wrong = staff_client.post("/staff/series/1/", data={**form, "parts": parts, "revision": "1"})
        assert wrong.status_code == 422 and words in wrong.text
    other = staff_client.post("/staff/series/new/", data={**form, "title": "Others"})
    assert other.status_code == 422 and "belongs to another series" in other.text
    assert staff_client.post("/staff/series/1/", data={**form, "revision": "1"}).status_code == 303
    assert staff_client.post("/staff/series/1/", data={**form, "revision": "1"}).status_code == 409
