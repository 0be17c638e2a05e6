"""M4 under a rush: one use left and a hundred orders; one mailbox in many tabs; and the controls without the lock."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, func, select, update

from app.cart.actions import set_code
from app.clock import utcnow
from app.db import db, transaction
from app.orders import redeeming
from app.orders.errors import OfferGone
from app.orders.models import Order
from app.orders.queries import lock_order
from app.orders.redeeming import free_uses, settle_uses, take_uses
from app.payments.errors import DraftChanged
from app.pricing.models import Offer, OfferUse
from app.pricing.queries import find_offer, terms_of
from app.pricing.terms import Terms
from tests.actions.payments.test_races import at_once
from tests.factories.offers import make_offer
from tests.factories.orders import make_order
from tests.factories.stock import NOON
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
ORDERS, THREADS = 100, 20


def prepare(*, email: str = "", **limits: int) -> tuple[Terms, list[int]]:
    """One offer with its limits, and a hundred unpaid orders, each of its own mailbox unless one is given."""
    with transaction():
        offer = find_offer(make_offer(**limits).id)
        assert offer is not None
        terms = terms_of(offer)
        orders = [make_order() for _ in range(ORDERS)]
        for number, order in enumerate(orders):
            order.mailbox = email or f"shopper-{number}@example.com"
        return terms, [one.id for one in orders]


def rush(app: Flask, terms: Terms, orders: list[int], look: Callable[[], None]) -> list[str]:
    """Let twenty threads ask for a use at the same moment, again and again, each time for another order."""
    answers: list[str] = []
    gate = threading.Barrier(THREADS, timeout=60)

    def ask(mine: list[int]) -> None:
        with app.app_context():
            for order_id in mine:
                look()
                gate.wait()
                try:
                    with transaction():
                        take_uses(lock_order(order_id), [terms], now=NOON)
                    answers.append("taken")
                except OfferGone:
                    answers.append("refused")
                finally:
                    db.session.remove()

    threads = [threading.Thread(target=ask, args=(orders[number::THREADS],)) for number in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()
    return answers


def rows() -> int:
    return (
        db.session.scalar(select(func.count()).select_from(OfferUse).where(OfferUse.freed_at.is_(None))) or 0
    )


@pytest.mark.parametrize("limits", [{"most_uses": 1}, {"most_each": 1, "email": "nora@example.com"}])
def test_a_hundred_orders_get_one_use_and_no_more(context: Flask, limits: dict[str, Any]) -> None:
    terms, orders = prepare(**limits)
    answers = rush(context, terms, orders, look=lambda: None)
    assert (answers.count("taken"), answers.count("refused")) == (1, ORDERS - 1)
    assert rows() == db.session.get_one(Offer, terms.id).uses == 1


@pytest.mark.parametrize("limits", [{"most_uses": 1}, {"most_each": 1, "email": "nora@example.com"}])
def test_without_the_lock_the_same_rush_uses_it_too_often(
    context: Flask, monkeypatch: pytest.MonkeyPatch, limits: dict[str, Any]
) -> None:
    terms, orders = prepare(**limits)
    seen = threading.local()

    def look() -> None:
        seen.uses = db.session.scalars(select(Offer.uses).where(Offer.id == terms.id)).one()
        db.session.rollback()

    def read_then_write(offer_id: int, *_conditions: ColumnElement[bool]) -> bool:
        if terms.most_uses is not None and seen.uses >= terms.most_uses:
            return False
        db.session.execute(update(Offer).where(Offer.id == offer_id).values(uses=seen.uses + 1))
        return True

    monkeypatch.setattr(redeeming, "_count_up", read_then_write)
    monkeypatch.setattr(redeeming, "_is_spent", lambda *_: terms.most_each is not None and seen.uses >= 1)
    answers = rush(context, terms, orders, look)
    assert answers.count("taken") > 1
    assert rows() > 1


def test_a_use_that_is_settled_and_freed_at_once_ends_once(shop: Shop) -> None:
    terms, orders = prepare(most_uses=1)
    with transaction():
        take_uses(lock_order(orders[0]), [terms], now=NOON)

    def settle() -> None:
        with transaction():
            lock_order(orders[0])
            settle_uses(orders[0], now=NOON)

    def free() -> int:
        with transaction():
            lock_order(orders[0])
            return free_uses(orders[0], proof="the session has expired", now=NOON)

    found = at_once(shop, [free, settle] * 4)
    assert [one for one in found if isinstance(one, Exception)] == []
    use = db.session.scalars(select(OfferUse)).one()
    assert (use.settled_at is None) != (use.freed_at is None)
    assert db.session.get_one(Offer, terms.id).uses == (use.freed_at is None)


def test_the_last_use_of_a_code_in_twenty_baskets_makes_one_order_with_it(shop: Shop) -> None:
    shop.variant(units=50)
    make_offer(most_uses=1)
    carts = [shop.basket(("SH-WHW", 1), email=f"shopper-{number}@example.com") for number in range(20)]
    with transaction():
        for cart in carts:
            set_code(cart, "welcome10", now=utcnow())
    found = at_once(shop, [lambda cart=cart: shop.start(cart) for cart in carts])  # type: ignore[misc]
    assert [
        one for one in found if isinstance(one, Exception) and not isinstance(one, OfferGone | DraftChanged)
    ] == []
    with_it = db.session.scalars(select(Order).where(Order.discount_minor > 0)).all()
    assert len(with_it) == rows() == 1
    assert shop.mismatches() == []
