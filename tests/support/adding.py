"""Additions for tests: things that staff put together to go with an order."""

from app.catalog.queries import find_variant
from app.clock import utcnow
from app.db import db, transaction
from app.orders.additions import list_additions
from app.orders.models import Order
from app.orders.parcels import units_of_lines
from app.orders.queries import get_order_with_lines
from app.payments.models import Attempt
from app.payments.protocol.adding import add_things, open_page_of_addition
from app.pricing.queries import current_prices
from tests.support.shop import Shop

STAFF = "user:1"
PRICE = 2400


def add_some(shop: Shop, first: Order, units: int = 1, *, seen: int | None = None, total: int = 0) -> Order:
    """Add units of an order's first thing to it; returns the order of its own that they make."""
    db.session.rollback()
    variant = get_order_with_lines(first.id).lines[0].variant_id
    with transaction():
        key = add_things(
            shop.till, first.id, {variant: units}, actor=STAFF, now=utcnow(),
            seen=len(list_additions(first.id)) if seen is None else seen, seen_total=total or units * PRICE,
        )  # fmt: skip
    return fresh(key)


def fresh(order_id: int) -> Order:
    """Read an order anew."""
    db.session.rollback()
    return db.session.get_one(Order, order_id)


def session_of(order: Order) -> str:
    """The session of an order's newest attempt."""
    db.session.rollback()
    found = db.session.query(Attempt).filter_by(order_id=order.id).order_by(Attempt.id.desc()).first()
    return (found.session_id or "") if found else ""


def press_pay(shop: Shop, order: Order) -> str:
    """Press the button of the addition's page; returns the session it leads to."""
    db.session.rollback()
    open_page_of_addition(shop.till, order.id)
    return session_of(order)


def exchange(shop: Shop, first: Order, off: int, sku: str, *, each: int = PRICE) -> Order:
    """Ask for units of an order's first thing to go for one unit of another; returns the order of that one."""
    db.session.rollback()
    line, variant = next(iter(units_of_lines(first.id))), find_variant(sku)
    assert variant is not None
    with transaction():
        key = add_things(
            shop.till, first.id, {variant.id: 1}, off={line: off}, actor=STAFF, now=utcnow(),
            seen=len(list_additions(first.id)), seen_total=current_prices([variant.id], "EUR")[variant.id].minor,
            seen_off=off * each,
        )  # fmt: skip
    return fresh(key)
