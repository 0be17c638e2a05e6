"""Buying the same again, starting from an address that was used before, and the way to one's own letters."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.catalog.models import Variant
from app.clock import utcnow
from app.db import db, transaction
from app.newsletter.tokens import note_lasting_tokens
from app.orders.amending import change_address
from app.orders.buyer import Buyer
from app.orders.queries import lock_order
from tests.factories.letters import make_reader
from tests.support.shop import ANSWERS, Shop
from tests.support.staff import sign_in_shopper

MINE = ANSWERS["email"]


@pytest.fixture
def signed_in(web_shop: Shop, client: FlaskClient) -> Iterator[FlaskClient]:
    """A shopper with order 1001: two things of two kinds."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        web_shop.variant(sku="SH-TWO", units=9)
        web_shop.buy(("SH-WHW", 2), ("SH-TWO", 1))
    yield sign_in_shopper(web_shop.app, client, email=MINE)


def withdraw(shop: Shop, *skus: str) -> None:
    with shop.app.app_context(), transaction():
        for one in db.session.query(Variant).filter(Variant.sku.in_(skus)):
            one.withdrawn_at = utcnow()


def test_one_press_fills_the_basket_as_before(signed_in: FlaskClient) -> None:
    assert "Buy this again" in signed_in.get("/your-orders/1001/").text
    assert signed_in.post("/your-orders/1001/basket").location == "/basket/"
    basket = signed_in.get("/basket/").text
    assert 'value="2"' in basket
    assert "/basket/lines/SH-TWO" in basket


def test_what_is_not_for_sale_any_more_is_named_and_the_rest_is_there(
    web_shop: Shop, signed_in: FlaskClient
) -> None:
    withdraw(web_shop, "SH-TWO")
    told = signed_in.post("/your-orders/1001/basket")
    assert "Not everything can be bought now" in told.text
    assert "not for sale here any more" in told.text
    basket = signed_in.get("/basket/").text
    assert "/basket/lines/SH-WHW" in basket
    assert "/basket/lines/SH-TWO" not in basket
    withdraw(web_shop, "SH-WHW")
    assert "None of it can be bought now" in signed_in.post("/your-orders/1001/basket").text


def test_an_address_used_before_is_where_the_next_checkout_starts(signed_in: FlaskClient) -> None:
    assert ANSWERS["city"] in signed_in.get("/your-orders/addresses/").text
    assert signed_in.post("/your-orders/addresses/1001").location == "/basket/"
    signed_in.post("/basket/lines", data={"sku": "SH-WHW", "quantity": "1"})
    assert signed_in.get("/checkout/").location == "/checkout/check/"
    assert ANSWERS["postal_code"] in signed_in.get("/checkout/check/").text


def test_an_address_that_was_changed_after_the_order_is_the_one_that_was_used(
    web_shop: Shop, signed_in: FlaskClient
) -> None:
    to = Buyer(name="Maeve Quinn", street="6 Other Street", city="Cork", postal_code="T12 AB34")
    with web_shop.app.app_context(), transaction():
        change_address(lock_order(1), to, seen=0, actor="user:1", now=utcnow())
    page = signed_in.get("/your-orders/addresses/").text
    assert "6 Other Street" in page and ANSWERS["postal_code"] not in page
    signed_in.post("/your-orders/addresses/1001")
    signed_in.post("/basket/lines", data={"sku": "SH-WHW", "quantity": "1"})
    assert "T12 AB34" in signed_in.get("/checkout/check/").text


def test_another_persons_order_and_address_are_not_found(web_shop: Shop, signed_in: FlaskClient) -> None:
    sign_in_shopper(web_shop.app, signed_in, email="somebody@else.example")
    assert signed_in.post("/your-orders/1001/basket").status_code == 404
    assert signed_in.post("/your-orders/addresses/1001").status_code == 404
    assert "No addresses yet" in signed_in.get("/your-orders/addresses/").text


def test_a_reader_is_led_straight_to_their_letters(web_shop: Shop, signed_in: FlaskClient) -> None:
    assert "Your letters" not in signed_in.get("/your-orders/").text
    with web_shop.app.app_context():
        reader = make_reader(MINE)
        letters = web_shop.app.extensions["letters"]
        with transaction():
            note_lasting_tokens(letters.token_key, reader, now=utcnow())
        path = f"/letters/preferences/{letters.links_of(reader).preferences}/"
    assert f'href="{path}"' in signed_in.get("/your-orders/").text
    assert signed_in.get(path).status_code == 200
