"""Stopping the mails on answers: a button, one click of a mail program, nothing by looking."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import utcnow
from app.comments.tokens import stop_token
from app.db import transaction
from tests.factories.comments import comment_of, make_comment
from tests.factories.journal import make_article


@pytest.fixture
def wished(app: Flask) -> tuple[int, str]:
    """A comment whose writer is written to, and the link that stops it."""
    with app.app_context():
        one = make_comment(make_article(now=utcnow()).id, wants_answers=True)
        with transaction():
            return one, stop_token("key", comment_of(one).commenter_id, now=utcnow())


def is_wished(app: Flask, comment_id: int) -> bool:
    with app.app_context():
        return comment_of(comment_id).wants_answers


def test_the_button_stops_them_and_looking_does_not(
    app: Flask, client: FlaskClient, wished: tuple[int, str]
) -> None:
    one, token = wished
    assert "Stop the mails on answers?" in client.get(f"/comments/stop/{token}/").text
    assert client.get(f"/comments/one-click/{token}/").location == f"/comments/stop/{token}/"
    assert is_wished(app, one)
    done = client.post(f"/comments/stop/{token}/")
    assert "The mails on answers have stopped" in client.get(done.location).text
    assert not is_wished(app, one)


def test_a_mail_program_stops_them_without_cookie_origin_or_redirect(
    app: Flask, wished: tuple[int, str]
) -> None:
    one, token = wished
    program = app.test_client()
    path, base = f"/comments/one-click/{token}/", "http://127.0.0.1:8000"
    assert program.post(path, base_url=base).status_code == 400
    assert program.post(path, base_url=base, data={"List-Unsubscribe": "Yes"}).status_code == 400
    assert is_wished(app, one)
    done = program.post(path, base_url=base, data={"List-Unsubscribe": "One-Click"})
    assert (done.status_code, done.mimetype) == (200, "text/plain") and "Set-Cookie" not in done.headers
    assert not is_wished(app, one)


def test_a_dead_link_says_what_to_do(client: FlaskClient, wished: tuple[int, str]) -> None:
    for path in ("/comments/stop/x/", "/comments/confirm/x/", "/comments/yours/x/"):
        answer = client.get(path)
        assert answer.status_code == 404 and "This link does not work any more" in answer.text
