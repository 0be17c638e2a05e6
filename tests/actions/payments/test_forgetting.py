"""Baskets that nobody uses any more, and those that money may still come for."""

from datetime import timedelta

import pytest

from app.cart.models import AsideLine, Cart, CartLine
from app.cart.rules import KEPT_DAYS
from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import Order
from app.payments.forgetting import forget_carts
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"


def forget(days: int) -> int:
    with transaction():
        return forget_carts(utcnow() + timedelta(days=days))


def test_a_basket_goes_when_its_days_are_over_and_its_order_stays(shop: Shop) -> None:
    shop.variant(units=9)
    shop.basket((WRAP, 1))
    order = shop.buy((WRAP, 1)).id
    assert forget(KEPT_DAYS - 1) == 0
    assert forget(KEPT_DAYS + 1) == 2
    assert (db.session.query(Cart).count(), db.session.query(CartLine).count()) == (0, 0)
    assert db.session.get_one(Order, order).cart_id is None
    assert db.session.query(AsideLine).count() == 0
    assert shop.mismatches() == []


def test_a_basket_with_a_page_that_can_still_be_paid_stays(shop: Shop) -> None:
    shop.variant(units=9)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    assert forget(KEPT_DAYS + 1) == 0
    shop.stripe.control("POST", f"/sessions/{shop.session_of(cart)}/expire")
    shop.deliver()
    assert forget(KEPT_DAYS + 1) == 1
