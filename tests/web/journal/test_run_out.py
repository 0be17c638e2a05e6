"""The staff's list of links that have run out, and what readers see meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.clock import shift_clock, utcnow
from app.content.models import ArticleVersion
from app.db import db, transaction
from app.relatedness.models import Edge
from tests.factories.journal import make_article
from tests.factories.shop import put_on_sale

PAGE, ARTICLE = "/staff/articles/run-out/", "/articles/long-nights/"
CARD = "/products/wool-hot-water-bottle/"


@pytest.fixture
def edge_id(app: Flask, client: FlaskClient) -> Iterator[int]:
    """An editor's link whose last day was yesterday; the page that showed it is kept in the page cache."""
    with app.app_context():
        make_article(products=(put_on_sale().product_id,), now=utcnow())
        with transaction() as session:
            edge = session.query(Edge).filter(Edge.to_kind == "product").one()
            edge.expires_on, found = utcnow().date(), edge.id
    app.extensions["page_cache"].checked = float("-inf")
    assert CARD in client.get(ARTICLE).text, "it is shown on its last day"
    shift_clock(timedelta(days=1, hours=2))
    yield found
    shift_clock(timedelta(0))


def test_readers_do_not_see_it_from_the_next_day_on_though_the_page_was_kept(
    app: Flask, client: FlaskClient, edge_id: int
) -> None:
    app.extensions["page_cache"].checked = float("-inf")
    assert CARD not in client.get(ARTICLE).text
    assert "Articles that lead here" not in client.get(CARD).text


def test_staff_are_told_and_renew_it(app: Flask, edge_id: int, staff_client: FlaskClient) -> None:
    assert "link to a product that has run out" in " ".join(staff_client.get("/staff/").text.split())
    page = staff_client.get(PAGE).text
    assert "Wool hot-water bottle" in page and "has been read again and holds until 1 September 2027" in page
    assert staff_client.post(f"{PAGE}{edge_id}/renewal").status_code == 303
    with app.app_context():
        assert str(db.session.get_one(Edge, edge_id).expires_on) == "2027-09-01"
    assert "None. Every link" in staff_client.get(PAGE).text


def test_it_is_let_go_once_and_a_second_press_is_told(
    app: Flask, edge_id: int, staff_client: FlaskClient
) -> None:
    assert staff_client.post(f"{PAGE}{edge_id}/end").status_code == 303
    late = staff_client.post(f"{PAGE}{edge_id}/end")
    assert late.status_code == 404 and "Somebody may have been quicker" in late.text


def test_an_article_that_was_not_read_again_comes_first(
    app: Flask, edge_id: int, staff_client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(ArticleVersion).values(review_due=utcnow().date() - timedelta(days=1)))
    page = staff_client.get(PAGE).text
    assert "read it again first" in page and "/renewal" not in page
    refused = staff_client.post(f"{PAGE}{edge_id}/renewal")
    assert refused.status_code == 409 and "is itself to be read again" in refused.text


@pytest.mark.parametrize("mark", ["", "x", "2026-13-45.1", "2026-11-20.", "٢٠٢٦-11-20.1", "9" * 500])
def test_a_place_that_is_none_is_the_beginning(staff_client: FlaskClient, mark: str) -> None:
    assert staff_client.get(PAGE, query_string={"after": mark}).status_code == 200
