"""A session that has ended or a right that was taken away costs nobody what they had typed."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.staff import sign_in
from tests.web.journal.desk import open_desk, press, stored

PRECIOUS = "A page of words that took an evening."


def test_words_sent_after_the_session_ended_come_back_with_the_way_to_sign_in(
    app: Flask, client: FlaskClient
) -> None:
    article_id = open_desk(app)
    answer = press(client, article_id, body=PRECIOUS)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403 and PRECIOUS in page and "You are signed out" in page
    assert 'href="/account/sign-in?next=/staff/"' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert stored(app, article_id).revision == 1


@pytest.mark.parametrize("deed", ["", "publication", "schedule", "comments/", "corrections/"])
def test_words_sent_without_the_right_any_more_come_back(app: Flask, client: FlaskClient, deed: str) -> None:
    article_id = open_desk(app)
    answer = press(sign_in(app, client, role="merchant"), article_id, deed, body=PRECIOUS)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403 and PRECIOUS in page and "Ask an owner" in page
    assert stored(app, article_id).revision == 1


def test_a_password_is_never_given_back(app: Flask, client: FlaskClient) -> None:
    article_id = open_desk(app)
    page = press(client, article_id, password="hunter2hunter2", code="123456").get_data(as_text=True)
    assert "hunter2hunter2" not in page and "123456" not in page and "Longer nights" in page


def test_a_press_without_words_leads_to_the_sign_in(app: Flask, client: FlaskClient) -> None:
    article_id = open_desk(app)
    answer = client.post(f"/staff/articles/{article_id}/archive")
    assert answer.status_code == 302 and answer.location == "/account/sign-in?next=/staff/"


def test_words_of_a_page_that_somebody_else_opened_are_not_kept_as_ones_own(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    sent = {"sheet": "a" * 22, "serial": "1", "body": PRECIOUS}
    refused = press(staff_client, article_id, "typing", editor="999", **sent)
    assert refused.status_code == 403 and PRECIOUS not in staff_client.get(
        f"/staff/articles/{article_id}/"
    ).get_data(as_text=True)
    page = staff_client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)
    own = re.search('data-editor="([^"]+)"', page)
    assert own and press(staff_client, article_id, "typing", editor=own[1], **sent).status_code == 200
