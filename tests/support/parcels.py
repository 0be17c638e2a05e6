"""Parcels for tests: all that is left of an order, or some units of its first line."""

from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import Order, Shipment
from app.orders.parcels import units_of_lines, units_sent
from app.orders.queries import lock_order
from app.orders.shipping import ship_order

STAFF = "user:1"


def send(order_id: int, units: dict[int, int], *, seen: int | None = None) -> Shipment:
    """Send a parcel; `seen` is what the packer's page said had left."""
    with transaction():
        return ship_order(
            lock_order(order_id), units, seen_sent=units_sent(order_id) if seen is None else seen,
            carrier="An Post", tracking="RX1", actor=STAFF, now=utcnow(),
        )  # fmt: skip


def send_all(order: Order) -> Shipment:
    """Send everything that is left."""
    db.session.rollback()
    return send(order.id, {key: one.left for key, one in units_of_lines(order.id).items()})


def send_some(order: Order, units: int) -> Shipment:
    """Send units of the first line."""
    db.session.rollback()
    return send(order.id, {next(iter(units_of_lines(order.id))): units})
