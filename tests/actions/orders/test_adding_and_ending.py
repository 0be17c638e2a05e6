"""What is added to an order, and how the first one ends: nothing is left to send, or law lets go of its buyer."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.inventory.errors import NotEnough
from app.orders.erasing import erase_buyer
from app.orders.errors import StepRefused
from app.orders.models import Fulfilment, Order, OrderState
from app.orders.parcels import units_of_lines
from app.orders.queries import lock_order
from app.payments.amending import remove_units
from app.payments.giving_back import refund_order
from app.payments.protocol.cancelling import cancel_by_staff
from tests.support.adding import STAFF, add_some, fresh, press_pay
from tests.support.parcels import send_all, send_some
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


@pytest.fixture
def first(shop: Shop) -> Order:
    shop.variant(units=9)
    return shop.buy(("SH-WHW", 3))


@pytest.fixture(autouse=True)
def _present(stripe_standin: object) -> Iterator[None]:
    yield
    shift_clock(timedelta())


def take_off_the_last(first: Order) -> None:
    db.session.rollback()
    line = next(iter(units_of_lines(first.id)))
    with transaction():
        order = lock_order(first.id)
        remove_units(order, {line: 1}, seen_refunded=0, reason="asked", actor=STAFF, now=utcnow())


def test_the_last_unit_is_not_taken_off_while_something_added_may_still_be_paid(
    shop: Shop, first: Order
) -> None:
    send_some(first, 2)
    added = add_some(shop, first)
    press_pay(shop, added)
    with pytest.raises(StepRefused, match=f"order {added.number} goes with this one"):
        take_off_the_last(first)
    assert fresh(first.id).refunded_minor == 0, "a refused press gives nothing back"
    assert shop.mismatches() == []
    cancel_by_staff(shop.till, added.id, reason="asked", actor=STAFF)
    take_off_the_last(first)
    assert fresh(first.id).fulfilment is Fulfilment.COMPLETE
    assert shop.mismatches() == []


def test_nobody_is_led_to_a_page_whose_money_would_only_go_back(shop: Shop, first: Order) -> None:
    added = add_some(shop, first)
    with transaction():
        order = lock_order(first.id)
        rest = order.refundable.minor
        refund_order(order, rest, seen_refunded=0, reason="agreed", actor=STAFF, now=utcnow())
    with pytest.raises(StepRefused, match="can not be paid any more"):
        press_pay(shop, added)
    assert shop.mismatches() == []


def test_things_are_kept_until_the_moment_that_the_mail_names(shop: Shop, first: Order) -> None:
    added = add_some(shop, first, 6)
    press_pay(shop, added)
    cart = shop.basket(("SH-WHW", 1), email="other@example.com")
    shop.pass_time(timedelta(hours=20))
    with pytest.raises(NotEnough):
        shop.start(cart)
    assert fresh(added.id).state is OrderState.OPEN
    shop.pass_time(timedelta(hours=24))
    shop.start(cart)
    assert fresh(added.id).state is OrderState.CANCELLED
    assert shop.mismatches() == []


def test_law_may_let_go_of_the_first_before_it_lets_go_of_what_was_added(shop: Shop, first: Order) -> None:
    added = add_some(shop, first)
    shop.stripe.pay(press_pay(shop, added))
    shop.deliver()
    send_all(first)
    send_all(fresh(added.id))
    for one in (first, added):
        with transaction():
            erase_buyer(lock_order(one.id), law_until=utcnow(), now=utcnow())
        assert shop.mismatches() == []
