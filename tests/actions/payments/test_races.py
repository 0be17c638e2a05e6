"""Many at once: the same basket, the same event, the same refund, paying against expiring."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from app.clock import utcnow
from app.db import db, transaction
from app.inventory import holding
from app.inventory.queries import items_of
from app.orders.errors import StepRefused
from app.orders.models import Order
from app.orders.queries import lock_order
from app.payments.errors import PaymentsUnavailable, RefundRefused
from app.payments.gateway import read_event
from app.payments.giving_back import refund_order
from app.payments.models import StripeEvent
from app.payments.protocol import telling
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.telling import keep_event
from app.payments.queries import list_payments, list_refunds
from tests.factories.orders import make_order
from tests.factories.stock import NOON
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP, LAMP = "SH-WHW", "SH-ABL"


def at_once(shop: Shop, works: list[Callable[[], Any]]) -> list[Any]:
    """Do every work in a thread of its own, all behind one barrier; return results and errors."""
    gate = threading.Barrier(len(works), timeout=30)
    found: list[Any] = []

    def run(work: Callable[[], Any]) -> None:
        with shop.app.app_context():
            gate.wait()
            try:
                found.append(work())
            except Exception as error:
                found.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()
    return found


def test_one_basket_in_six_tabs_makes_one_order_and_one_session(shop: Shop) -> None:
    shop.variant(units=9)
    cart = shop.basket((WRAP, 1))
    found = at_once(shop, [lambda: shop.start(cart)] * 6)
    addresses = {one.address for one in found if not isinstance(one, Exception)}
    assert [
        one for one in found if isinstance(one, Exception) and not isinstance(one, PaymentsUnavailable)
    ] == []
    assert len(addresses) == 1
    assert len(shop.stripe.sessions()) == 1
    assert db.session.query(Order).count() == 1
    assert shop.mismatches() == []


def test_baskets_with_the_same_things_in_another_order_do_not_block_each_other(shop: Shop) -> None:
    shop.variant(units=50)
    shop.variant(sku=LAMP, title="Amber bedside lamp", units=50)
    carts = [
        shop.basket((WRAP, 1), (LAMP, 2)) if number % 2 else shop.basket((LAMP, 2), (WRAP, 1))
        for number in range(8)
    ]
    found = at_once(shop, [lambda cart=cart: shop.start(cart) for cart in carts])  # type: ignore[misc]
    assert [one for one in found if isinstance(one, Exception)] == []
    assert len(shop.stripe.sessions()) == 8
    assert shop.mismatches() == []


def test_the_same_event_eight_times_at_once_is_kept_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.variant()
    shop.buy((WRAP, 1))
    told = read_event({**shop.stripe.events()[0], "id": "evt_many_at_once"})
    gate, find_event = threading.Barrier(8), telling.find_event

    def when_all_have_looked(stripe_id: str) -> StripeEvent | None:
        found = find_event(stripe_id)
        with suppress(threading.BrokenBarrierError):  # SQLite lets one in at a time
            gate.wait(1)
        return found

    monkeypatch.setattr(telling, "find_event", when_all_have_looked)
    kept = at_once(shop, [lambda: keep_event(told, source="webhook")] * 8)
    assert sorted(kept, key=str) == [False] * 7 + [True]
    assert db.session.query(StripeEvent).filter_by(stripe_id="evt_many_at_once").count() == 1


def test_a_paid_session_looked_at_eight_times_at_once_is_taken_once(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    session = shop.session_of(cart)
    shop.stripe.pay(session)
    found = at_once(shop, [lambda: look_at_session(shop.till, session)] * 8)
    assert [one for one in found if isinstance(one, Exception)] == []
    assert len(list_payments(shop.order(cart).id)) == 1
    item = items_of([variant.id])[variant.id]
    assert (item.on_hand, item.held, item.allocated) == (5, 0, 2)
    assert shop.mismatches() == []


def test_a_hold_that_eight_end_at_once_ends_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    variant = shop.variant(units=5)
    with transaction():
        order = make_order().id
        holding.place_holds(order, {variant.id: 2}, protected_until=NOON, now=NOON)
    gate, lock_items = threading.Barrier(8), holding.lock_items

    def when_all_have_read(variant_ids: list[int]) -> Any:
        with suppress(threading.BrokenBarrierError):  # SQLite lets one in at a time
            gate.wait(1)
        return lock_items(variant_ids)

    def release() -> int:
        with transaction():
            return holding.release_holds(order, proof="the session has expired", now=NOON)

    monkeypatch.setattr(holding, "lock_items", when_all_have_read)
    assert sorted(at_once(shop, [release] * 8), key=str) == [0] * 7 + [1]
    assert items_of([variant.id])[variant.id].held == 0


def test_one_refund_pressed_six_times_at_once_is_given_once(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1)).id

    def give() -> None:
        with transaction():
            locked = lock_order(order)
            refund_order(locked, 1000, seen_refunded=0, reason="", actor="user:1", now=utcnow())

    found = at_once(shop, [give] * 6)
    assert len([one for one in found if one is None]) == 1
    assert all(isinstance(one, RefundRefused | StepRefused) for one in found if one is not None)
    shop.work()
    assert [one.amount_minor for one in list_refunds(order)] == [1000]
    assert shop.mismatches() == []


def test_paying_against_changing_the_basket_ends_in_one_of_two_ways(shop: Shop) -> None:
    from app.cart.actions import add_to_cart

    shop.variant(units=20)
    carts = [shop.basket((WRAP, 1)) for _ in range(4)]
    for cart in carts:
        shop.start(cart)
        with transaction():
            add_to_cart(cart, WRAP, 1, currency="EUR", now=utcnow())
    sessions = [shop.session_of(cart) for cart in carts]
    works: list[Callable[[], Any]] = [lambda one=one: shop.stripe.pay(one) for one in sessions]  # type: ignore[misc]
    works += [lambda cart=cart: shop.start(cart) for cart in carts]  # type: ignore[misc]
    at_once(shop, works)
    shop.deliver()
    for one in sessions:
        told = shop.till.gateway.retrieve_session(one)
        assert told.status in ("complete", "expired")
    assert shop.mismatches() == []
