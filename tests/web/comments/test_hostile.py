"""Hostile names and words in every view that shows them, and every kind of link at every door."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import utcnow
from app.comments.closing import close_comments
from app.comments.models import Comment
from app.comments.tokens import confirm_token, own_token, stop_token
from app.comments.words import tidy_name, tidy_text
from app.db import db, transaction
from app.outbox.working import run_all_owed
from tests.factories.comments import comment_of, make_comment, make_trusted, write_comment
from tests.factories.journal import ACTOR, make_article
from tests.support.mail import read_mail
from tests.web.hostile.test_markup_in_names import MARKUP, complaints_of

TEXTS = (
    MARKUP,
    "[x](javascript:alert(1)) <svg onload=alert(1)>",
    "</textarea></article><script>alert(1)</script>",
    '<a href="https://a.example" onclick="alert(1)">x</a>',
    "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} {% raw %}",
    "`<script>alert(1)</script>` **<img src=x onerror=alert(1)>**",
    "\u202e)1(trela\u202c <iframe srcdoc='<script>alert(1)</script>'></iframe>",
)


@pytest.fixture
def article(app: Flask) -> int:
    with app.app_context():
        made = make_article(now=utcnow()).id
        make_trusted(made)
        return made


def say(article: int, text: str, **fields: object) -> int:
    """Let somebody trusted say it, past the form's own checks of the name."""
    name, words = tidy_name(text)[:60], tidy_text(text)
    return write_comment(article, text=words, name=name, is_signed_in=True, **fields) or 0


def test_what_was_typed_is_words_in_every_view(
    app: Flask, client: FlaskClient, article: int, staff_client: FlaskClient
) -> None:
    with app.app_context():
        first = make_comment(article, email="ida@reader.example", name="Ida", wants_answers=True)
        for text in TEXTS:
            say(article, text, answers=first)
        unconfirmed = write_comment(article, text=MARKUP, name=MARKUP[:60]) or 0
        writer = comment_of(unconfirmed).commenter_id
        with transaction():
            own, confirm = (
                own_token("key", writer, now=utcnow()),
                confirm_token("key", writer, utcnow(), now=utcnow()),
            )
        last = max(one for (one,) in db.session.query(Comment.id).filter(Comment.parent_id == first))
        run_all_owed()
        mails = read_mail(app.extensions["config"].instance_dir / "mail")
    base = "/articles/long-nights/"
    seen = 0
    for asker, path in (
        (client, base),
        (client, f"{base}comments/"),
        (client, f"{base}comments/{first}/"),
        (client, f"{base}comments/write/?to={last}"),
        (client, f"/comments/yours/{own}/"),
        (client, f"/comments/yours/{own}/{last}/"),
        (client, f"/comments/confirm/{confirm}/"),
        (staff_client, "/staff/comments/?show=shown"),
        (staff_client, f"/staff/comments/articles/{article}/"),
        (staff_client, "/staff/audit/"),
    ):
        answer = asker.get(path)
        assert answer.status_code == 200, path
        assert list(complaints_of(answer.text)) == [], path
        assert "\u202e" not in answer.text, path
        seen += "alert(1)" in answer.text
    assert seen >= 7
    assert mails and all("alert(1)" not in one.as_string() for one in mails)
    assert "alert(1)" not in client.get("/articles/feed.atom").text


def test_every_kind_of_link_opens_its_own_door_alone(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        mine, theirs = make_comment(article), make_comment(article, email="mae@reader.example", text="Mae's.")
        writer = comment_of(mine).commenter_id
        with transaction():
            links = {
                "own": own_token("key", writer, now=utcnow()),
                "confirm": confirm_token("key", writer, utcnow(), now=utcnow()),
                "stop": stop_token("key", writer, now=utcnow()),
            }
    doors = {"own": "/comments/yours/{}/", "confirm": "/comments/confirm/{}/", "stop": "/comments/stop/{}/"}
    for kind, token in links.items():
        for door, path in doors.items():
            wanted = 200 if door == kind else 404
            assert client.get(path.format(token)).status_code == wanted, (kind, door)
            assert client.get(path.format(token[::-1])).status_code == 404
    assert client.get(f"/comments/yours/{links['own']}/{theirs}/").status_code == 404
    assert client.post(f"/comments/yours/{links['own']}/{theirs}/deletion/").status_code == 404
    assert (
        client.post(f"/comments/confirm/{links['own']}/", data={"deed": "mine", "comment": "1"}).status_code
        == 404
    )
    assert (
        client.post(
            f"/comments/confirm/{links['confirm']}/", data={"deed": "mine", "comment": f"{theirs}"}
        ).status_code
        == 404
    )
    with app.app_context():
        assert comment_of(theirs).text == "Mae's."


def test_who_listens_is_named_where_nothing_is_kept(app: Flask, client: FlaskClient, article: int) -> None:
    path, words = "/articles/long-nights/comments/write/", "I do not want to live any more."
    refused = client.post(path, data={"text": words, "name": ""})
    assert refused.status_code == 422 and "116 123" in refused.text and words in refused.text
    with app.app_context(), transaction():
        close_comments(article, actor=ACTOR, now=utcnow())
    for _ in range(7):
        last = client.post(
            path, data={"text": words, "name": "Orla", "email": "a@b.example", "agreed": "yes"}
        )
    assert last.status_code == 429 and "116 123" in last.text
    assert "116 123" not in client.get("/articles/long-nights/comments/write/").text
    with app.app_context():
        mine = make_comment(article)
        writer = comment_of(mine).commenter_id
        with transaction():
            own = own_token("key", writer, now=utcnow())
    edited = client.post(f"/comments/yours/{own}/{mine}/", data={"text": words, "name": "", "seen": "1"})
    assert edited.status_code == 422 and "116 123" in edited.text


@pytest.mark.parametrize("part", ["a" + "\u0301\u0316" * 9, "want to ", "\n", "\u0301\u0316"])
def test_a_megabyte_is_answered_at_once_and_comes_back(client: FlaskClient, article: int, part: str) -> None:
    text = f"I want to die. {part * 500_000}"[:500_000] + "end"
    begun = time.perf_counter()
    answer = client.post("/articles/long-nights/comments/write/", data={"text": text, "name": "Orla"})
    assert answer.status_code == 422 and "116 123" in answer.text
    assert len(answer.text) > 500_000, "nothing typed is lost"
    assert time.perf_counter() - begun < 20, "by Unicode's own sorting of marks: ten minutes"


def test_words_changed_without_a_pause_are_kept_in_their_form(
    app: Flask, client: FlaskClient, article: int
) -> None:
    with app.app_context():
        mine = make_comment(article)
        writer = comment_of(mine).commenter_id
        with transaction():
            own = own_token("key", writer, now=utcnow())
    path = f"/comments/yours/{own}/{mine}/"
    for number in range(11):
        sent = {"text": f"Words, number {number}.", "name": "Orla", "seen": f"{number + 1}"}
        last = client.post(path, data=sent)
    assert (
        last.status_code == 429 and "Words, number 10." in last.text and "That is a lot at once" in last.text
    )
    with app.app_context():
        assert comment_of(mine).text == "Words, number 9."
