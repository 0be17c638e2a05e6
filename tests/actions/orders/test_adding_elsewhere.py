"""What is added to an order that was sent elsewhere bears the tax of there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.cart.actions import set_country
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.orders.amending import change_address
from app.orders.buyer import Buyer
from app.orders.models import Order, OrderTax
from app.orders.queries import get_order_with_lines, lock_order
from app.payments.adding import draft_addition
from app.payments.errors import TaxUnknown
from app.payments.protocol.taxing import ask_tax
from app.settings.actions import change_setting
from tests.factories.delivery import make_zone
from tests.support.adding import PRICE, STAFF, add_some
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
CALGARY = {"street": "1 Example Street", "city": "Calgary", "region": "AB", "postal_code": "T2P 1J9"}
TORONTO = Buyer(
    name="Nora Quinn", street="2 Example Street", city="Toronto", region="ON", postal_code="M5V 3L9"
)


@pytest.fixture
def order(shop: Shop) -> Iterator[Order]:
    """A paid order to a country whose tax depends on the postcode, which Stripe Tax told."""
    shop.variant(units=9)
    make_zone("IE", "CA")
    with transaction():
        change_setting("tax_source", "stripe", actor=STAFF, now=utcnow())
    cart = shop.basket(("SH-WHW", 3), **CALGARY)
    with transaction():
        set_country(cart, "CA", now=utcnow())
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    yield shop.order(cart)
    shift_clock(timedelta())


def add_with_its_tax(shop: Shop, order: Order) -> Order:
    """Add one unit, for which Stripe is asked first, as the page of its sum does."""
    order = get_order_with_lines(order.id)
    try:
        draft_addition(order, {order.lines[0].variant_id: 1}, now=utcnow())
    except TaxUnknown as lack:
        ask_tax(shop.till, lack)
    return add_some(shop, order)


def rates_of(order: Order) -> list[tuple[str, int, int]]:
    rows = db.session.query(OrderTax).filter_by(order_id=order.id)
    return [(one.country, one.points, one.tax_minor) for one in rows]


def test_before_it_moves_it_bears_the_tax_of_the_first_address(shop: Shop, order: Order) -> None:
    assert rates_of(add_with_its_tax(shop, order)) == [("CA", 500, 114)]
    assert shop.mismatches() == []


def test_after_it_moved_it_bears_the_tax_of_the_new_one(shop: Shop, order: Order) -> None:
    with transaction():
        change_address(lock_order(order.id), TORONTO, seen=0, actor=STAFF, now=utcnow())
    added = add_with_its_tax(shop, order)
    assert (added.city, added.total_minor) == ("Toronto", PRICE)
    assert rates_of(added) == [("CA", 1300, 276)]
    assert shop.mismatches() == []
