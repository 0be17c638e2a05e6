"""Pages kept in front of Flask: the same for every stranger, never anybody's own, dropped when the site changes."""

import gzip
from datetime import timedelta

import brotli
import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient

from app.clock import shift_clock, utcnow
from app.db import transaction
from app.pages.actions import PageDraft, add_page, change_page
from app.pages.queries import find_page
from app.web.page_cache import PageCache, best_encoding

PATH = "/pages/about/"


@pytest.fixture(autouse=True)
def about(app: Flask) -> None:
    with app.app_context(), transaction():
        draft = PageDraft(title="About", summary="Who we are.", body="First words.")
        add_page(draft, slug="about", actor="system", now=utcnow())


def kept(app: Flask) -> PageCache:
    cache: PageCache = app.extensions["page_cache"]
    return cache


def rewrite(app: Flask, body: str) -> None:
    with app.app_context(), transaction():
        page = find_page("about")
        assert page is not None
        draft = PageDraft(title="About", summary="Who we are.", body=body)
        change_page(page, draft, seen=page.changed_at.isoformat(), actor="system", now=utcnow())


def test_the_second_visitor_gets_the_kept_page(app: Flask, client: FlaskClient) -> None:
    first = client.get(PATH)
    assert len(kept(app).pages) == 1
    second = client.get(PATH)
    assert second.data == first.data
    assert second.headers["ETag"]
    assert "Set-Cookie" not in second.headers
    assert "X-Page-Cache" not in second.headers


def test_what_is_asked_for_again_is_sent_in_fewer_bytes(app: Flask, client: FlaskClient) -> None:
    first, second, third = (client.get(PATH, headers={"Accept-Encoding": "br"}) for _ in range(3))
    assert first.headers["ETag"] == third.headers["ETag"]
    assert len(third.data) == len(second.data) < len(first.data)
    assert brotli.decompress(third.data) == brotli.decompress(first.data)


def test_a_change_is_seen_by_everyone(app: Flask, client: FlaskClient) -> None:
    client.get(PATH)
    rewrite(app, "Second words.")
    kept(app).checked = float("-inf")
    assert "Second words." in client.get(PATH).text


def test_a_new_day_drops_what_was_true_yesterday(app: Flask, client: FlaskClient) -> None:
    client.get(PATH)
    (page,) = kept(app).pages.values()
    shift_clock(timedelta(days=1))
    try:
        kept(app).checked = float("-inf")
        client.get(PATH)
        assert next(iter(kept(app).pages.values())) is not page
    finally:
        shift_clock(timedelta(0))


def test_a_browser_that_has_the_page_gets_304(client: FlaskClient) -> None:
    etag = client.get(PATH).headers["ETag"]
    again = client.get(PATH, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize(
    ("accepted", "undo"),
    [
        ("br", brotli.decompress),
        ("gzip, deflate", gzip.decompress),
        ("zstd", lambda data: zstandard.ZstdDecompressor().decompress(data)),
        ("", lambda data: data),
        ("br;q=0, gzip;q=0", lambda data: data),
    ],
)
def test_every_variant_is_the_same_page(client: FlaskClient, accepted: str, undo: object) -> None:
    plain = client.get(PATH).data
    answer = client.get(PATH, headers={"Accept-Encoding": accepted})
    assert undo(answer.data) == plain  # type: ignore[operator]
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_a_page_asked_for_with_head_has_no_body(client: FlaskClient) -> None:
    assert client.head(PATH).data == b""
    assert client.get(PATH).data != b""


@pytest.mark.parametrize("name", ["session", "basket", "anything"])
def test_a_visitor_with_a_cookie_of_their_own_is_neither_kept_nor_served_from_it(
    app: Flask, client: FlaskClient, name: str
) -> None:
    client.set_cookie(name, "1", domain="127.0.0.1")
    answer = client.get(PATH)
    assert not kept(app).pages
    assert "no-store" in answer.headers["Cache-Control"]


def test_comfort_settings_have_pages_of_their_own(app: Flask, client: FlaskClient) -> None:
    client.get(PATH)
    client.set_cookie("comfort", "scheme:dim", domain="127.0.0.1")
    assert 'data-scheme="dim"' in client.get(PATH).text
    assert len(kept(app).pages) == 2


def test_unknown_query_keys_are_never_kept(app: Flask, client: FlaskClient) -> None:
    for query in ("?via=abc", "?utm_source=x", "?country=IE&x=1"):
        client.get(PATH + query)
    assert not kept(app).pages


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-Rewrite-URL", "Forwarded"]
)
def test_a_header_that_is_no_key_changes_nothing(client: FlaskClient, header: str) -> None:
    poisoned = client.get(PATH, headers={header: "evil.example"})
    assert "evil.example" not in poisoned.text
    assert client.get(PATH).data == poisoned.data


def test_refusals_are_not_kept(app: Flask, client: FlaskClient) -> None:
    client.get("/pages/none/")
    assert not kept(app).pages


def test_when_the_version_cannot_be_read_what_is_kept_is_served(app: Flask, client: FlaskClient) -> None:
    before = client.get(PATH).data
    cache = kept(app)
    asked = cache.version

    def down() -> int:
        raise OSError("the database is away")

    cache.version, cache.checked = down, float("-inf")
    try:
        assert client.get(PATH).data == before
    finally:
        cache.version = asked


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("gzip, br, zstd", "br"),
        ("gzip", "gzip"),
        ("zstd, gzip", "zstd"),
        ("identity", ""),
        ("br;q=0.000", ""),
    ],
)
def test_the_best_encoding_is_chosen(header: str, best: str) -> None:
    assert best_encoding(header) == best
