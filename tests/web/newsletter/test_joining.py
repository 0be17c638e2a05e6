"""Asking for letters and confirming, as a visitor meets it."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import db
from app.newsletter.models import ConsentEntry, SignUp, Subscriber, Subscription
from app.newsletter.rules import CURRENT_WORDING, Frequency, SubscriberState
from tests.factories.letters import make_reader, make_topic
from tests.support.mail import text_of

FORM = {"email": "nora@reader.example", "frequency": "article", "consent": "yes", "wording": CURRENT_WORDING}
Mailbox = Callable[[], list[EmailMessage]]


def link_in(message: EmailMessage, kind: str) -> str:
    found = re.search(rf"http://127\.0\.0\.1:8000(/letters/{kind}/[\w-]+/)", text_of(message))
    assert found is not None
    return found[1]


def the_subscriber(app: Flask) -> Subscriber:
    with app.app_context():
        return db.session.scalars(select(Subscriber)).one()


def test_the_page_of_the_form_says_the_same_to_everybody(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        make_topic()
    answer = client.get("/letters/")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "checked" not in answer.text.split('name="consent"')[1].split(">")[0]


@pytest.mark.postgres
def test_asking_confirming_and_choosing(client: FlaskClient, app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        topic_id = make_topic()
    answer = client.post(
        "/letters/", data={**FORM, "topics": "sleep", "frequency": "weekly", "form": "article"}
    )
    assert (answer.status_code, answer.location) == (303, "/letters/sent/")
    assert client.get("/letters/sent/").status_code == 200
    [message] = mailbox()
    assert message["Subject"] == "Please confirm your address for Soft Hours"
    link = link_in(message, "confirm")
    page = client.get(link)
    assert page.status_code == 200
    assert the_subscriber(app).state is SubscriberState.PENDING, "a GET confirms nothing"
    answer = client.post(link)
    assert answer.status_code == 303
    welcomed = client.get(answer.location).text
    assert "You are on the list now" in welcomed and "Go on reading" in welcomed
    assert "Go on reading" not in client.get(answer.location.replace("said=welcome", "said=saved")).text
    assert the_subscriber(app).state is SubscriberState.CONFIRMED
    with app.app_context():
        [choice] = db.session.scalars(select(Subscription))
        assert (choice.topic_id, choice.frequency) == (topic_id, Frequency.WEEKLY)
        entries = db.session.scalars(select(ConsentEntry).order_by(ConsentEntry.id)).all()
        assert [(one.event, one.wording, one.form) for one in entries] == [
            ("asked", CURRENT_WORDING, "article page"),
            ("confirmed", CURRENT_WORDING, "article page"),
        ]
    assert client.post(link).status_code == 303, "pressing twice is the same as once"


def test_a_missing_tick_and_a_slip_in_the_address_are_said_beside_the_fields(client: FlaskClient) -> None:
    answer = client.post("/letters/", data={"email": "nora at reader", "frequency": "monthly"})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert 'value="nora at reader"' in answer.text
    assert "Enter an e-mail address in full" in answer.text
    assert "Tick the box" in answer.text
    assert '<option value="monthly" selected>' in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "nora@reader.example\r\nBcc: all@reader.example",
        "a" * 300 + "@x.example",
        "@",
        "nora@",
        "nora@reader",
        " ",
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused(
    client: FlaskClient, mailbox: Mailbox, address: str
) -> None:
    assert client.post("/letters/", data={**FORM, "email": address}).status_code == 422
    assert mailbox() == []


@pytest.mark.postgres
def test_one_mailbox_gets_one_mail_in_six_hours_under_any_spelling(
    client: FlaskClient, mailbox: Mailbox
) -> None:
    for spelling in ("nora.b@gmail.com", "NORA.B@GMAIL.COM", "norab+x@gmail.com", "n.o.r.a.b@googlemail.com"):
        assert client.post("/letters/", data={**FORM, "email": spelling}).status_code == 303
    assert len(mailbox()) == 1


def test_signs_that_databases_read_as_any_are_letters_here(client: FlaskClient, mailbox: Mailbox) -> None:
    for address in ("nora_b@reader.example", "noraxb@reader.example", "nora%b@reader.example"):
        client.post("/letters/", data={**FORM, "email": address})
    assert len(mailbox()) == 3


def test_one_receiving_domain_gets_a_limited_number_of_confirmations(
    app: Flask, client: FlaskClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.newsletter.addressed.confirmations_an_hour", lambda _domain: 3)
    for number in range(5):
        answer = client.post("/letters/", data={**FORM, "email": f"reader{number}@small.example"})
        assert answer.status_code == 303
    assert len(mailbox()) == 3


def test_the_answer_does_not_tell_who_is_on_the_list(
    app: Flask, client: FlaskClient, mailbox: Mailbox
) -> None:
    with app.app_context():
        make_reader("nora@reader.example", choices={None: Frequency.MONTHLY})
    known = client.post("/letters/", data=FORM)
    unknown = client.post("/letters/", data={**FORM, "email": "mae@reader.example"})
    assert (known.status_code, known.headers["Location"], known.data) == (
        unknown.status_code, unknown.headers["Location"], unknown.data,
    )  # fmt: skip
    to = {message["To"]: message for message in mailbox()}
    assert "on the list already" in text_of(to["nora@reader.example"])
    assert "/letters/confirm/" not in text_of(to["nora@reader.example"])


def test_typing_another_persons_address_changes_nothing_for_them(
    app: Flask, client: FlaskClient, mailbox: Mailbox
) -> None:
    with app.app_context():
        reader = make_reader(choices={None: Frequency.MONTHLY})
    client.post("/letters/", data={**FORM, "frequency": "article"})
    mailbox()
    with app.app_context():
        [choice] = db.session.scalars(select(Subscription).where(Subscription.subscriber_id == reader))
        assert choice.frequency is Frequency.MONTHLY


def test_a_program_that_fills_in_the_trap_gets_the_same_answer_and_nothing_else(
    app: Flask, client: FlaskClient, mailbox: Mailbox
) -> None:
    answer = client.post("/letters/", data={**FORM, "website": "https://spam.example"})
    assert (answer.status_code, answer.location) == (303, "/letters/sent/")
    assert mailbox() == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignUp)) == 0


def test_asking_too_often_is_answered_calmly(client: FlaskClient) -> None:
    answers = [
        client.post("/letters/", data={**FORM, "email": f"n{number}@reader.example"}).status_code
        for number in range(8)
    ]
    assert answers == [303] * 6 + [429] * 2


def test_neither_tokens_nor_network_addresses_are_stored(
    app: Flask, client: FlaskClient, mailbox: Mailbox
) -> None:
    client.post("/letters/", data=FORM)
    [message] = mailbox()
    token = link_in(message, "confirm").split("/")[3]
    with app.app_context():
        everything: list[Any] = []
        for table in db.metadata.sorted_tables:
            everything += [str(row) for row in db.session.execute(select(table))]
    assert not [row for row in everything if token in row or "127.0.0.1" in row]
