"""Agreeing, paying, cancelling and giving back at once while something is exchanged; walls, and what verify finds."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.clock import utcnow
from app.credit.models import CreditAccount
from app.db import db, dialect_name, transaction
from app.orders.additions import find_first_of
from app.orders.desk_models import Amendment
from app.orders.errors import StepRefused
from app.orders.models import Order, OrderState, PaymentState
from app.orders.parcels import units_of_lines
from app.orders.queries import lock_order
from app.payments import setting_off
from app.payments.giving_back import refund_order
from app.payments.protocol import adding
from app.payments.protocol.adding import open_page_of_addition
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.cancelling import cancel_by_staff
from tests.actions.payments.test_races import at_once
from tests.support.adding import PRICE, STAFF, exchange, fresh, press_pay
from tests.support.gates import meet_at
from tests.support.shop import Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres
DEARER, SAME = "SH-LAMP", "SH-MATE"


@pytest.fixture
def first(shop: Shop) -> Iterator[Order]:
    shop.variant(units=9)
    shop.variant(sku=DEARER, title="A lamp", units=5, price=3000)
    shop.variant(sku=SAME, title="A mate", units=5, price=PRICE)
    yield shop.buy(("SH-WHW", 3))


def left(order: Order) -> int:
    db.session.rollback()
    return sum(one.left for one in units_of_lines(order.id).values())


def give_back(first: Order) -> Callable[[], object]:
    key = first.id

    def press() -> object:
        with transaction():
            locked = lock_order(key)
            return refund_order(
                locked, locked.refundable.minor, seen_refunded=0, reason="agreed", actor=STAFF, now=utcnow()
            )

    return press


@pytest.mark.parametrize("sku", [DEARER, SAME])
def test_six_who_agree_or_hear_of_the_money_at_once_take_it_off_once(
    shop: Shop, first: Order, sku: str
) -> None:
    added = exchange(shop, first, 1, sku).id
    press: Callable[[], object] = lambda: open_page_of_addition(shop.till, added)  # noqa: E731
    if sku == DEARER:
        session = press_pay(shop, fresh(added))
        shop.stripe.pay(session)
        press = lambda: look_at_session(shop.till, session)  # noqa: E731
    found = at_once(shop, [press] * 6)
    assert [one for one in found if isinstance(one, Exception)] == []
    shop.work()
    assert (fresh(added).payment, left(first)) == (PaymentState.PAID, 2)
    assert db.session.query(Amendment).count() == 1
    assert shop.mismatches() == []


def test_without_the_locks_of_the_orders_only_the_database_refuses_the_second(
    shop: Shop, first: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both have looked before either writes. SQLite lets one writer in at a time all the same."""
    added, gate, lock = exchange(shop, first, 1, SAME).id, threading.Barrier(2), setting_off._lock

    def lock_together(*args: Any) -> CreditAccount:
        meet_at(gate, all_can_come=True)
        return lock(*args)

    monkeypatch.setattr(setting_off, "_lock", lock_together)
    monkeypatch.setattr(adding, "lock_first_of", find_first_of)
    monkeypatch.setattr(adding, "lock_order", lambda key: db.session.get_one(Order, key))
    found = at_once(shop, [lambda: open_page_of_addition(shop.till, added)] * 2)
    refused = [one for one in found if isinstance(one, Exception)]
    assert len(refused) == (0 if dialect_name() == "sqlite" else 1)
    assert left(first) == 2
    assert shop.mismatches() == []


@pytest.mark.parametrize("is_cancelled_first", [True, False], ids=("cancelled first", "agreed first"))
def test_agreeing_while_the_first_is_cancelled_ends_in_one_of_two_ways(
    shop: Shop, first: Order, is_cancelled_first: bool
) -> None:
    added = exchange(shop, first, 1, SAME).id
    works: list[Callable[[], object]] = [
        lambda: cancel_by_staff(shop.till, first.id, reason="asked", actor=STAFF),
        lambda: open_page_of_addition(shop.till, added),
    ]
    at_once(shop, works if is_cancelled_first else works[::-1])
    shop.work()
    assert fresh(first.id).state is OrderState.CANCELLED
    back = sum(int(one["amount"]) for one in shop.stripe.refunds())
    assert (fresh(added).payment, back) in ((PaymentState.PAID, 7650 - PRICE), (PaymentState.PENDING, 7650))
    assert shop.mismatches() == []


def test_of_giving_all_back_and_agreeing_at_once_one_is_refused(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, SAME).id
    found = at_once(shop, [give_back(first), lambda: open_page_of_addition(shop.till, added)])
    assert len([one for one in found if isinstance(one, StepRefused)]) == 1, "whoever comes first"
    shop.work()
    assert (fresh(added).payment, left(first)) == (PaymentState.PAID, 2)
    assert shop.mismatches() == []


def test_without_taking_anything_off_the_money_pays_twice(
    shop: Shop, first: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the addition has its credit, nothing goes, and `flask verify` finds it."""
    monkeypatch.setattr(setting_off, "cancel_units", lambda *args, **more: None)
    added = exchange(shop, first, 1, SAME).id
    open_page_of_addition(shop.till, added)
    assert "O3" in {one.partition(":")[0] for one in shop.mismatches()}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE set_offs SET amount_minor = 1",
        "UPDATE set_offs SET made_at = NULL, amendment_id = NULL, refund_id = NULL",
        "DELETE FROM set_off_lines",
        "UPDATE set_off_lines SET units = 3",
        "INSERT INTO set_off_lines (order_id, order_line_id, units, amount_minor) SELECT 2, 2, 0, 0",
    ],
)
def test_the_database_keeps_what_was_exchanged(shop: Shop, first: Order, statement: str) -> None:
    open_page_of_addition(shop.till, exchange(shop, first, 1, SAME).id)
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE set_offs SET amount_minor = amount_minor - 1", "O3"),
        ("UPDATE refunds SET amount_minor = amount_minor - 1 WHERE credit_account_id IS NOT NULL", "M3"),
        ("UPDATE credit_uses SET settled_at = NULL", "M4"),
    ],
)
def test_verify_finds_what_does_not_add_up(shop: Shop, first: Order, statement: str, code: str) -> None:
    open_page_of_addition(shop.till, exchange(shop, first, 1, SAME).id)
    shop.work()
    assert code in codes_found_after(statement, "set_offs", "refunds", "credit_uses")
    assert shop.mismatches() == []
