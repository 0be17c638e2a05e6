"""The pages for 500 and 503: they look like the house, and ask neither database nor session."""

import re

import pytest
from flask import Flask, request_finished
from flask.testing import FlaskClient
from sqlalchemy import text

from app.clock import utcnow
from app.db import db, transaction
from app.settings.actions import change_setting


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


def test_after_a_form_no_address_is_offered_that_would_only_answer_405(
    client: FlaskClient, resting: None
) -> None:
    answer = client.post("/letters/", data={"email": "nuala@home.example", "consent": "yes"})
    assert answer.status_code == 503
    assert "Try this page again" not in answer.text


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
