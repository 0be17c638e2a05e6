"""The pages for 500 and 503: they look like the house, and ask neither database nor session."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, request_finished
from flask.testing import FlaskClient
from sqlalchemy import text

from app.clock import utcnow
from app.db import db, transaction
from app.settings.actions import change_setting
from tests.faults.proving.markup import Page


@pytest.fixture
def resting(app: Flask) -> None:
    """The site without the tables that every page and the letters' form begin with."""
    with app.app_context():
        for table in ("site_version", "subscribers"):
            db.session.execute(text(f"DROP TABLE {table}"))
        db.session.commit()


@pytest.fixture
def broken(app: Flask) -> None:
    """The site with a setting that no page can read."""
    with app.app_context(), transaction():
        change_setting("countries", [{"planet": "Mars"}], actor="system", now=utcnow())


def assert_looks_like_the_house(client: FlaskClient, html: str) -> None:
    address = re.search(r'<link rel="stylesheet" href="([^"]+)">', html)
    assert address
    style = client.get(address.group(1))
    assert style.status_code == 200
    assert ".site-header" in style.text


def test_without_a_database_the_page_says_so_and_offers_another_try(
    client: FlaskClient, resting: None
) -> None:
    answer = client.get("/articles/?before=1.0-1")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert 'href="/articles/?before=1.0-1"' in answer.text
    assert_looks_like_the_house(client, answer.text)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/letters/confirm/nobody-may-read-this/more/", {}),
        ("PUT", "/letters/confirm/nobody-may-read-this/", {}),
        ("GET", "/letters/confirm/nobody-may-read-this/", {"Host": "evil.example"}),
        ("POST", "/healthz", {}),
    ],
)
def test_a_page_that_says_no_rests_as_well_and_no_log_holds_an_address(
    app: Flask, client: FlaskClient, resting: None, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch, method: str, path: str, headers: dict[str, str],
) -> None:  # fmt: skip
    """404, 405, 400 and a dead link's page ask the database too; Flask's own log would name the whole path."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)  # as where nobody tests
    answer = client.open(path, method=method, headers=headers)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "30")
    assert "nobody-may-read-this" not in caplog.text


def test_what_a_form_brought_waits_to_be_sent_by_one_press_more(client: FlaskClient, resting: None) -> None:
    typed = {"email": 'nuala"><b>@home.example', "consent": "yes", "topic": "One\nTwo"}
    answer = client.post("/letters/?from=home", data=typed)
    assert answer.status_code == 503
    assert "Try this page again" not in answer.text, "as a link it would only answer 405"
    page = Page(url="http://127.0.0.1/letters/", status=503, html=answer.text)
    form = page.form_saying("Send it again")
    assert form is not None and (form.method, form.action) == ("post", "http://127.0.0.1/letters/?from=home")
    assert dict(form.filled({})) == typed


@pytest.mark.parametrize(
    "sent", [{"email": "nuala@home.example", "password": "a secret"}, {"file": (BytesIO(b"%PDF-"), "a.pdf")}]
)
def test_a_secret_or_a_file_does_not_wait_in_a_page(
    client: FlaskClient, resting: None, sent: dict[str, Any]
) -> None:
    answer = client.post("/letters/", data=sent)
    assert answer.status_code == 503
    assert "Send it again" not in answer.text and "a secret" not in answer.text
    assert "Try this page again" not in answer.text


def test_a_dead_links_own_page_may_break_and_no_log_holds_its_token(
    app: Flask,
    client: FlaskClient,
    broken: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get("/letters/confirm/nobody-may-read-this/")
    assert (answer.status_code, "It is our fault" in answer.text) == (500, True)
    assert "nobody-may-read-this" not in caplog.text


def test_a_fault_of_ours_is_told_in_the_visitors_own_colours(client: FlaskClient, broken: None) -> None:
    client.set_cookie("comfort", "scheme:dim.text:larger", domain="127.0.0.1")
    answer = client.get("/letters/")
    assert answer.status_code == 500
    assert 'data-scheme="dim" data-text="larger"' in answer.text
    assert "It is our fault" in answer.text
    assert_looks_like_the_house(client, answer.text)


@pytest.mark.postgres
def test_a_connection_that_dies_behind_the_answer_takes_no_page_away(app: Flask, client: FlaskClient) -> None:
    def die(_sender: Flask, **_: object) -> None:
        connection = db.session.connection().connection.driver_connection
        assert connection
        connection.close()

    with request_finished.connected_to(die, app):
        answer = client.get("/basket/")
    assert answer.status_code == 200
    assert "Your basket" in answer.text
    assert client.get("/basket/").status_code == 200
