"""A reader who presses twice, comes back by an old link, changes their mind, or is in the middle of something."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.clock import utcnow
from app.content.models import Article
from app.db import db, transaction
from app.newsletter.models import Campaign, ConsentEntry, Delivery, SignUp, Subscriber
from app.newsletter.preferring import choices_of_subscriber
from app.newsletter.protocol import LetterSender
from app.newsletter.rules import CONFIRMATION_EVERY, DeliveryState, Frequency, SubscriberState
from app.outbox.actions import enqueue
from app.publishing.actions import archive_article
from app.settings.actions import change_setting
from tests.factories.letters import letters_at, make_article, make_campaign, make_reader
from tests.web.newsletter.test_joining import FORM, link_in, the_subscriber
from tests.web.newsletter.test_leaving import Reader
from tests.web.newsletter.test_letters import html_of

Mailbox = Callable[[], list[EmailMessage]]


def ask_again(app: Flask, client: FlaskClient, mailbox: Mailbox, **changed: str) -> str:
    """Send the form as somebody who asked seven hours ago, and return the path of the newest confirmation."""
    with app.app_context(), transaction() as session:
        earlier = utcnow() - CONFIRMATION_EVERY - timedelta(hours=1)
        session.execute(update(Subscriber).values(asked_at=earlier))
        session.execute(update(SignUp).values(at=earlier))
    client.post("/letters/", data={**FORM, **changed})
    return link_in(mailbox()[-1], "confirm")


def states(app: Flask) -> list[DeliveryState]:
    with app.app_context():
        return list(db.session.scalars(select(Delivery.state).order_by(Delivery.id)))


def announce(app: Flask, *articles: int) -> None:
    """Do what publishing owes to the letters."""
    with app.app_context(), transaction():
        for article in articles:
            enqueue("article_published", {"article_id": article}, now=utcnow())


def test_pressing_confirm_twice_is_one_consent(client: FlaskClient, app: Flask, mailbox: Mailbox) -> None:
    client.post("/letters/", data=FORM)
    link = link_in(mailbox()[0], "confirm")
    assert [client.post(link).status_code for _ in range(2)] == [303, 303]
    assert "You are on the list" in client.get(link).text
    with app.app_context():
        events = db.session.scalars(select(ConsentEntry.event)).all()
    assert sorted(events) == ["asked", "confirmed"]


@pytest.mark.postgres
def test_a_link_asked_for_before_somebody_left_does_not_bring_them_back(
    client: FlaskClient, app: Flask, mailbox: Mailbox
) -> None:
    client.post("/letters/", data=FORM)
    old = link_in(mailbox()[0], "confirm")
    new = ask_again(app, client, mailbox)
    assert old != new
    client.post(new)
    letters: LetterSender = app.extensions["letters"]
    stop = letters.links_of(the_subscriber(app).id).unsubscribe_url.removeprefix("http://127.0.0.1:8000")
    client.post(stop)
    for link in (old, new):
        answer = client.post(link)
        assert answer.status_code == 404
        assert "Ask for letters" in answer.text
    assert the_subscriber(app).state is SubscriberState.UNSUBSCRIBED
    again = ask_again(app, client, mailbox)
    assert client.post(again).status_code == 303
    assert the_subscriber(app).state is SubscriberState.CONFIRMED, "who asks anew is welcome"


def test_an_older_confirmation_does_not_undo_newer_choices(
    client: FlaskClient, app: Flask, mailbox: Mailbox
) -> None:
    client.post("/letters/", data={**FORM, "frequency": "daily"})
    old = link_in(mailbox()[0], "confirm")
    client.post(ask_again(app, client, mailbox, frequency="monthly"))
    assert client.post(old).status_code == 303
    with app.app_context():
        assert choices_of_subscriber(the_subscriber(app).id) == {None: Frequency.MONTHLY}


def test_who_has_left_cannot_pause_or_choose(client: FlaskClient, app: Flask) -> None:
    reader = Reader(app)
    client.post(reader.own_page + "pause/", data={"weeks": "2"})
    client.post(reader.stop)
    for path in (reader.own_page, reader.own_page + "pause/"):
        assert client.post(path, data={"weeks": "2", "frequency": "daily"}).status_code == 409
    assert "You are not on the list" in client.get(reader.own_page).text
    with app.app_context():
        events = db.session.scalars(select(ConsentEntry.event).order_by(ConsentEntry.id)).all()
    assert events == ["confirmed", "paused", "unsubscribed"]


def test_who_stops_while_letters_go_out_gets_no_copy(client: FlaskClient, app: Flask) -> None:
    reader = Reader(app)
    now = utcnow()
    with app.app_context():
        make_campaign(make_article(published_at=now), now=now)
    client.post(reader.stop)
    with app.app_context():
        letters_at(app, utcnow()).send_due()
    assert states(app) == [DeliveryState.WITHHELD]


def test_two_articles_in_one_minute_are_two_letters(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        make_reader()
        one, two = (make_article(title, published_at=utcnow()) for title in ("Warm rooms", "Quiet evenings"))
    announce(app, one, two)
    assert len({message["Message-ID"] for message in mailbox()}) == 2
    assert states(app) == [DeliveryState.ACCEPTED] * 2


@pytest.mark.postgres
def test_an_article_taken_back_before_its_letter_went_is_written_about_to_nobody(
    app: Flask, mailbox: Mailbox
) -> None:
    with app.app_context():
        make_reader()
        early, late = (make_article(title, published_at=utcnow()) for title in ("Early", "Late"))
        make_campaign(late, now=utcnow())
        with transaction() as session:
            for article in (early, late):
                archive_article(session.get_one(Article, article), actor="user:1", now=utcnow())
    announce(app, early)
    assert mailbox() == []
    assert states(app) == [DeliveryState.WITHHELD], "frozen before it was taken back"
    with app.app_context():
        assert db.session.scalars(select(Delivery.answer)).one() == "taken back"


def test_a_letter_to_nobody_is_a_letter(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        article = make_article(published_at=utcnow())
    announce(app, article)
    assert mailbox() == []
    with app.app_context():
        assert db.session.scalars(select(Campaign.audience)).all() == [0]


def test_a_letter_says_what_was_frozen_though_the_article_has_changed(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        make_reader()
        article = make_article("Quiet evenings", published_at=utcnow())
        make_campaign(article, now=utcnow())
        with transaction() as session:
            session.get_one(Article, article).title = "Loud mornings"
    [message] = mailbox()
    assert "Quiet evenings" in html_of(message)
    assert "Loud mornings" not in html_of(message)


def test_outside_the_demo_nothing_is_written_to_anybody_without_a_postal_address(
    app: Flask,
) -> None:
    letters = replace(letters_at(app, utcnow() + timedelta(minutes=1)), is_demo=False)
    with app.app_context():
        make_reader()
        make_campaign(make_article(published_at=utcnow()), now=utcnow())
        assert letters.send_due() == 0
        assert states(app) == [DeliveryState.WAITING]
        with transaction():
            change_setting("postal_address", "1 Quay, Cork, Ireland", actor="system", now=utcnow())
        assert letters.send_due() == 1
    assert states(app) == [DeliveryState.ACCEPTED]
