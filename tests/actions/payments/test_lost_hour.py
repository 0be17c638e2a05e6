"""An hour in which no webhook arrives: shoppers go on buying, paying, leaving and asking for money back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.clock import shift_clock
from app.db import db
from app.orders.models import PaymentState
from app.outbox.models import OutboxItem
from app.payments.models import Payment, StripeEvent
from app.payments.protocol.reconciling import reconcile
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"
BASKETS = 12


@pytest.fixture(autouse=True)
def _present(stripe_standin: object) -> Iterator[None]:
    yield
    shift_clock(timedelta())


def test_after_an_hour_without_webhooks_one_round_finds_everything(shop: Shop) -> None:
    shop.variant(units=30)
    carts = [shop.basket((WRAP, 2), email=f"shopper-{number}@example.com") for number in range(BASKETS)]
    paid = carts[::2]
    for number, cart in enumerate(carts):
        shop.pass_time(timedelta(minutes=5 * number))
        shop.start(cart)
        if cart in paid:
            shop.stripe.pay(shop.session_of(cart))
    shop.pass_time(timedelta(hours=1))
    assert {shop.order(cart).payment for cart in carts} == {PaymentState.PENDING}
    reconcile(shop.till)
    shop.work()
    assert [cart for cart in carts if shop.order(cart).payment is PaymentState.PAID] == paid
    assert letters() == len(paid)
    assert shop.mismatches() == []
    shop.deliver(times=2, backwards=True)  # and then they all come, twice and the wrong way round
    assert (db.session.query(Payment).count(), letters()) == (len(paid), len(paid))
    assert db.session.query(StripeEvent).filter_by(applied_at=None).count() == 0
    assert shop.mismatches() == []


def letters() -> int:
    """How many confirmations are owed or sent."""
    return sum(one.data.get("template") == "order_paid" for one in db.session.query(OutboxItem))
