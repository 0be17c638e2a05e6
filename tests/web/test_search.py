"""The search page as a visitor meets it."""

import io
import re
from collections.abc import Callable

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.db import db
from app.search import matching
from app.search.rules import Kind
from tests.factories.search import make_document, make_small_site


@pytest.fixture
def small_site(app: Flask) -> Flask:
    with app.app_context():
        make_small_site()
    return app


def look(client: FlaskClient, **asked: str) -> str:
    response = client.get("/search/", query_string=asked)
    assert response.status_code == 200
    return str(response.get_data(as_text=True))


def test_without_a_question_there_is_the_form_and_the_topics(small_site: Flask, client: FlaskClient) -> None:
    html = look(client)
    assert "What are you looking for?" in html
    assert "Begin with a topic" in html and ">Brain fog</a>" in html


def test_a_result_says_its_kind_leads_to_its_page_and_marks_the_word(
    small_site: Flask, client: FlaskClient
) -> None:
    html = look(client, q="heat")
    assert '<a href="/product/8/">Wheat heat wrap</a>' in html
    assert "From our shop" in html
    assert "Weight without <mark>heat</mark>." in html


def test_a_slip_is_mended_and_said(small_site: Flask, client: FlaskClient) -> None:
    html = look(client, q="slep")
    assert "Nothing for “slep”" in html and "<strong>sleep</strong>" in html
    assert "Unrefreshing sleep: what is known" in html


def test_a_kind_can_be_chosen_and_left_again(small_site: Flask, client: FlaskClient) -> None:
    html = look(client, q="sleep", kind="product")
    assert "Linen weighted blanket" in html and "Unrefreshing sleep" not in html
    assert '<a href="/search/?q=sleep">Everything</a>' in html


def test_nothing_of_a_kind_leads_to_everything(small_site: Flask, client: FlaskClient) -> None:
    html = look(client, q="whatsapp", kind="product")
    assert "Nothing of this kind" in html and "Look through everything" in html


def test_nothing_found_is_said_kindly_with_topics(small_site: Flask, client: FlaskClient) -> None:
    html = look(client, q="zzyzx")
    assert "Nothing for “zzyzx”" in html and ">Sleep</a>" in html


def test_only_common_words_are_answered_with_advice(small_site: Flask, client: FlaskClient) -> None:
    assert "almost every page" in look(client, q="the and of")


def test_what_is_typed_and_what_is_found_is_escaped(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_document("<script>alert(1)</script>", summary='"><img src=x onerror=alert(1)> heat')
    html = look(client, q='"><script>alert(2)</script> heat')
    assert "<script>alert" not in html and "<img src=x" not in html
    assert "<mark>heat</mark>" in html or "<mark>script</mark>" in html


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "sleep", "kind": "nonsense"}, {"q": "sleep", "page": "0"}, {"q": "sleep", "page": "-1"},
        {"q": "sleep", "page": "²"}, {"q": "sleep", "page": "٣"}, {"q": "sleep", "page": "9" * 400},
        {"q": "sleep", "page": "99"}, {"q": "x" * 10_000}, {"q": "%"}, {"q": "😴"}, {"kind": "product"},
        {"q": "c++"}, {"q": "' OR 1=1 --"}, {"page": "3"},
    ],
)  # fmt: skip
def test_odd_questions_get_a_calm_page(small_site: Flask, client: FlaskClient, asked: dict[str, str]) -> None:
    assert "Search" in look(client, **asked)


def test_broken_encoding_and_repeated_fields_get_a_calm_page(small_site: Flask, client: FlaskClient) -> None:
    for query in ("q=%ff%fe", "q=sleep&q=fog", "q[]=sleep", "q", "q=%ED%A0%80"):
        assert client.get(f"/search/?{query}").status_code == 200


def test_results_have_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for number in range(1, 13):
            make_document(f"Evening {number}", kind=Kind.ARTICLE, subject_id=number)
    first, second = look(client, q="evening"), look(client, q="evening", page="2")
    assert "Page 1 of 2" in first and 'rel="next" href="/search/?q=evening&amp;page=2"' in first
    assert 'rel="prev" href="/search/?q=evening"' in second
    assert len(re.findall(r'class="card card-line"', second)) == 2


def test_search_is_not_for_robots_and_answers_are_not_kept(small_site: Flask, client: FlaskClient) -> None:
    response = client.get("/search/?q=fibro+fog")
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" in client.get("/search/").headers


def test_too_many_searches_are_asked_to_wait(
    small_site: Flask, new_client: Callable[[], FlaskClient]
) -> None:
    client = new_client()
    statuses = [client.get(f"/search/?q=sleep{number}").status_code for number in range(61)]
    assert statuses == [200] * 60 + [429]


def test_what_was_asked_is_never_logged(
    small_site: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in everyday lines, and not in the text of a database error either."""

    def broken(*_args: object, **_chosen: object) -> None:
        db.session.execute(text("SELECT :asked, :odd"), {"asked": word, "odd": {1}})

    word = "pain" + "somnia"  # in two parts, because a traceback quotes these very lines
    told = io.StringIO()
    usual = structlog.get_config()["logger_factory"]
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=told))
    try:
        look(client, q=word)
        monkeypatch.setattr(matching, "as_fts5", broken)
        assert client.get(f"/search/?q={word}").status_code == 500
    finally:
        structlog.configure(logger_factory=usual)
    assert "unforeseen error" in told.getvalue()
    assert word not in told.getvalue()
