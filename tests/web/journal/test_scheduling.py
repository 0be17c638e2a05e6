"""Setting the minute at the desk, the calendar, and Today."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import shift_clock, utcnow
from app.content.models import ArticleState
from app.content.queries import get_article
from app.outbox.working import run_all_owed
from app.publishing.actions import record_none
from tests.factories.catalog import writing
from tests.factories.journal import ACTOR, MORNING, lead_to, make_draft, make_open_door, make_resource
from tests.web.journal.desk import press, stored

IN_A_WEEK = (utcnow() + timedelta(days=7)).date()


def ready(app: Flask) -> int:
    with app.app_context():
        article = make_draft()
        lead_to(article, "resource", make_resource().id)
        lead_to(article, "door", make_open_door().id)
        with writing():
            record_none(get_article(article.id), "products", "Nothing fits.", actor=ACTOR, now=MORNING)
        return article.id


def set_minute(
    client: FlaskClient, article_id: int, day: object = IN_A_WEEK, clock: str = "07:30", **more: str
):  # type: ignore[no-untyped-def]
    fields = {"schedule_day": str(day), "schedule_time": clock, "schedule_letter": "yes", **more}
    return press(client, article_id, "schedule", **fields)


def test_a_minute_is_set_shown_in_the_calendar_and_called_off(app: Flask, staff_client: FlaskClient) -> None:
    article_id = ready(app)
    answer = set_minute(staff_client, article_id)
    assert answer.status_code == 303
    page = staff_client.get(answer.location).get_data(as_text=True)
    assert "It comes out by itself at its minute." in page and "07:30" in page
    assert stored(app, article_id).state is ArticleState.SCHEDULED
    month = staff_client.get(f"/staff/articles/calendar/?month={IN_A_WEEK:%Y-%m}").get_data(as_text=True)
    assert "Longer nights" in month and "Comes out" in month and "07:30" in month
    assert "Longer nights" in staff_client.get("/staff/articles/?show=scheduled").get_data(as_text=True)
    assert press(staff_client, article_id, "schedule/end", revision="2", **seen(page)).status_code == 303
    assert stored(app, article_id).state is ArticleState.DRAFT


@pytest.mark.parametrize("clock", ["01:30 pm", "7:30", "0730", "24:00", "07:3", "\u0661\u0662:30"])
def test_a_time_that_is_not_written_as_the_clock_shows_it_is_asked_again(
    app: Flask, staff_client: FlaskClient, clock: str
) -> None:
    article_id = ready(app)
    answer = set_minute(staff_client, article_id, clock=clock)
    assert answer.status_code == 422 and "Write the time as 07:30" in answer.get_data(as_text=True)
    assert stored(app, article_id).state is ArticleState.DRAFT


@pytest.mark.parametrize("clock", ["07:30:00", "07:30:00.000", " 07:30 "])
def test_a_time_may_have_seconds(app: Flask, staff_client: FlaskClient, clock: str) -> None:
    assert set_minute(staff_client, ready(app), clock=clock).status_code == 303


def seen(page: str) -> dict[str, str]:
    """Return the minute that stands on a page of the desk, as its buttons send it."""
    found = re.search(r'name="schedule_seen" value="([^"]*)"', page)
    assert found
    return {"schedule_seen": unescape(found[1])}


def next_change(month: int) -> date:
    """The last Sunday of March or October to come, when clocks change in Europe."""
    year = utcnow().year + (utcnow().month >= month)
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@pytest.mark.parametrize(
    ("day", "clock", "sentence", "field"),
    [
        ("next week", "07:30", "Write the day as 2026-09-01.", "schedule_day"),
        (IN_A_WEEK, "half past", "Write the time as 07:30.", "schedule_time"),
        ("2020-01-01", "07:30", "That minute is over.", "schedule_day"),
        ("0001-01-01", "00:00", "", "schedule_day"),
        ("9999-12-31", "23:59", "", "schedule_day"),
        (next_change(3), "01:30", "There is no 01:30", "schedule_time"),
        (next_change(10), "01:30", "01:30 comes twice", "schedule_which"),
    ],
)
def test_a_minute_that_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, staff_client: FlaskClient, day: object, clock: str, sentence: str, field: str
) -> None:
    article_id = ready(app)
    answer = set_minute(staff_client, article_id, day, clock)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in page and f'href="#{field}"' in page
    assert "A lamp [@pmid:123]." in page
    assert stored(app, article_id).state is ArticleState.DRAFT


def test_of_a_minute_that_comes_twice_one_is_chosen(app: Flask, staff_client: FlaskClient) -> None:
    article_id = ready(app)
    answer = set_minute(staff_client, article_id, next_change(10), "01:30", schedule_which="second")
    assert "01:30 GMT" in staff_client.get(answer.location).get_data(as_text=True)


def test_what_could_not_come_out_stands_on_today(app: Flask, staff_client: FlaskClient) -> None:
    article_id = ready(app)
    set_minute(staff_client, article_id)
    press(staff_client, article_id, revision="2", summary="", **{"topic-1": ""})
    shift_clock(timedelta(days=8))
    with app.app_context():
        run_all_owed()
    shift_clock(timedelta())
    assert "article or change that could not come out" in staff_client.get("/staff/").get_data(as_text=True)
    page = staff_client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)
    assert "and could not:" in page and "Choose at least one topic that exists." in page
    assert "Did not come out" in staff_client.get(
        f"/staff/articles/calendar/?month={IN_A_WEEK:%Y-%m}"
    ).get_data(as_text=True)


@pytest.mark.parametrize("month", ["", "2026-13", "x", "9999-01", "2026-02"])
def test_any_month_can_be_asked_for(app: Flask, staff_client: FlaskClient, month: str) -> None:
    with app.app_context():
        make_draft()
    assert staff_client.get(f"/staff/articles/calendar/?month={month}").status_code == 200
