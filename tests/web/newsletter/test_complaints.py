"""Letters that many call spam: staff are warned, then nothing goes out until they let it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.clock import utcnow
from app.db import transaction
from app.newsletter.complaints import Complaints, count_complaints
from app.newsletter.models import Campaign
from app.newsletter.rules import SuppressionReason
from app.newsletter.suppressing import suppress
from tests.factories.letters import letters_at, make_article, make_campaign, make_reader

Mailbox = Callable[[], list[EmailMessage]]


def complain(*names: str, at: datetime | None = None) -> None:
    with transaction():
        for name in names:
            suppress(f"{name}@reader.example", SuppressionReason.COMPLAINED, now=at or utcnow())


def send(app: Flask) -> int:
    return letters_at(app, utcnow()).send_due()


@pytest.mark.parametrize(
    ("complained", "sent", "warn", "stop"),
    [
        (0, 0, False, False), (1, 1001, False, False), (1, 1000, True, False), (2, 10, True, False),
        (3, 1001, True, False), (3, 1000, True, True), (3, 0, True, True), (30, 10_001, True, False),
    ],
)  # fmt: skip
def test_one_in_a_thousand_warns_and_three_stop(complained: int, sent: int, warn: bool, stop: bool) -> None:
    found = Complaints(complained=complained, sent=sent)
    assert (found.warn, found.stop) == (warn, stop)


@pytest.mark.postgres
def test_three_complaints_stop_what_waits_and_staff_let_it_go_on(
    app: Flask, staff_client: FlaskClient, mailbox: Mailbox
) -> None:
    with app.app_context():
        make_reader("nora@reader.example")
        complain("a", "b")
        make_campaign(make_article(published_at=utcnow()), now=utcnow())
        complain("c")
        assert send(app) == 0
    assert "people have called our mails spam" in staff_client.get("/staff/").text
    page = staff_client.get("/staff/letters/").text
    assert "The letters have stopped" in page and 'action="/staff/letters/go-on/"' in page
    assert staff_client.post("/staff/letters/go-on/").status_code == 303
    assert "The letters have stopped" not in staff_client.get("/staff/letters/").text
    with app.app_context():
        assert send(app) == 1
        complain("d", "e", "f")
        assert count_complaints(utcnow()) == Complaints(complained=3, sent=1), "what comes now counts anew"


def test_a_worker_stops_in_the_middle_of_a_letter(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        for number in range(30):  # more than one batch
            make_reader(f"nora-{number}@reader{number}.example")
        make_campaign(make_article(published_at=utcnow()), now=utcnow())
        letters = letters_at(app, utcnow())
        transport = letters.sender.transport
        hand_over = transport.send

        def complain_at_once(message: EmailMessage, *, sender: str, to: str) -> str:
            complain(to.partition("@")[0], at=utcnow())
            return hand_over(message, sender=sender, to=to)

        monkeypatch.setattr(transport, "send", complain_at_once)
        assert letters.send_due() == 20


def test_what_is_a_week_old_and_complaints_of_another_kind_do_not_count(app: Flask) -> None:
    with app.app_context():
        make_reader("nora@reader.example")
        make_campaign(make_article(published_at=utcnow()), now=utcnow())
        send(app)
        complain("a", "b", at=utcnow() - timedelta(days=8))
        with transaction():
            suppress("c@reader.example", SuppressionReason.BOUNCED, now=utcnow())
        assert count_complaints(utcnow()) == Complaints(complained=0, sent=0)
        complain("d")
        assert count_complaints(utcnow()) == Complaints(complained=1, sent=1)
        with transaction() as session:
            session.execute(update(Campaign).values(frozen_at=utcnow() - timedelta(days=8)))
        assert count_complaints(utcnow()) == Complaints(complained=1, sent=0)
