"""Limits of one customer, and money that comes late, where the customer has been erased."""

import pytest

from app.clock import utcnow
from app.db import transaction
from app.orders.erasing import erase_buyer
from app.orders.models import Order, OrderState, PaymentState
from app.orders.queries import lock_order
from app.payments.protocol.applying import look_at_session
from tests.actions.offers.test_redeeming import WRAP, pay, with_code
from tests.actions.orders.test_adding import believe_expired
from tests.factories.offers import make_offer
from tests.support.parcels import send_all
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


def erase(order: Order) -> None:
    now = utcnow()
    with transaction():
        erase_buyer(lock_order(order.id), law_until=now, now=now)


def test_two_who_were_erased_are_not_one_customer(shop: Shop) -> None:
    shop.variant(units=9)
    make_offer(most_each=1)
    for email in ("ada@example.com", "nora@example.com"):
        cart = with_code(shop, (WRAP, 1), email=email)
        pay(shop, cart)
        send_all(shop.order(cart))
        erase(shop.order(cart))
    assert shop.mismatches() == []


def test_money_for_an_order_whose_buyer_was_erased_goes_back(shop: Shop) -> None:
    """Nobody could be written to, and no parcel could go anywhere."""
    shop.variant(units=9)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    session = shop.session_of(cart)
    believe_expired(shop.order(cart))
    erase(shop.order(cart))
    shop.stripe.pay(session)
    look_at_session(shop.till, session)
    shop.work()
    order = shop.order(cart)
    assert (order.state, order.payment) == (OrderState.CANCELLED, PaymentState.PENDING)
    assert [one["amount"] for one in shop.stripe.refunds()] == [2850]
    assert shop.mismatches() == []
