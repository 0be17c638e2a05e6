"""What is paid out of a set off belongs to two orders: a refusal of Stripe's meets other money of the first one."""

import threading
from typing import Any

import pytest

from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import Order
from app.orders.queries import lock_order
from app.payments.actions import sum_gone
from app.payments.errors import Refused
from app.payments.giving_back import refund_order
from app.payments.models import Payment, Refund
from app.payments.protocol import refunding
from app.payments.protocol.adding import open_page_of_addition
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.queries import list_payments
from tests.support.adding import PRICE, STAFF, exchange
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
SAME = "SH-MATE"


def owed_out_of_a_set_off(shop: Shop) -> tuple[Order, int]:
    """A first order, and the id of a refund that is owed out of what was set off against it."""
    shop.variant(units=9)
    shop.variant(sku=SAME, title="A mate", units=5, price=PRICE)
    first = shop.buy(("SH-WHW", 3))
    added = exchange(shop, first, 1, SAME)
    open_page_of_addition(shop.till, added.id)
    cancel_by_staff(shop.till, added.id, reason="asked", actor=STAFF)
    refund = db.session.query(Refund).filter(Refund.paid_out_of_id.is_not(None)).one()
    return first, refund.id


def test_a_refusal_and_refunds_of_the_first_order_at_once_lose_no_sum(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, refund_id = owed_out_of_a_set_off(shop)
    first_id, refunds = first.id, list[threading.Thread]()
    db.session.rollback()

    def give_back_some() -> None:
        with shop.app.app_context():
            with transaction():
                order = lock_order(first_id)
                seen = order.refunded_minor
                refund_order(order, 500, seen_refunded=seen, reason="agreed", actor=STAFF, now=utcnow())
            db.session.remove()

    def meanwhile() -> None:
        """Somebody gives back five euros; whoever holds the order's lock is not waited for."""
        one = threading.Thread(target=give_back_some)
        one.start()
        refunds.append(one)
        one.join(timeout=1)

    def sum_up(payment: Payment) -> int:
        monkeypatch.setattr(refunding, "sum_gone", sum_gone)
        meanwhile()
        found = sum_gone(payment)
        meanwhile()
        return found

    monkeypatch.setattr(refunding, "sum_gone", sum_up)
    refunding._refuse(refund_id, Refused("charge_disputed"))
    for one in refunds:
        one.join()
    db.session.rollback()
    (payment,) = list_payments(first_id)
    assert payment.refunded_minor == PRICE + 1000
    assert shop.mismatches() == []


def test_the_orders_of_what_is_paid_out_are_locked_the_first_one_first(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, refund_id = owed_out_of_a_set_off(shop)
    locked: list[int] = []

    def lock(order_id: int) -> Any:
        locked.append(order_id)
        return lock_order(order_id)

    monkeypatch.setattr(refunding, "lock_order", lock)
    refunding._refuse(refund_id, Refused("charge_disputed"))
    refund = db.session.get_one(Refund, refund_id)
    assert locked == [first.id, refund.order_id]
