"""Reporting through the pages: one press, a reason afterwards, once a person."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import utcnow
from app.comments.models import CommentReport
from app.db import db
from tests.factories.comments import make_comment
from tests.factories.journal import make_article
from tests.support.staff import sign_in_shopper

PATH = "/articles/long-nights/comments/"


@pytest.fixture
def comment(app: Flask) -> int:
    with app.app_context():
        return make_comment(make_article(now=utcnow()).id)


def reports(app: Flask) -> list[tuple[str, int | None]]:
    with app.app_context():
        db.session.rollback()
        return [(one.reason, one.user_id) for one in db.session.query(CommentReport)]


def test_one_press_reports_and_a_reason_may_follow(app: Flask, client: FlaskClient, comment: int) -> None:
    assert f'action="{PATH}{comment}/report/"' in client.get(PATH).text
    pressed = client.post(f"{PATH}{comment}/report/")
    assert pressed.status_code == 303 and "Set-Cookie" not in pressed.headers
    assert "Thank you, we look at it" in client.get(pressed.location).text
    told = client.post(pressed.location, data={"reason": "<b>It sells pills.</b>"})
    assert "Your reason is kept with it." in told.text
    client.post(f"{PATH}{comment}/report/")
    assert reports(app) == [("<b>It sells pills.</b>", None)]


def test_a_person_on_two_browsers_is_one_where_they_are_signed_in(
    app: Flask, client: FlaskClient, comment: int
) -> None:
    sign_in_shopper(app, client, email="ida@reader.example")
    other = sign_in_shopper(app, app.test_client(), email="ida@reader.example")
    for one in (client, other):
        one.post(f"{PATH}{comment}/report/")
    assert len(reports(app)) == 1 and reports(app)[0][1] is not None


def test_looking_reports_nothing_and_no_reason_comes_without_a_report(
    app: Flask, client: FlaskClient, comment: int
) -> None:
    assert client.get(f"{PATH}{comment}/report/").status_code == 405
    assert client.get(f"{PATH}{comment}/reported/").status_code == 200
    assert client.post(f"{PATH}{comment}/reported/", data={"reason": "x"}).status_code == 404
    assert client.post(f"{PATH}999/report/").status_code == 404
    assert reports(app) == []


def test_the_staff_read_why(app: Flask, client: FlaskClient, comment: int, staff_client: FlaskClient) -> None:
    client.post(f"{PATH}{comment}/report/")
    client.post(f"{PATH}{comment}/reported/", data={"reason": "It sells <script>pills</script>."})
    page = staff_client.get("/staff/comments/?show=shown").text
    assert "Reported by 1" in page and "It sells &lt;script&gt;" in page and "Leave it on the page" in page


def test_a_household_with_many_addresses_is_one_reporter(
    app: Flask, client: FlaskClient, comment: int
) -> None:
    for number in range(5):
        asker = {"REMOTE_ADDR": f"2001:db8:1:2::{number + 1}"}
        assert client.post(f"{PATH}{comment}/report/", environ_overrides=asker).status_code == 303
    assert len(reports(app)) == 1
    assert f'id="comment-{comment}"' in client.get(PATH).text


def test_no_reason_is_cut_or_lost(app: Flask, client: FlaskClient, comment: int) -> None:
    client.post(f"{PATH}{comment}/report/")
    path, long = f"{PATH}{comment}/reported/", "It sells pills. " * 30
    refused = client.post(path, data={"reason": long})
    assert refused.status_code == 422 and "It has 479 now." in refused.text and long.strip() in refused.text
    assert "Your reason is kept" not in client.post(path, data={"reason": " \u200b "}).text
    for _ in range(9):
        last = client.post(path, data={"reason": "It sells pills."})
    assert (
        last.status_code == 429
        and 'value="It sells pills."' in last.text
        and "wait a few minutes" in last.text
    )
    assert reports(app) == [("It sells pills.", None)]
