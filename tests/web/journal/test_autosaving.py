"""The desk and words that were typed and not kept: reported, offered again, thrown away; two editors are warned."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.content.autosaving import list_autosaves
from app.content.drafts import draft_from_json
from tests.support.staff import sign_in
from tests.web.journal.desk import FORM, open_desk, press, stored

SHEET = "a" * 22


def type_words(client: FlaskClient, article_id: int, body: str, **changes: Any) -> Any:
    form = {**FORM, "revision": "1", "sheet": SHEET, "serial": "1", "body": body, **changes}
    return client.post(f"/staff/articles/{article_id}/typing", data=form)


def desk(client: FlaskClient, article_id: int) -> str:
    return client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)


def test_words_that_were_typed_are_offered_again_and_kept_by_the_button(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    answer = type_words(staff_client, article_id, "Typed before the crash.", title="")
    assert answer.get_json()["kept"] is True, "a half-filled form is kept too"
    page = desk(staff_client, article_id)
    assert "Words are waiting" in page and "Typed before the crash." not in page
    found = re.search(r'href="([^"]+\?typed=\d+)"', page)
    assert found
    taken_up = staff_client.get(found[1]).get_data(as_text=True)
    assert "Typed before the crash." in taken_up and f'name="sheet" value="{SHEET}"' in taken_up
    kept = press(staff_client, article_id, sheet=SHEET, serial="1", body="Typed before the crash.")
    assert kept.status_code == 303
    assert draft_from_json(stored(app, article_id).draft).body == "Typed before the crash."
    assert "Words are waiting" not in desk(staff_client, article_id)


def test_words_are_thrown_away_only_by_their_button(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    type_words(staff_client, article_id, "Not good enough.")
    found = re.search(r'action="([^"]+/disposal)"', desk(staff_client, article_id))
    assert found
    assert staff_client.post(found[1]).status_code == 303
    assert "Words are waiting" not in desk(staff_client, article_id)
    assert staff_client.post(found[1]).status_code == 404


def test_a_second_editor_is_warned_before_and_while_typing(
    app: Flask, staff_client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    article_id = open_desk(app)
    other = sign_in(app, new_client(), role="editor")
    type_words(other, article_id, "Theirs.")
    page = desk(staff_client, article_id)
    assert "Somebody else is writing" in page and "Editor typed here at" in page
    assert "Show them in the form" not in page
    assert "Editor is writing here too" in type_words(staff_client, article_id, "Mine.").get_json()["note"]
    press(other, article_id, body="Theirs.", sheet=SHEET, serial="1")
    note = type_words(staff_client, article_id, "Mine, more.", serial="2").get_json()["note"]
    assert "Editor has kept changes since you opened this." in note
    with app.app_context():
        [mine] = list_autosaves(article_id)
        assert draft_from_json(mine.draft).body == "Mine, more."
    both = press(staff_client, article_id, body="Mine, more.").get_data(as_text=True)
    assert "Theirs." in both and "Mine, more." in both


def test_nobody_sees_or_throws_away_the_words_of_another(
    app: Flask, staff_client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    article_id = open_desk(app)
    type_words(sign_in(app, new_client(), role="editor"), article_id, "Theirs.")
    with app.app_context():
        [theirs] = list_autosaves(article_id)
    address = f"/staff/articles/{article_id}/"
    assert staff_client.get(f"{address}?typed={theirs.id}").status_code == 404
    assert staff_client.post(f"{address}typing/{theirs.id}/disposal").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"sheet": "x"}, {"sheet": ""}, {"serial": "0"}, {"serial": "x"}, {"serial": "9" * 20}]
)
def test_a_report_of_no_form_of_ours_is_refused(
    app: Flask, staff_client: FlaskClient, wrong: dict[str, str]
) -> None:
    article_id = open_desk(app)
    assert type_words(staff_client, article_id, "Words.", **wrong).status_code == 422
    assert type_words(staff_client, article_id, "Words.", revision="9" * 18).status_code == 200


def test_a_text_beyond_all_measure_is_refused_and_still_stands_in_the_form(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    body = "Every word of a megabyte is here. " * 31_000 + "The very last one."
    refused = press(staff_client, article_id, body=body)
    html = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "This text is too long to be one page; please split it." in html and "The very last one." in html
    type_words(staff_client, article_id, body)
    found = re.search(r'href="([^"]+\?typed=\d+)"', desk(staff_client, article_id))
    assert found and "The very last one." in staff_client.get(found[1]).get_data(as_text=True)
