"""The last three units and twenty shoppers at once, and the control: without the lock the same rig must oversell."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import set_committed_value

from app.db import db, transaction
from app.inventory import holding
from app.inventory.errors import NotEnough
from app.inventory.ledger import lock_items
from app.inventory.models import StockHold, StockItem
from tests.factories.orders import make_order
from tests.factories.stock import NOON, make_variant

pytestmark = pytest.mark.postgres
SHOPPERS, UNITS = 20, 3


def rush(app: Flask, variant: int, orders: list[int], look: Callable[[], None]) -> list[str]:
    """Let every order ask for one unit at the same moment; `look` is what each does just before the barrier."""
    gate = threading.Barrier(len(orders), timeout=30)
    answers: list[str] = []

    def ask(order: int) -> None:
        with app.app_context():
            look()
            gate.wait()
            try:
                with transaction():
                    holding.place_holds(order, {variant: 1}, protected_until=NOON, now=NOON)
                answers.append("held")
            except NotEnough:
                answers.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=ask, args=(order,)) for order in orders]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def prepare() -> tuple[int, list[int]]:
    """Put the last units on the shelf, and write one unpaid order for each shopper."""
    with transaction():
        variant = make_variant(units=UNITS).id
        return variant, [make_order().id for _ in range(SHOPPERS)]


def units_held() -> int:
    """Return what is promised, from the holds' rows alone."""
    db.session.rollback()
    return int(db.session.scalar(select(func.sum(StockHold.units)).where(StockHold.ended_at.is_(None))) or 0)


def test_twenty_shoppers_get_the_last_three_units_and_no_more(context: Flask) -> None:
    variant, orders = prepare()
    answers = rush(context, variant, orders, look=lambda: None)
    assert (answers.count("held"), answers.count("refused")) == (UNITS, SHOPPERS - UNITS)
    assert units_held() == UNITS


def test_without_the_lock_the_same_rig_sells_more_than_there_is(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant, orders = prepare()
    seen = threading.local()

    def look() -> None:
        seen.held = db.session.scalars(select(StockItem.held).where(StockItem.variant_id == variant)).one()
        db.session.rollback()

    def read_then_write(variant_ids: list[int]) -> dict[int, StockItem]:
        items = lock_items(variant_ids)
        for item in items.values():
            set_committed_value(item, "held", seen.held)
        return items

    monkeypatch.setattr(holding, "lock_items", read_then_write)
    answers = rush(context, variant, orders, look)
    assert answers.count("held") > UNITS
    assert units_held() > UNITS
