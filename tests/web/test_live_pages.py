"""A visitor with a basket gets pages live: their own part is theirs, the rest is as fresh as everybody's."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import UndefinedError

from app.clock import shift_clock, utcnow
from app.db import transaction
from app.money import Money
from app.pricing.actions import set_price
from app.web.templating import render_shared
from tests.factories.catalog import ACTOR
from tests.factories.letters import make_article
from tests.factories.shop import put_on_sale
from tests.support.queries import counted_queries

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def put_in_basket(client: FlaskClient, sku: str, quantity: int) -> None:
    sent = {"sku": sku, "quantity": str(quantity)}
    assert client.post("/basket/lines", data=sent, headers=SAME_ORIGIN).status_code == 303


def test_once_read_a_page_costs_a_visitor_with_a_basket_the_query_for_the_basket(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        sku, slug = put_on_sale().sku, "quiet-evenings"
        make_article("Quiet evenings")
    put_in_basket(client, sku, 2)
    for path in ("/products/wool-hot-water-bottle/", "/shop/warmth/", f"/articles/{slug}/"):
        assert client.get(path).status_code == 200
        with counted_queries(app) as sent:
            assert '(2<span class="visually-hidden"> things' in client.get(path).text
        assert len(sent) == 1, sent


def test_what_one_visitor_was_shown_holds_nothing_of_theirs_for_the_next(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        sku = put_on_sale().sku
    path = "/products/wool-hot-water-bottle/"
    put_in_basket(client, sku, 3)
    assert '(3<span class="visually-hidden"> things' in client.get(f"{path}?via=own").text
    client.delete_cookie("basket", domain="127.0.0.1")
    put_in_basket(client, sku, 1)
    theirs = client.get(path).text
    assert '(1<span class="visually-hidden"> thing<' in theirs and 'value="own"' not in theirs


def test_a_new_price_is_seen_at_once(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        variant = put_on_sale(price=2400)
    put_in_basket(client, variant.sku, 1)
    for path in ("/products/wool-hot-water-bottle/", "/shop/warmth/"):
        assert "€24.00" in client.get(path).text
    with app.app_context(), transaction():
        set_price(variant.id, Money(minor=1900, currency="EUR"), ACTOR, utcnow())
    for path in ("/products/wool-hot-water-bottle/", "/shop/warmth/"):
        assert "€19.00" in client.get(path).text


@pytest.mark.parametrize("path", ["/products/wool-hot-water-bottle/", "/shop/warmth/"])
def test_a_reduction_is_said_for_thirty_days(app: Flask, client: FlaskClient, path: str) -> None:
    with app.app_context():
        variant = put_on_sale(price=2400)
        with transaction():
            set_price(variant.id, Money(minor=1900, currency="EUR"), ACTOR, utcnow())
    client.set_cookie("anything", "1", domain="127.0.0.1")
    assert "lowest in the last 30 days: €24.00" in client.get(path).text
    shift_clock(timedelta(days=31))
    try:
        assert "lowest in the last 30 days" not in client.get(path).text
    finally:
        shift_clock(timedelta(0))


def test_a_part_for_everybody_cannot_name_the_visitor(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(UndefinedError, match="visitor"):
        render_shared("layouts/page_footer.html")
