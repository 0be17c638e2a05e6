"""Half-filled forms of the checkout wait on the server with the basket, and come back by its mailed link; no script."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.cart.actions import empty_cart, lock_cart, open_cart
from app.cart.merging import merge_carts
from app.cart.models import Cart
from app.cart.unfinished import LONGEST_TYPED, keep_typed
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.payments.forgetting import forget_carts
from tests.support.shop import ANSWERS, Shop
from tests.web.test_basket_mailed import Device, mailed_link

HALF = {"name": "Nora Quinn", "street": "4 Example Str", "city": "", "postal_code": "D02"}
SAVE = {"save": "yes"}
KEPT = "/basket/send/?said=kept"


@pytest.fixture
def shelf(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    """The shop, and a wrap in the visitor's basket."""
    with web_shop.app.app_context():
        web_shop.variant(units=30)
    client.post("/basket/lines", data={"sku": "SH-WHW", "quantity": "1"})
    yield web_shop
    shift_clock(timedelta())


def to_address(client: FlaskClient) -> None:
    client.post("/checkout/email/", data={"email": ANSWERS["email"]})
    client.post("/checkout/country/", data={"country": "IE"})


def typed_of(shop: Shop) -> dict[str, Any]:
    with shop.app.app_context():
        return dict(db.session.query(Cart).one().typed)


def test_half_an_address_saved_by_a_button_is_there_three_weeks_later_and_on_another_device(
    shelf: Shop, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    to_address(client)
    assert "Save and come back later" in client.get("/checkout/address/").text
    saved = client.post("/checkout/address/", data={**HALF, **SAVE})
    assert (saved.status_code, saved.location) == (303, KEPT)
    page = client.get(KEPT).text
    assert "what you typed wait here for 90 days" in page
    assert 'value="nora@example.com"' in page, "the address is not asked for twice"
    link = mailed_link(client, mailbox)
    shift_clock(timedelta(days=31))
    assert client.get("/checkout/").location == "/checkout/address/"
    phone = Device(shelf)
    assert phone.post(link, choice="open").location == "/checkout/"
    assert phone.get("/checkout/").location == "/checkout/address/"
    back = phone.get("/checkout/address/").text
    assert 'value="4 Example Str"' in back
    assert 'value="D02"' in back


def test_what_was_refused_is_kept_too_and_goes_when_it_is_mended(shelf: Shop, client: FlaskClient) -> None:
    to_address(client)
    assert client.post("/checkout/address/", data=HALF).status_code == 422
    assert 'value="4 Example Str"' in client.get("/checkout/address/").text
    assert client.post("/checkout/address/", data=ANSWERS).location == "/checkout/check/"
    assert typed_of(shelf) == {}
    assert 'value="4 Example Street"' in client.get("/checkout/address/").text


def test_an_address_for_mails_with_a_slip_waits_and_one_without_is_an_answer(
    shelf: Shop, client: FlaskClient
) -> None:
    assert client.post("/checkout/email/", data={"email": "nora@example", **SAVE}).location == KEPT
    assert client.get("/checkout/").location == "/checkout/email/"
    assert 'value="nora@example"' in client.get("/checkout/email/").text
    assert client.post("/checkout/email/", data={"email": "nora@example.com", **SAVE}).location == KEPT
    assert typed_of(shelf) == {}
    assert client.get("/checkout/").location == "/checkout/country/"


def test_a_country_is_kept_by_the_button_and_none_is_no_mistake(shelf: Shop, client: FlaskClient) -> None:
    client.post("/checkout/email/", data={"email": ANSWERS["email"]})
    assert client.post("/checkout/country/", data=SAVE).location == KEPT
    assert client.get("/checkout/").location == "/checkout/country/"
    client.post("/checkout/country/", data={"country": "DE", **SAVE})
    assert client.get("/checkout/").location == "/checkout/address/"


def test_an_answer_changed_halfway_is_told_and_the_order_goes_by_the_answers(
    shelf: Shop, client: FlaskClient
) -> None:
    to_address(client)
    client.post("/checkout/address/", data=ANSWERS)
    client.post("/checkout/address/", data={**HALF, **SAVE})
    assert client.get("/checkout/").location == "/checkout/address/", "where it was left"
    check = client.get("/checkout/check/").text
    assert "What you typed waits behind Change" in check
    assert "4 Example Street" in check
    paid = client.post("/checkout/payment", data={"consent": "yes"})
    assert paid.location.startswith("http"), "half an answer does not stand in the way"


def test_notes_that_are_too_long_and_the_question_for_a_business_lose_nothing(
    shelf: Shop, client: FlaskClient
) -> None:
    to_address(client)
    client.post("/checkout/address/", data={**HALF, "business": "yes"})
    assert 'value="4 Example Str"' in client.get("/checkout/address/").text
    client.post("/checkout/address/", data=ANSWERS)
    long = "ring and wait " * 20
    assert client.post("/checkout/notes/", data={"courier_note": long}).status_code == 422
    assert long.strip() in client.get("/checkout/notes/").text
    assert client.post("/checkout/notes/", data={"courier_note": "Ring", **SAVE}).location == KEPT
    assert typed_of(shelf) == {}


def test_it_goes_with_the_basket_and_comes_along_into_another(shelf: Shop, client: FlaskClient) -> None:
    to_address(client)
    client.post("/checkout/address/", data=HALF)
    with shelf.app.app_context():
        now = utcnow()
        with transaction():
            mine = db.session.query(Cart).one()
            other, _ = open_cart(now=now)
            merge_carts(other.id, mine.id, now=now)
        assert (other.typed["street"], mine.typed) == ("4 Example Str", {})
        with transaction():
            keep_typed(other.id, {"gift_note": "x" * 9999}, now=now)
            assert len(other.typed["gift_note"]) == LONGEST_TYPED
            empty_cart(lock_cart(other.id), now=now)
        assert other.typed == {}
        with transaction():
            keep_typed(other.id, HALF, now=now)
            forget_carts(now + timedelta(days=91))
        assert db.session.query(Cart).all() == []
