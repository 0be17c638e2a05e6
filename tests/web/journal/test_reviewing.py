"""Comments, answers and secret links, as pages."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import shift_clock, utcnow
from app.content.models import ArticleState
from app.content.queries import get_article
from app.db import transaction
from app.publishing.actions import archive_article
from tests.factories.journal import ACTOR, make_article
from tests.support.staff import sign_in
from tests.web.journal.desk import open_desk, press, stored


def test_somebody_is_asked_comments_at_a_place_and_answers(
    app: Flask, staff_client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    article_id = open_desk(app)
    press(staff_client, article_id, "review", review_note="Is it too long?")
    other = sign_in(app, new_client(), role="editor")
    address = f"/staff/articles/{article_id}/comments/"
    page = other.get(address).get_data(as_text=True)
    assert "“Is it too long?”" in page and "It may go out" in page
    assert "It may go out" not in staff_client.get(address).get_data(as_text=True), (
        "whoever asked does not answer"
    )
    chosen = other.get(f"{address}?at=2").get_data(as_text=True)
    assert 'value="A lamp [@pmid:123]."' in chosen
    posted = other.post(address, data={"quote": "A lamp", "words": "Which one?"})
    assert posted.status_code == 303
    number = posted.location.rsplit("-", 1)[-1]
    assert staff_client.post(address, data={"thread": number, "words": "The small one."}).status_code == 303
    page = staff_client.get(address).get_data(as_text=True)
    assert "Which one?" in page and "The small one." in page
    assert "1 comment that waits" in staff_client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)
    assert staff_client.post(f"{address}{number}/resolution").status_code == 303
    assert "Dealt with by Owner" in staff_client.get(address).get_data(as_text=True)
    press(staff_client, article_id, revision="2", body="Nothing of it is left.")
    assert "On words that are not in the text any more" in staff_client.get(address).get_data(as_text=True)
    answered = other.post(
        f"/staff/articles/{article_id}/review/answer", data={"verdict": "changes", "answer": "Yes."}
    )
    assert answered.status_code == 303
    assert stored(app, article_id).state is ArticleState.DRAFT


@pytest.mark.parametrize(
    ("path", "data", "typed"),
    [
        ("comments/", {"quote": "not there", "words": "All of what I typed."}, "All of what I typed."),
        ("comments/", {"words": "x" * 3001}, "x" * 3001),
        ("review/answer", {"verdict": "", "answer": "All of what I typed."}, "All of what I typed."),
    ],
)
def test_a_refused_comment_is_still_in_its_field(
    app: Flask, staff_client: FlaskClient, path: str, data: dict[str, str], typed: str
) -> None:
    article_id = open_desk(app)
    press(sign_in(app, app.test_client(), role="editor"), article_id, "review")
    answer = staff_client.post(f"/staff/articles/{article_id}/{path}", data=data)
    assert answer.status_code == 422 and typed in answer.get_data(as_text=True)


def test_a_link_opens_the_draft_as_page_and_as_letter_and_nothing_else(
    app: Flask, staff_client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    article_id = open_desk(app)
    address = f"/staff/articles/{article_id}/links-to-draft/"
    page = staff_client.post(address, data={"days": "7"}).get_data(as_text=True)
    found = re.search(r"/preview/([A-Za-z0-9_-]{22})/", page)
    assert found
    stranger = app.test_client()
    headers = {"base_url": "http://127.0.0.1:8000"}
    shown = stranger.get(found[0], **headers)
    letter = FlaskClient(app, app.response_class).get(
        f"{found[0]}mail/", **headers
    )  # mail has styles of its own
    assert "The morning comes anyway." in shown.get_data(as_text=True)
    assert "Warmth first." in letter.get_data(as_text=True)
    for answer in (shown, letter):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"].startswith("noindex")
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "script" not in letter.headers["Content-Security-Policy"].replace("default-src 'none'", "")
    assert found[1] not in staff_client.get(address).get_data(as_text=True), "it is shown once"
    revoke = re.search(r'action="([^"]+/revocation)"', staff_client.get(address).get_data(as_text=True))
    assert revoke and staff_client.post(revoke[1]).status_code == 303
    assert stranger.get(found[0], **headers).status_code == 404
    assert staff_client.post(address, data={"days": "400"}).status_code == 422


def test_a_link_to_a_draft_says_what_readers_see_and_counts_nothing(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        article = make_article(now=utcnow())
        article_id, slug = article.id, article.slug
    address = f"/staff/articles/{article_id}/links-to-draft/"
    page = staff_client.post(address, data={"days": "7"}).get_data(as_text=True)
    path = re.findall(r"/preview/[A-Za-z0-9_-]{22}/", page)[0]
    stranger = app.test_client()
    out = stranger.get(path, base_url="http://127.0.0.1:8000").get_data(as_text=True)
    assert "This is not published" not in out and f'href="/articles/{slug}/"' in out
    assert 'class="read-on"' in out and "via=" not in out
    with app.app_context(), transaction():
        archive_article(get_article(article_id), actor=ACTOR, now=utcnow())
    back = stranger.get(path, base_url="http://127.0.0.1:8000").get_data(as_text=True)
    assert "This is not published." in back and f'href="/articles/{slug}/"' not in back
    for method in (stranger.post, stranger.put, stranger.delete):
        assert method(path, base_url="http://127.0.0.1:8000").status_code == 405
    assert stranger.get(f"{path[:-2]}x/", base_url="http://127.0.0.1:8000").status_code == 404


def test_a_link_to_a_draft_ends_on_its_day_and_is_kept_by_no_cache(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    address = f"/staff/articles/{article_id}/links-to-draft/"
    page = staff_client.post(address, data={"days": "1"}).get_data(as_text=True)
    path = re.findall(r"/preview/[A-Za-z0-9_-]{22}/", page)[0]
    stranger, there = app.test_client(), {"base_url": "http://127.0.0.1:8000"}
    assert [stranger.get(path, **there).status_code for _ in range(2)] == [200, 200]
    assert not any(key[1].startswith("/preview/") for key in app.extensions["page_cache"].pages)
    shift_clock(timedelta(days=1, minutes=1))
    assert stranger.get(path, **there).status_code == 404
    assert stranger.get(f"{path}mail/", **there).status_code == 404
