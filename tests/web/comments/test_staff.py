"""Comments for staff: the queue, decisions about what was seen, blocking, closing; all of it in the audit log."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.comments.erasing import erase_commenter
from app.comments.rules import CommentState
from app.comments.tokens import stop_token
from app.db import db, transaction
from tests.factories.comments import comment_of, make_comment
from tests.factories.journal import make_article


@pytest.fixture
def article(app: Flask) -> int:
    with app.app_context():
        return make_article(now=utcnow()).id


def actions(app: Flask) -> list[str]:
    with app.app_context():
        return [one.action for one in db.session.query(AuditEntry) if one.action.startswith("comment")]


def test_the_queue_says_what_a_person_needs_to_decide(
    app: Flask, staff_client: FlaskClient, article: int
) -> None:
    with app.app_context():
        first = make_comment(article, name="Mae", email="mae@reader.example", text="A question.")
        make_comment(
            article, state="waiting", reasons=["new"], text="Turmeric cures fibromyalgia.", answers=first
        )
        dark = make_comment(
            article, state="waiting", reasons=["crisis"], is_crisis=True, text="I want to die.", name="Ida"
        )
    page = staff_client.get("/staff/comments/").text
    assert page.index(f'id="comment-{dark}"') < page.index("Turmeric cures"), "words of self-harm come first"
    assert "Reads like a claim" in page and "in answer to Mae" in page and "The writer is new here." in page
    assert "o…@reader.example" in page and "orla@reader.example" not in page
    today = staff_client.get("/staff/").text
    assert "comment with words of self-harm" in today and "comment to read" in today


def test_a_decision_is_about_what_was_seen_and_is_written_down(
    app: Flask, staff_client: FlaskClient, article: int
) -> None:
    with app.app_context():
        one = make_comment(article, state="waiting")
    path = f"/staff/comments/{one}/decision/"
    stale = staff_client.post(path, data={"decision": "show", "seen": "9", "show": "waiting"})
    assert stale.status_code == 409 and "has changed since the page was made" in stale.text
    assert staff_client.post(path, data={"decision": "praise", "seen": "1"}).status_code == 422
    assert actions(app) == []
    assert staff_client.post(path, data={"decision": "show", "seen": "1"}).status_code == 303
    with app.app_context():
        assert comment_of(one).state is CommentState.SHOWN
    assert actions(app) == ["comment.decided"]
    assert "Warm water" in staff_client.get("/articles/long-nights/").text


def test_a_blocked_writer_is_let_in_again(app: Flask, staff_client: FlaskClient, article: int) -> None:
    with app.app_context():
        one = make_comment(article, state="waiting")
        writer = comment_of(one).commenter_id
    staff_client.post(f"/staff/comments/writers/{writer}/block/")
    page = staff_client.get("/staff/comments/").text
    assert "Blocked writers" in page and "o…@reader.example" in page
    staff_client.post(f"/staff/comments/writers/{writer}/unblock/")
    assert "Blocked writers" not in staff_client.get("/staff/comments/").text
    assert actions(app) == ["commenter.blocked", "commenter.unblocked"]
    assert staff_client.post("/staff/comments/writers/999/block/").status_code == 404


def test_an_address_that_was_erased_while_it_was_blocked_is_let_in_by_typing_it(
    app: Flask, staff_client: FlaskClient, article: int
) -> None:
    with app.app_context():
        writer = comment_of(make_comment(article, state="waiting")).commenter_id
    staff_client.post(f"/staff/comments/writers/{writer}/block/")
    with app.app_context(), transaction():
        assert erase_commenter("orla@reader.example")
    assert "Blocked writers" not in staff_client.get("/staff/comments/").text
    path = "/staff/comments/writers/letting-in/"
    for typed, status, sentence in (
        ("orla", 422, "Enter an e-mail address in full"),
        ("mae@reader.example", 404, "This address is not blocked."),
    ):
        answer = staff_client.post(path, data={"email": typed})
        assert answer.status_code == status and sentence in answer.text and f'value="{typed}"' in answer.text
    answer = staff_client.post(path, data={"email": "orla@reader.example"})
    assert answer.status_code == 303
    assert "This writer may comment again." in staff_client.get(answer.location).text
    assert staff_client.post(path, data={"email": "orla@reader.example"}).status_code == 404


def test_comments_of_an_article_are_closed_and_opened(
    app: Flask, staff_client: FlaskClient, article: int
) -> None:
    path = f"/staff/comments/articles/{article}/"
    assert "Readers may comment." in staff_client.get(path).text
    staff_client.post(f"{path}closing/", data={"deed": "close"})
    assert "Readers may not comment now." in staff_client.get(path).text
    staff_client.post(f"{path}closing/", data={"deed": "open"})
    assert "Readers may comment." in staff_client.get(path).text
    assert staff_client.post(f"{path}closing/", data={"deed": "x"}).status_code == 422
    assert actions(app) == ["comments.closed", "comments.opened"]
    assert staff_client.get("/staff/comments/articles/999/").status_code == 404


def test_long_queues_stand_in_pages(app: Flask, staff_client: FlaskClient, article: int) -> None:
    with app.app_context():
        for number in range(25):
            make_comment(article, state="spam", text=f"Spam number {number}.")
    page = staff_client.get("/staff/comments/?show=spam").text
    assert "Spam number 24." in page and "Spam number 4." not in page
    more = re.search(r'rel="next" href="([^"]+)"', page)
    assert more
    assert "Spam number 4." in staff_client.get(more[1].replace("&amp;", "&")).text


def test_a_mail_that_stops_the_answers_is_taken_where_letters_are(
    app: Flask, staff_client: FlaskClient, article: int
) -> None:
    with app.app_context():
        one = make_comment(article, wants_answers=True)
        with transaction():
            token = stop_token("key", comment_of(one).commenter_id, now=utcnow())
    answer = staff_client.post("/staff/letters/stop-for/", data={"email": f"Stop the answers {token}"})
    assert answer.location.endswith("said=off")
    with app.app_context():
        assert not comment_of(one).wants_answers
    assert actions(app) == ["comments.answers_stopped"]
