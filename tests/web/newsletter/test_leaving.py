"""Stopping, undoing, choosing and pausing, behind the links of a letter; nothing acts on GET."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.clock import utcnow
from app.db import db, transaction
from app.newsletter.models import ConsentEntry, Subscriber
from app.newsletter.preferring import choices_of_subscriber
from app.newsletter.protocol import LetterSender
from app.newsletter.rendering import Links
from app.newsletter.rules import Frequency, SubscriberState
from app.newsletter.tokens import note_lasting_tokens
from tests.factories.letters import make_reader, make_topic, reread, weeks


class Reader:
    """Nora, with the links of a letter she got."""

    def __init__(self, app: Flask, email: str = "nora@reader.example") -> None:
        self.app = app
        letters: LetterSender = app.extensions["letters"]
        with app.app_context():
            self.id = make_reader(email)
            with transaction():
                note_lasting_tokens(letters.token_key, self.id, now=utcnow())
        self.links: Links = letters.links_of(self.id)

    def path(self, url: str) -> str:
        return url.removeprefix("http://127.0.0.1:8000")

    @property
    def stop(self) -> str:
        return self.path(self.links.unsubscribe_url)

    @property
    def one_click(self) -> str:
        return self.path(self.links.one_click_url)

    @property
    def own_page(self) -> str:
        return self.path(self.links.preferences_url)

    @property
    def state(self) -> SubscriberState:
        with self.app.app_context():
            return reread(self.id).state

    @property
    def paused_until(self) -> datetime | None:
        with self.app.app_context():
            return reread(self.id).paused_until


@pytest.fixture
def reader(app: Flask) -> Reader:
    return Reader(app)


@pytest.mark.postgres
def test_stopping_takes_one_press_and_can_be_undone_from_its_answer(
    client: FlaskClient, reader: Reader
) -> None:
    assert "Stop the letters?" in client.get(reader.stop).text
    assert reader.state is SubscriberState.CONFIRMED, "a GET stops nothing"
    answer = client.post(reader.stop)
    assert answer.status_code == 303
    assert reader.state is SubscriberState.UNSUBSCRIBED
    assert "Undo" in client.get(answer.location).text
    assert reader.state is SubscriberState.UNSUBSCRIBED, "a GET undoes nothing"
    assert client.post(answer.location).status_code == 303
    assert reader.state is SubscriberState.CONFIRMED
    with reader.app.app_context():
        events = db.session.scalars(select(ConsentEntry.event).order_by(ConsentEntry.id)).all()
    assert events == ["confirmed", "unsubscribed", "undone"]


def test_an_old_undo_does_not_take_back_a_later_stop(client: FlaskClient, reader: Reader) -> None:
    first = client.post(reader.stop).location
    client.post(first)
    client.post(reader.stop)
    assert client.post(first).status_code == 404
    assert reader.state is SubscriberState.UNSUBSCRIBED


@pytest.mark.parametrize("sent_as", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_program_stops_the_letters_without_cookie_origin_or_redirect(
    app: Flask, reader: Reader, sent_as: str
) -> None:
    bare = app.test_client(use_cookies=False)
    answer = bare.post(
        reader.one_click,
        data={"List-Unsubscribe": "One-Click"},
        content_type=sent_as,
        base_url="http://127.0.0.1:8000",
    )
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert "Set-Cookie" not in answer.headers
    assert reader.state is SubscriberState.UNSUBSCRIBED
    again = bare.post(
        reader.one_click, data={"List-Unsubscribe": "One-Click"}, base_url="http://127.0.0.1:8000"
    )
    assert again.status_code == 200


def test_a_link_checker_that_opens_or_posts_nothing_stops_nothing(
    app: Flask, client: FlaskClient, reader: Reader
) -> None:
    assert client.get(reader.one_click).location == reader.stop
    assert client.head(reader.one_click).status_code == 303
    assert client.post(reader.one_click).status_code == 400
    assert reader.state is SubscriberState.CONFIRMED


def test_the_other_posts_are_guarded(app: Flask, reader: Reader) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path in (reader.stop, reader.own_page, reader.own_page + "pause/", "/letters/"):
        answer = app.test_client().post(path, headers=foreign, base_url="http://127.0.0.1:8000")
        assert answer.status_code == 403
    assert reader.state is SubscriberState.CONFIRMED


def test_each_kind_of_token_opens_its_own_door_only(client: FlaskClient, reader: Reader) -> None:
    undo = client.post(reader.stop).location.split("/")[3]
    tokens = {
        "unsubscribe": reader.links.unsubscribe,
        "preferences": reader.links.preferences,
        "stopped": undo,
    }
    for door in ("confirm", "unsubscribe", "preferences", "stopped", "one-click"):
        for kind, token in tokens.items():
            if door == kind or (door, kind) == ("one-click", "unsubscribe"):
                continue
            data = {"List-Unsubscribe": "One-Click", "weeks": "2"}
            assert client.post(f"/letters/{door}/{token}/", data=data).status_code == 404, (door, kind)
    assert reader.state is SubscriberState.UNSUBSCRIBED


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 5000, "%F0%9F%92%9C"])
def test_a_made_up_token_is_a_kind_404(client: FlaskClient, token: str) -> None:
    for door in ("confirm", "unsubscribe", "preferences", "stopped"):
        assert client.get(f"/letters/{door}/{token}/").status_code == 404
        assert client.post(f"/letters/{door}/{token}/").status_code == 404


def test_a_confirmation_is_good_for_two_weeks(client: FlaskClient, app: Flask) -> None:
    from app.newsletter.models import LetterToken, SignUp
    from app.newsletter.rules import CURRENT_WORDING
    from app.newsletter.tokens import confirm_token

    now = utcnow()
    with app.app_context(), transaction() as session:
        mae = Subscriber(
            email="mae@reader.example", email_key="mae@reader.example", mailbox="mae@reader.example",
            domain="reader.example", state=SubscriberState.PENDING, created_at=now,
        )  # fmt: skip
        session.add(mae)
        session.flush()
        sign_up = SignUp(
            subscriber_id=mae.id, at=now - weeks(3), form="test", wording=CURRENT_WORDING,
            frequency=Frequency.ARTICLE, topics=[],
        )  # fmt: skip
        session.add(sign_up)
        session.flush()
        token = confirm_token("key", mae.id, sign_up.id, now=now - weeks(3), expires_at=now - weeks(1))
        assert session.scalars(select(LetterToken)).one().expires_at is not None
    answer = client.post(f"/letters/confirm/{token}/")
    assert answer.status_code == 404
    assert "Ask for letters" in answer.text


@pytest.mark.postgres
def test_choosing_topics_and_paces(client: FlaskClient, app: Flask, reader: Reader) -> None:
    with app.app_context():
        sleep, hands = make_topic("sleep", "Sleep"), make_topic("hands", "Hands and grip")
    sent = {"topics": ["sleep"], "frequency": "weekly", "pace-hands": "monthly"}
    answer = client.post(reader.own_page, data=sent)
    assert answer.status_code == 303
    assert "Your choices are kept" in client.get(answer.location).text
    with app.app_context():
        assert choices_of_subscriber(reader.id) == {sleep: Frequency.WEEKLY, hands: Frequency.MONTHLY}


def test_no_topic_ticked_means_all_of_them(client: FlaskClient, app: Flask, reader: Reader) -> None:
    with app.app_context():
        hands = make_topic("hands", "Hands and grip")
    client.post(reader.own_page, data={"topics": "hands", "frequency": "monthly"})
    assert 'value="hands" checked' in " ".join(client.get(reader.own_page).text.split())
    client.post(reader.own_page, data={"frequency": "monthly", "pace-hands": "article"})
    with app.app_context():
        assert choices_of_subscriber(reader.id) == {None: Frequency.MONTHLY, hands: Frequency.ARTICLE}
    client.post(reader.own_page, data={"frequency": "yearly", "topics": "nothing", "pace-hands": "never"})
    with app.app_context():
        assert choices_of_subscriber(reader.id) == {None: Frequency.ARTICLE}


def test_a_pause_lasts_its_weeks_and_can_be_ended(client: FlaskClient, reader: Reader) -> None:
    answer = client.post(reader.own_page + "pause/", data={"weeks": "3"})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "The letters are paused" in page
    until = reader.paused_until
    assert until is not None
    assert weeks(3).total_seconds() - 60 < (until - utcnow()).total_seconds() <= weeks(3).total_seconds()
    client.post(reader.own_page + "pause/", data={"weeks": "0"})
    assert reader.paused_until is None


@pytest.mark.parametrize("value", ["9", "-1", "²", "٣", "", "two", "1e1"])
def test_a_pause_of_odd_length_is_refused(client: FlaskClient, reader: Reader, value: str) -> None:
    assert client.post(reader.own_page + "pause/", data={"weeks": value}).status_code == 422
    assert reader.paused_until is None


def test_pages_with_a_token_are_kept_by_nobody(client: FlaskClient, reader: Reader) -> None:
    for path in (reader.stop, reader.own_page):
        answer = client.get(path)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "nora@reader.example" not in answer.text
