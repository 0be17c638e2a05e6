"""The pages of what was kept: the list, what changed, going back."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from app.content.drafts import draft_from_json
from tests.support.staff import sign_in
from tests.web.journal.desk import open_desk, press, stored


def test_what_changed_is_marked_by_words_and_lines_and_can_be_taken_back(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    before = draft_from_json(stored(app, article_id).draft)
    press(staff_client, article_id)
    address = f"/staff/articles/{article_id}/revisions/"
    listed = staff_client.get(address).get_data(as_text=True)
    assert "the working copy" in listed and f"{address}1/" in listed
    page = staff_client.get(f"{address}2/").get_data(as_text=True)
    assert "From revision 1 to 2" in page and "<ins>" in page and "(removed:)" in page
    assert "There is nothing older to compare it with." in staff_client.get(f"{address}1/").get_data(
        as_text=True
    )
    back = staff_client.get(f"{address}1/?with=2").get_data(as_text=True)
    assert "From revision 2 to 1" in back and "Make revision 1 the working copy" in back
    answer = staff_client.post(f"{address}1/restoration", data={"revision": "2"})
    assert answer.status_code == 303
    assert "among the revisions" in staff_client.get(answer.location).get_data(as_text=True)
    assert draft_from_json(stored(app, article_id).draft) == before
    assert "taken up again from 1" in staff_client.get(address).get_data(as_text=True)


def test_going_back_over_somebody_elses_changes_is_refused(
    app: Flask, staff_client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    article_id = open_desk(app)
    press(staff_client, article_id)
    press(sign_in(app, new_client(), role="editor"), article_id, revision="2", body="Theirs.")
    refused = staff_client.post(
        f"/staff/articles/{article_id}/revisions/1/restoration", data={"revision": "2"}
    )
    assert refused.status_code == 409 and "nothing was changed" in refused.get_data(as_text=True)
    assert draft_from_json(stored(app, article_id).draft).body == "Theirs."


def test_a_revision_that_never_was_is_not_found(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    for path in ("revisions/9/", "revisions/9/restoration"):
        method = "POST" if path.endswith("restoration") else "GET"
        address = f"/staff/articles/{article_id}/{path}"
        assert staff_client.open(address, method=method, data={"revision": "1"}).status_code == 404
    assert staff_client.get("/staff/articles/99/revisions/").status_code == 404


def test_two_editors_get_both_texts_and_what_differs(
    app: Flask, staff_client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    article_id = open_desk(app)
    press(sign_in(app, new_client(), role="editor"), article_id, body="A lamp within reach, says she.")
    page = press(staff_client, article_id, body="A lamp within reach, says he.").get_data(as_text=True)
    assert "From theirs to yours" in page and "<del>" in page
    assert page.count("A lamp within reach, says she.") == 1
    assert page.count("A lamp within reach, says he.") == 2, "in the form, and beside theirs"
