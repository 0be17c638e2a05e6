"""Telling a buyer who fetches their order that it waits; it counts as gone when it was fetched (shipping)."""

from datetime import datetime

from app.audit.actions import record
from app.db import db
from app.orders.errors import StepRefused
from app.orders.models import Order
from app.orders.shipping import check_may_ship
from app.orders.standing import note

SAID = "The buyer was told already that it is ready."


def call_to_fetch(order: Order, *, actor: str, now: datetime) -> None:
    """Say that a locked order is ready to fetch; its units stay promised until they are. Raises StepRefused."""
    if not order.pickup_place:
        raise StepRefused("This order is sent, and not fetched.")
    if order.ready_at is not None:
        raise StepRefused(SAID)
    check_may_ship(order)
    order.ready_at = now
    db.session.flush()
    note(order.id, "ready", actor=actor, now=now)
    record("order.ready_to_fetch", actor=actor, subject=("order", order.id), now=now)
