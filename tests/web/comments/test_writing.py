"""Writing a comment through the pages: what is typed is kept, what is not a person is told nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import shift_clock, utcnow
from app.comments.closing import close_comments
from app.comments.models import Comment
from app.comments.rules import CURRENT_WORDING, CommentState
from app.db import db, transaction
from app.web.form_age import stamp_form
from tests.factories.comments import make_comment, make_trusted
from tests.factories.journal import ACTOR, make_article
from tests.support.mail import text_of
from tests.support.staff import sign_in_shopper

PATH = "/articles/long-nights/comments/write/"
TYPED = {
    "name": "Orla", "email": "orla@reader.example", "text": "Warm water helped me.", "agreed": "yes", "to": "",
    "wording": CURRENT_WORDING, "website": "",
}  # fmt: skip


@pytest.fixture
def article(app: Flask) -> int:
    with app.app_context():
        return make_article(now=utcnow()).id


def form(app: Flask, **changed: str) -> dict[str, str]:
    """What a person sends who looked at the form for a minute."""
    with app.app_context(), app.test_request_context():
        return TYPED | {"seen": stamp_form(utcnow() - timedelta(minutes=1))} | changed


def only_comment(app: Flask) -> Comment:
    with app.app_context():
        db.session.rollback()
        return db.session.query(Comment).one()


def count_comments(app: Flask) -> int:
    with app.app_context():
        db.session.rollback()
        return db.session.query(Comment).count()


def link_in(message: Any, part: str) -> str:
    found = re.search(rf"http://127.0.0.1:8000(\S*{part}\S*)", text_of(message))
    assert found, text_of(message)
    return found[1]


def test_a_guest_writes_confirms_and_waits_for_a_person(
    app: Flask, client: FlaskClient, article: int, mailbox: Callable[[], list[Any]]
) -> None:
    answer = client.post(PATH, data=form(app))
    assert (answer.status_code, answer.location) == (303, "/comments/sent/")
    assert "If you had one from us today" in client.get(answer.location).text
    (mail,) = mailbox()
    assert mail["To"] == "orla@reader.example" and "Warm water" not in mail.as_string()
    link = link_in(mail, "/comments/confirm/")
    looked = client.get(link)
    assert "Warm water helped me." in looked.text and looked.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert only_comment(app).state is CommentState.UNCONFIRMED, "looking confirms nothing"
    pressed = client.post(link, data={"deed": "mine", "comment": str(only_comment(app).id)})
    assert pressed.status_code == 303 and "/comments/yours/" in pressed.location
    own = client.get(pressed.location).text
    assert "waits for one of us to read it" in own and re.search(r"until \d\d:\d\d", own)
    assert "Set-Cookie" not in pressed.headers
    assert client.get(link).status_code == 200, "the link says that nothing is left to do"


def test_what_was_typed_is_kept_on_every_refusal(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        hidden = make_comment(article, state="hidden")
    refusals = {
        "email": {"email": "no address"},
        "name": {"name": ""},
        "text": {"text": "Kept words. http://a.b http://c.d http://e.f"},
        "agreed": {"agreed": ""},
        "young": {"seen": "made up"},
        "to": {"to": str(hidden)},
    }
    for what, changed in refusals.items():
        answer = client.post(PATH, data=form(app, text="Kept words.") | changed)
        assert answer.status_code in (404, 422), what
        assert "Kept words." in answer.text, what
        assert "<title>Error: " in answer.text, what
        assert ("orla@reader.example" in answer.text) == ("email" not in changed), what
    assert count_comments(app) == 1


def test_what_was_typed_while_comments_were_closed_is_given_back(
    app: Flask, client: FlaskClient, article: int
) -> None:
    with app.app_context(), transaction():
        close_comments(article, actor=ACTOR, now=utcnow())
    answer = client.post(PATH, data=form(app, text="Kept words."))
    assert answer.status_code == 409 and "Kept words." in answer.text and "closed" in answer.text


def test_more_than_six_in_a_minute_are_refused_with_what_was_typed(
    app: Flask, client: FlaskClient, article: int
) -> None:
    statuses = [client.post(PATH, data=form(app, text=f"Words {one}.")).status_code for one in range(6)]
    assert statuses == [303] * 6
    answer = client.post(PATH, data=form(app, text="One too many."))
    assert answer.status_code == 429 and "One too many." in answer.text
    assert count_comments(app) == 6


def test_a_program_is_told_what_a_person_is_and_nothing_is_kept(
    app: Flask, client: FlaskClient, article: int
) -> None:
    assert client.post(PATH, data=form(app, website="https://pills.example")).location == "/comments/sent/"
    assert count_comments(app) == 0


def test_a_form_sent_at_once_comes_again_and_is_taken_the_second_time(
    app: Flask, client: FlaskClient, article: int
) -> None:
    shown = client.get(PATH).text
    stamp = re.search(r'name="seen" value="([^"]+)"', shown)
    assert stamp
    quick = client.post(PATH, data=form(app, seen=stamp[1]))
    assert quick.status_code == 422 and "very quick" in quick.text and count_comments(app) == 0
    again = re.search(r'name="seen" value="([^"]+)"', quick.text)
    assert again
    shift_clock(timedelta(seconds=5))
    assert client.post(PATH, data=form(app, seen=again[1])).status_code == 303
    shift_clock(timedelta(days=300))
    assert client.post(PATH, data=form(app, text="A year later.", seen=again[1])).status_code == 303


def test_the_answer_is_the_same_for_an_address_that_is_known(
    app: Flask, client: FlaskClient, article: int
) -> None:
    with app.app_context():
        make_trusted(article)
    known = client.post(PATH, data=form(app, text="From somebody known."))
    new = client.post(PATH, data=form(app, text="From somebody new.", email="new@reader.example"))
    assert (known.status_code, known.location) == (new.status_code, new.location)


def test_nothing_typed_reaches_the_mail(
    app: Flask, client: FlaskClient, article: int, mailbox: Callable[[], list[Any]]
) -> None:
    client.post(PATH, data=form(app, name="Buy pills now", text="Visit www.pills.example today"))
    (mail,) = mailbox()
    assert "pills" not in mail.as_string().lower()


def test_words_of_self_harm_bring_the_lines_and_a_person(
    app: Flask, client: FlaskClient, article: int, mailbox: Callable[[], list[Any]], staff_client: FlaskClient
) -> None:
    answer = client.post(PATH, data=form(app, text="I want to die."))
    assert answer.location == "/comments/sent/with-care/"
    page = client.get(answer.location).text
    assert 'href="tel:116123"' in page and 'href="tel:988"' in page and "findahelpline.com" in page
    assert "suicid" not in page.lower() and "self-harm" not in page.lower(), "no verdict on what was meant"
    assert "tel:116123" not in client.get("/comments/sent/").text
    link = link_in(mailbox()[0], "/comments/confirm/")
    assert "tel:116123" in client.get(link).text
    pressed = client.post(link, data={"deed": "mine", "comment": str(only_comment(app).id)})
    assert "tel:116123" in client.get(pressed.location).text
    assert only_comment(app).state is CommentState.WAITING
    alert = mailbox()[-1]
    assert alert["To"] == "owner@softhours.example" and "want to die" not in alert.as_string()
    assert "comment with words of self-harm" in staff_client.get("/staff/").text
    queue = staff_client.get("/staff/comments/").text
    assert "Words: want to die." in queue and "There are words of self-harm in it." in queue


def test_a_shopper_needs_no_mail_and_finds_the_comments_among_their_own_pages(
    app: Flask, client: FlaskClient, article: int, mailbox: Callable[[], list[Any]]
) -> None:
    sign_in_shopper(app, client, email="orla@reader.example")
    shown = client.get(PATH).text
    assert 'name="email"' not in shown
    answer = client.post(PATH, data=form(app, email="somebody@else.example"))
    assert answer.location == "/your-orders/comments/?said=waits"
    own = client.get(answer.location).text
    assert "Warm water helped me." in own
    assert [one for one in mailbox() if "confirm" in str(one["Subject"])] == []
    number = only_comment(app).id
    edited = client.post(
        f"/your-orders/comments/{number}/", data={"name": "Orla", "text": "Cold water.", "seen": "1"}
    )
    assert edited.status_code == 303 and only_comment(app).text == "Cold water."
    client.post(f"/your-orders/comments/{number}/deletion/")
    assert only_comment(app).state is CommentState.GONE


def test_a_late_change_gives_the_words_back(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        number = make_comment(article)
    sign_in_shopper(app, client, email="orla@reader.example")
    path = f"/your-orders/comments/{number}/"
    assert re.search(r"until \d\d:\d\d", client.get(path).text)
    shift_clock(timedelta(minutes=16))
    answer = client.post(path, data={"name": "Orla", "text": "New words, late.", "seen": "1"})
    assert answer.status_code == 409 and "New words, late." in answer.text
    assert "The 15 minutes to change it are over" in answer.text
    empty = client.post(path, data={"name": "", "text": "New words.", "seen": "1"})
    assert empty.status_code == 422 and "New words." in empty.text


def test_a_writer_of_comments_may_sign_in_by_mail(
    app: Flask, client: FlaskClient, article: int, mailbox: Callable[[], list[Any]]
) -> None:
    client.post("/sign-in/", data={"email": "orla@reader.example"})
    assert mailbox() == []
    with app.app_context():
        make_comment(article)
    shift_clock(timedelta(minutes=10))
    client.post("/sign-in/", data={"email": "orla@reader.example"})
    assert "/sign-in/link/" in text_of(mailbox()[0])


@pytest.mark.parametrize("size", [1_000_000, 3_001])
def test_a_megabyte_is_refused_and_given_back(
    app: Flask, client: FlaskClient, article: int, size: int
) -> None:
    answer = client.post(PATH, data=form(app, text="x" * size))
    assert answer.status_code == 422 and "x" * size in answer.text


def test_null_bytes_and_odd_numbers_are_refused(app: Flask, client: FlaskClient, article: int) -> None:
    assert client.post(PATH, data=form(app, text="a\0b")).status_code == 400
    for to in ("²", "٣", "1e3", "-1", "9" * 15, "' OR 1=1"):
        assert client.post(PATH, data=form(app, text=f"Words {to}", to=to)).status_code in (303, 404, 429)
        assert client.get(f"{PATH}?to={to}").status_code in (200, 404)
    assert parents(app) <= {None}


def parents(app: Flask) -> set[int | None]:
    with app.app_context():
        return {one.parent_id for one in db.session.query(Comment)}
