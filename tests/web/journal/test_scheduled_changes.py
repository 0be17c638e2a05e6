"""Setting the minute of a change at the desk: what was seen is named, the correction is kept, Today, the calendar."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.clock import shift_clock, utcnow
from app.content.models import ArticleState
from app.content.queries import current_version
from app.db import db, transaction
from app.outbox.working import run_all_owed
from app.resources.actions import set_resource_state
from app.resources.models import Resource, ResourceState
from tests.factories.journal import make_article
from tests.web.journal.desk import press, stored

IN_A_WEEK = (utcnow() + timedelta(days=7)).date()
AT = {"schedule_day": str(IN_A_WEEK), "schedule_time": "07:30"}


@pytest.fixture
def article_id(app: Flask) -> int:
    """A published article; the desk's filled form is a change of it."""
    with app.app_context():
        return make_article().id


def desk(client: FlaskClient, article_id: int, **asked: str) -> str:
    answer = client.get(f"/staff/articles/{article_id}/", query_string=asked)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def seen(page: str) -> dict[str, str]:
    found = re.search(r'name="schedule_seen" value="([^"]*)"', page)
    assert found
    return {"schedule_seen": unescape(found[1])}


def readers_title(app: Flask, article_id: int) -> str:
    with app.app_context():
        version = current_version(article_id)
        assert version is not None
        return version.title


def test_a_change_is_set_shown_and_called_off(app: Flask, staff_client: FlaskClient, article_id: int) -> None:
    answer = press(staff_client, article_id, "schedule", **AT)
    assert answer.status_code == 303
    page = staff_client.get(answer.location).get_data(as_text=True)
    assert "The change comes out by itself at its minute." in page
    assert "revision 2 takes the place of what readers see" in page
    assert "Publishing now ends that minute." in page
    assert stored(app, article_id).state is ArticleState.PUBLISHED
    assert readers_title(app, article_id) == "Long nights"
    month = staff_client.get(f"/staff/articles/calendar/?month={IN_A_WEEK:%Y-%m}").get_data(as_text=True)
    assert "A change comes out" in month and "07:30" in month
    listed = staff_client.get("/staff/articles/?show=scheduled").get_data(as_text=True)
    assert "Longer nights" in listed and "a change comes out on" in listed
    ended = press(staff_client, article_id, "schedule/end", revision="2", **seen(page))
    assert ended.status_code == 303
    assert "Readers go on seeing" in staff_client.get(ended.location).get_data(as_text=True)
    assert stored(app, article_id).state is ArticleState.PUBLISHED
    assert "Longer nights" not in staff_client.get("/staff/articles/?show=scheduled").get_data(as_text=True)


def test_at_its_minute_readers_see_it_with_its_correction(
    app: Flask, client: FlaskClient, staff_client: FlaskClient, article_id: int
) -> None:
    told = {"schedule_was": "It said one lamp.", "schedule_says": "It says two.", "schedule_by_mail": "yes"}
    page = staff_client.get(press(staff_client, article_id, "schedule", **AT, **told).location)
    html = page.get_data(as_text=True)
    assert "they are told of the correction by mail too" in html
    assert "It said one lamp.</textarea>" in html, "setting another minute keeps what is told"
    shift_clock(timedelta(days=8))
    with app.app_context():
        run_all_owed()
    app.extensions["page_cache"].checked = float("-inf")
    shown = client.get("/articles/long-nights/").get_data(as_text=True)
    shift_clock(timedelta())
    assert "Longer nights" in shown and "It said one lamp." in shown and "changed <time" in shown
    assert "It said one lamp." in client.get("/corrections/").get_data(as_text=True)
    assert "Longer nights" not in staff_client.get("/staff/articles/?show=scheduled").get_data(as_text=True)


def test_the_second_of_two_editors_sees_the_minute_of_the_first(
    app: Flask, staff_client: FlaskClient, article_id: int
) -> None:
    assert press(staff_client, article_id, "schedule", **AT).status_code == 303
    later = {"schedule_day": str(IN_A_WEEK + timedelta(days=1)), "schedule_time": "09:00", "revision": "2"}
    for deed in ("schedule", "publication", "archive", "schedule/end"):
        answer = press(staff_client, article_id, deed, **later)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409 and "set a minute meanwhile" in page, deed
        assert "07:30" in page and 'value="09:00"' in page
    assert stored(app, article_id).state is ArticleState.PUBLISHED
    assert readers_title(app, article_id) == "Long nights"
    assert press(staff_client, article_id, "schedule", **later, **seen(page)).status_code == 303
    assert "09:00" in desk(staff_client, article_id)


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"schedule_was": "Only half"}, 422, "each in 500 signs at most"),
        ({"schedule_by_mail": "yes"}, 422, "each in 500 signs at most"),
        ({"schedule_was": "x" * 501, "schedule_says": "y"}, 422, "each in 500 signs at most"),
        ({"topic-1": ""}, 422, "Choose at least one topic that exists."),
        ({"schedule_day": "2020-01-01"}, 422, "That minute is over."),
        ({"body": "This lamp cures fibromyalgia [@pmid:123]."}, 422, "tick that you have"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    app: Flask,
    staff_client: FlaskClient,
    article_id: int,
    changes: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    answer = press(staff_client, article_id, "schedule", **{**AT, **changes})
    page = answer.get_data(as_text=True)
    assert answer.status_code == status and sentence in page and "What to have within reach." in page
    assert all(unescape(page).count(value) for name, value in changes.items() if name != "topic-1" and value)
    assert stored(app, article_id).revision == 1


def test_a_change_that_could_not_come_out_stands_on_today_until_it_is_put_away(
    app: Flask, staff_client: FlaskClient, article_id: int
) -> None:
    page = staff_client.get(press(staff_client, article_id, "schedule", **AT).location).get_data(as_text=True)
    with app.app_context(), transaction():
        resource = db.session.scalars(select(Resource)).one()
        set_resource_state(resource, ResourceState.WITHDRAWN, actor="system", now=utcnow())
    shift_clock(timedelta(days=8))
    with app.app_context():
        run_all_owed()
    shift_clock(timedelta())
    assert "article or change that could not come out" in staff_client.get("/staff/").get_data(as_text=True)
    page = desk(staff_client, article_id)
    assert "A change was to come out on" in page and "Lead to at least one resource." in page
    assert "Longer nights" in staff_client.get("/staff/articles/?show=not_out").get_data(as_text=True)
    month = staff_client.get(f"/staff/articles/calendar/?month={IN_A_WEEK:%Y-%m}").get_data(as_text=True)
    assert "A change did not come out" in month
    ended = press(staff_client, article_id, "schedule/end", revision="2", **seen(page))
    assert ended.status_code == 303
    assert "could not come out" not in staff_client.get("/staff/").get_data(as_text=True)
