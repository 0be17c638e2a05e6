"""The one function that writes an order's three axes."""

from datetime import datetime
from typing import Any

from app.db import db
from app.orders.models import Order, OrderEvent
from app.orders.parcels import units_of_lines
from app.orders.rules import Facts, work_out_standing


def facts_of(order: Order) -> Facts:
    """Read what the axes are worked out from."""
    lines = units_of_lines(order.id).values()
    return Facts(
        paid=order.paid_minor,
        refunded=order.refunded_minor,
        disputes_open=order.disputes_open,
        sent=sum(one.sent for one in lines),
        to_send=sum(one.left for one in lines),
        is_cancelled=order.cancelled_at is not None,
    )


def write_standing(order: Order) -> None:
    """Store the three axes of a locked order from its rows, which the caller has flushed."""
    with db.session.no_autoflush:
        standing = work_out_standing(facts_of(order))
    order.state, order.payment, order.fulfilment = standing.state, standing.payment, standing.fulfilment
    db.session.flush()


def note(order_id: int, kind: str, *, actor: str, now: datetime, **details: Any) -> None:
    """Add a line to an order's timeline; details hold amounts, ids and words, never personal values."""
    db.session.add(OrderEvent(order_id=order_id, kind=kind, at=now, actor=actor, details=details))
