"""Letters and mailbox for staff."""

import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.clock import utcnow
from app.config import load_config
from app.db import db, transaction
from app.newsletter.leasing import enter_sending, lease_some, write_uncertain
from app.newsletter.models import Campaign, Delivery, Subscriber
from app.newsletter.rules import DeliveryState, SubscriberState
from blueprints.staff.mailbox import has_mailbox
from tests.factories.letters import letters_at, make_article, make_campaign, make_reader

Mailbox = Callable[[], list[EmailMessage]]


def leave_uncertain(app: Flask) -> None:
    """Leave Nora's copy uncertain."""
    with app.app_context():
        make_reader()
        now = utcnow()
        make_campaign(make_article(published_at=now), now=now)
        with transaction():
            [leased] = lease_some(letters_at(app).paces, limit=1, now=now)
        with transaction():
            enter_sending(leased, now=now)
        with transaction():
            write_uncertain(leased, "The line broke.", now=now)


def the_copy(app: Flask) -> Delivery:
    with app.app_context():
        return db.session.scalars(select(Delivery)).one()


def test_the_page_shows_sums_and_no_address(app: Flask, staff_client: FlaskClient) -> None:
    assert "Nothing has been sent yet" in staff_client.get("/staff/letters/").text
    leave_uncertain(app)
    page = staff_client.get("/staff/letters/").text
    assert "1 uncertain" in page
    assert "n…@reader.example" in page
    assert "nora@" not in page
    assert "that may or may not have arrived" in staff_client.get("/staff/").text


@pytest.mark.parametrize(("decision", "state"), [("arrived", "accepted"), ("again", "waiting")])
def test_an_uncertain_copy_is_decided_once(
    app: Flask, staff_client: FlaskClient, decision: str, state: str
) -> None:
    leave_uncertain(app)
    path = f"/staff/letters/copies/{the_copy(app).id}/decision/"
    assert staff_client.post(path, data={"decision": "burn"}).status_code == 422
    answer = staff_client.post(path, data={"decision": decision})
    assert answer.status_code == 303
    assert "Your decision is kept" in staff_client.get(answer.location).text
    assert the_copy(app).state == state
    assert staff_client.post(path, data={"decision": decision}).status_code == 409


def test_a_stopped_letter_goes_to_nobody_else(
    app: Flask, staff_client: FlaskClient, mailbox: Mailbox
) -> None:
    with app.app_context():
        make_reader()
        campaign = make_campaign(make_article(published_at=utcnow()), now=utcnow())
    assert staff_client.post(f"/staff/letters/campaigns/{campaign}/stop/").status_code == 303
    assert mailbox() == []
    copy = the_copy(app)
    assert (copy.state, copy.answer) == (DeliveryState.WITHHELD, "stopped by staff")
    with app.app_context():
        assert db.session.get_one(Campaign, campaign).stopped_at is not None
    assert staff_client.post("/staff/letters/campaigns/99/stop/").status_code == 404


def test_a_preview_goes_to_the_one_who_asks(app: Flask, staff_client: FlaskClient, mailbox: Mailbox) -> None:
    with app.app_context():
        article = make_article()
    assert staff_client.post("/staff/letters/preview/", data={"article": str(article)}).status_code == 303
    [message] = mailbox()
    assert message["To"] == "owner@softhours.example"
    assert staff_client.post("/staff/letters/preview/", data={"article": "9"}).status_code == 404
    assert staff_client.post("/staff/letters/preview/", data={"article": "²"}).status_code == 422


def test_somebody_who_wrote_to_stop_is_taken_off(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        make_reader()
    answer = staff_client.post("/staff/letters/stop-for/", data={"email": " Nora@Reader.example "})
    assert "gets no more letters" in staff_client.get(answer.location).text
    with app.app_context():
        assert db.session.scalars(select(Subscriber)).one().state is SubscriberState.UNSUBSCRIBED
    answer = staff_client.post("/staff/letters/stop-for/", data={"email": "mae@reader.example"})
    assert "not on the list" in staff_client.get(answer.location).text


def test_a_mail_to_the_other_address_of_list_unsubscribe_is_honoured_by_its_subject(
    app: Flask, staff_client: FlaskClient, mailbox: Mailbox
) -> None:
    """A mail program writes from whatever address it likes; the person's token stands in the subject."""
    with app.app_context():
        make_reader()
        make_campaign(make_article(published_at=utcnow()), now=utcnow())
    [message] = mailbox()
    subject = unquote(message["List-Unsubscribe"].partition("?subject=")[2].rstrip(">"))
    assert subject.startswith("Stop the letters ")
    wrong = staff_client.post("/staff/letters/stop-for/", data={"email": subject[:-1] + "~"})
    assert wrong.status_code == 422
    with app.app_context():
        assert db.session.scalars(select(Subscriber)).one().state is SubscriberState.CONFIRMED
    answer = staff_client.post("/staff/letters/stop-for/", data={"email": f"Re: {subject} "})
    assert "gets no more letters" in staff_client.get(answer.location).text
    with app.app_context():
        assert db.session.scalars(select(Subscriber)).one().state is SubscriberState.UNSUBSCRIBED


def test_the_mailbox_shows_what_was_sent(app: Flask, staff_client: FlaskClient, mailbox: Mailbox) -> None:
    assert "No mail yet" in staff_client.get("/staff/mailbox/").text
    leave_uncertain(app)
    staff_client.post(f"/staff/letters/copies/{the_copy(app).id}/decision/", data={"decision": "again"})
    [message] = mailbox()
    page = staff_client.get("/staff/mailbox/").text
    (name,) = set(re.findall(r'href="/staff/mailbox/([^"/]+)/"', page))
    shown = staff_client.get(f"/staff/mailbox/{name}/").text
    assert str(message["Subject"]) in shown
    assert '<a href="http://127.0.0.1:8000/letters/unsubscribe/' in shown


def test_a_mails_own_page_is_shut_off_from_the_site(app: Flask, staff_client: FlaskClient) -> None:
    folder = app.extensions["config"].instance_dir / "mail"
    folder.mkdir(exist_ok=True)
    (folder / "evil.eml").write_bytes(
        b"To: a@b.example\r\nSubject: <b>x</b>\r\nContent-Type: text/html\r\n\r\n"
        b"<!doctype html><html lang=en><title>x</title><h1>x</h1><script src=/static/x.js></script></html>"
    )
    answer = staff_client.get("/staff/mailbox/evil.eml/html/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "&lt;b&gt;x&lt;/b&gt;" in staff_client.get("/staff/mailbox/").text


@pytest.mark.parametrize("name", ["..%2f..%2fsecrets.env", "secrets.env", "%2e%2e", "x.eml", ".eml"])
def test_names_that_lead_elsewhere_find_nothing(staff_client: FlaskClient, name: str) -> None:
    assert staff_client.get(f"/staff/mailbox/{name}/").status_code in (404, 308)


def test_production_has_no_mailbox(tmp_path: object) -> None:
    demo = load_config({"APP_MODE": "demo", "INSTANCE_DIR": str(tmp_path)})
    assert has_mailbox(demo)
    assert not has_mailbox(replace(demo, mode=type(demo.mode)("production")))
    assert not has_mailbox(replace(demo, mail_url="smtp://127.0.0.1"))
