"""I1 under a rush: twenty orders paid at once get 1 to 20; and the control, which has no lock."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm.attributes import set_committed_value

from app.db import db, transaction
from app.invoicing import actions
from app.invoicing.models import Paper, PaperCounter, Series
from app.orders.queries import lock_order
from app.payments.protocol.applying import look_at_session
from tests.actions.payments.test_races import at_once
from tests.factories.orders import make_order
from tests.factories.stock import NOON
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
ORDERS = 20


def prepare() -> list[int]:
    """Write twenty orders whose money is here, and a counter that stands at nothing."""
    with transaction():
        actions.lock_counter(Series.INVOICES, NOON.year)
        orders = [make_order() for _ in range(ORDERS)]
        for one in orders:
            one.paid_at = NOON
        return [one.id for one in orders]


def rush(app: Flask, orders: list[int], look: Callable[[], None]) -> list[str]:
    """Let every order ask for its invoice at the same moment; `look` is what each does just before the barrier."""
    gate = threading.Barrier(len(orders), timeout=30)
    answers: list[str] = []

    def ask(order_id: int) -> None:
        with app.app_context():
            look()
            gate.wait()
            try:
                with transaction():
                    actions.issue_invoice(lock_order(order_id), now=NOON)
                answers.append("written")
            except DatabaseError:
                answers.append("refused by the database")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=ask, args=(one,)) for one in orders]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()
    return answers


def numbers() -> list[int]:
    return sorted(db.session.scalars(select(Paper.number)))


def test_twenty_orders_paid_at_once_get_the_numbers_one_to_twenty(context: Flask) -> None:
    orders = prepare()
    assert rush(context, orders, look=lambda: None) == ["written"] * ORDERS
    assert numbers() == list(range(1, ORDERS + 1))


def test_without_the_lock_the_same_rush_does_not(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = prepare()
    seen = threading.local()

    def look() -> None:
        seen.last = db.session.scalars(select(PaperCounter.last_number)).one()
        db.session.rollback()

    def read_then_write(series: Series, year: int) -> PaperCounter:
        counter = db.session.scalars(select(PaperCounter).where(PaperCounter.year == year)).one()
        set_committed_value(counter, "last_number", seen.last)
        return counter

    monkeypatch.setattr(actions, "lock_counter", read_then_write)
    answers = rush(context, orders, look)
    assert "refused by the database" in answers, "the wall keeps out what the lock did not"
    assert numbers() != list(range(1, ORDERS + 1))


def test_the_first_numbers_of_a_year_are_given_once_when_all_ask_for_the_counter(context: Flask) -> None:
    orders = prepare()
    with transaction() as session:
        session.delete(session.scalars(select(PaperCounter)).one())
    assert rush(context, orders, look=lambda: None) == ["written"] * ORDERS
    assert numbers() == list(range(1, ORDERS + 1))


def test_eight_shoppers_who_pay_at_once_have_eight_invoices(shop: Shop) -> None:
    """Through the whole way of the money, with a thing each, so that no stock row makes them wait for each other."""
    carts = []
    for place in range(8):
        shop.variant(sku=f"SH-{place}", title=f"Thing {place}")
        carts.append(shop.basket((f"SH-{place}", 1)))
        shop.start(carts[-1])
        shop.stripe.pay(shop.session_of(carts[-1]))
    sessions = [shop.session_of(one) for one in carts]
    found = at_once(shop, [lambda one=one: look_at_session(shop.till, one) for one in sessions])
    assert [one for one in found if isinstance(one, Exception)] == []
    assert numbers() == list(range(1, 9))
    shop.deliver()
    assert shop.mismatches() == []
