"""Standing pages: shown to all, changed by staff, never lost to two editors."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import utcnow
from app.db import transaction
from app.pages.actions import PageDraft, add_page
from app.pages.queries import find_page


@pytest.fixture
def privacy(app: Flask) -> str:
    with app.app_context(), transaction():
        draft = PageDraft(title="Privacy", summary="What we keep.", body="We keep **little**.")
        return add_page(draft, slug="privacy", actor="system", now=utcnow()).changed_at.isoformat()


def test_everybody_can_read_a_page(client: FlaskClient, privacy: str) -> None:
    assert "<strong>little</strong>" in client.get("/pages/privacy/").text


def test_an_unknown_page_is_a_helpful_404(client: FlaskClient) -> None:
    answer = client.get("/pages/nothing/")
    assert answer.status_code == 404
    assert "There is no page at this address" in answer.text


def test_staff_change_a_page_and_it_shows_at_once(staff_client: FlaskClient, privacy: str) -> None:
    typed = {"title": "Privacy", "summary": "Short.", "body": "We keep less.", "seen": privacy}
    assert staff_client.post("/staff/pages/privacy/", data=typed).status_code == 303
    assert "We keep less." in staff_client.get("/pages/privacy/").text


def test_the_second_of_two_editors_loses_nothing(app: Flask, staff_client: FlaskClient, privacy: str) -> None:
    typed = {"title": "Privacy", "summary": "Short.", "body": "First editor.", "seen": privacy}
    staff_client.post("/staff/pages/privacy/", data=typed)
    answer = staff_client.post("/staff/pages/privacy/", data={**typed, "body": "Second editor."})
    assert answer.status_code == 409
    assert "Second editor." in answer.text
    assert "First editor." in answer.text
    with app.app_context():
        page = find_page("privacy")
        assert page is not None
        assert page.body == "First editor."


@pytest.mark.parametrize("body", ["", "   "])
def test_an_empty_text_is_refused_with_a_sentence(staff_client: FlaskClient, privacy: str, body: str) -> None:
    typed = {"title": "Privacy", "summary": "", "body": body, "seen": privacy}
    answer = staff_client.post("/staff/pages/privacy/", data=typed)
    assert answer.status_code == 422
    assert "needs a title and a text" in answer.text
