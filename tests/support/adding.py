"""Additions for tests: things that staff put together to go with an order."""

from app.clock import utcnow
from app.db import db, transaction
from app.orders.additions import list_additions
from app.orders.models import Order
from app.orders.queries import get_order_with_lines
from app.payments.models import Attempt
from app.payments.protocol.adding import add_things, open_page_of_addition
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
