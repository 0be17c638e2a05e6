"""Links to elsewhere at the desk: looked at by a job after a press, named in the checklist, listed for staff."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.asking import Found, LinkState
from app.clock import utcnow
from app.content.outward import OutwardLink
from app.content.outward_asking import LOOK, keep_found, make_known, note_links
from app.db import db, transaction
from app.outbox.models import OutboxItem
from tests.factories.journal import make_article
from tests.web.journal.desk import open_desk, press, stored

GONE, MOVED = "https://gone.example/page", "https://moved.example/"
BODY = f"## Within reach\r\n\r\nA lamp [@pmid:123], and [a page]({GONE})."


def tell(url: str, found: Found, article_id: int | None = None) -> None:
    """Let an address have been asked, and stand in what readers see of an article."""
    with transaction():
        link = OutwardLink(url=url, place="body")
        keep_found(make_known([link])[url], found, now=utcnow())
        if article_id is not None:
            note_links(article_id, 1, [link])


def test_a_press_keeps_what_was_typed_and_owes_the_look(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    answer = press(staff_client, article_id, "outward-links", body=BODY)
    assert answer.status_code == 303 and stored(app, article_id).revision == 2
    page = staff_client.get(answer.location).get_data(as_text=True)
    assert "the links are being looked at" in page
    assert "3 links lead elsewhere. None was asked yet whether it answers." in page
    with app.app_context():
        owed = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == LOOK)).all()
    assert [one.data for one in owed] == [{"article": article_id}]


def test_the_checklist_names_a_broken_link_and_leads_to_its_words(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    press(staff_client, article_id, body=BODY)
    with app.app_context():
        tell(GONE, Found(state=LinkState.BROKEN, said="It answers 404."))
    page = staff_client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)
    assert f'href="#body" data-find="{GONE}"' in page and "leads nowhere: It answers 404." in page
    assert "1 of them was asked, the last on" in page


def test_staff_see_which_links_of_readers_lead_nowhere_and_where_they_stand(
    app: Flask, staff_client: FlaskClient
) -> None:
    empty = staff_client.get("/staff/articles/outward-links/").get_data(as_text=True)
    assert "No link of a published article is known to be like this." in empty
    with app.app_context():
        article_id = make_article().id
        other = make_article(title="Other nights").id
        tell(GONE, Found(state=LinkState.BROKEN, said="It answers 410."), article_id)
        tell(
            MOVED,
            Found(state=LinkState.MOVED, said="It has moved for good.", moved_to="https://n.example/"),
            other,
        )
    page = staff_client.get("/staff/articles/outward-links/").get_data(as_text=True)
    assert GONE in page and "It answers 410." in page and MOVED not in page
    assert f'href="/staff/articles/{article_id}/#body">Long nights, in the text' in page
    moved = staff_client.get("/staff/articles/outward-links/?show=moved").get_data(as_text=True)
    assert MOVED in moved and "https://n.example/" in moved and GONE not in moved
    for asked in ("?show=x", "?show=ok", "?after=x", "?after=999999999999999999999"):
        assert staff_client.get(f"/staff/articles/outward-links/{asked}").status_code == 200
    assert "link in articles that leads nowhere" in staff_client.get("/staff/").get_data(as_text=True)
