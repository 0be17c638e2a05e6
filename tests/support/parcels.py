"""Parcels for tests, and what comes back of them: all that is left of an order, or some units of its first line."""

from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import Order, Shipment
from app.orders.parcels import count_parcel_news, units_of_lines
from app.orders.queries import lock_order
from app.orders.shipping import ship_order
from app.returns.actions import announce_return
from app.returns.models import Return, ReturnReason
from app.returns.queries import count_returns

STAFF = "user:1"


def send(order_id: int, units: dict[int, int], *, seen: int | None = None) -> Shipment:
    """Send a parcel; `seen` is what the packer's page knew of parcels sent and taken back."""
    with transaction():
        return ship_order(
            lock_order(order_id), units, seen=count_parcel_news(order_id) if seen is None else seen,
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


def announce(
    order_id: int, units: dict[int, int], *, seen: int | None = None, reason: ReturnReason = ReturnReason.NONE
) -> Return:
    """Announce a return; `seen` is how many returns the buyer's page said there were."""
    with transaction():
        shown = count_returns(order_id) if seen is None else seen
        back, _ = announce_return(lock_order(order_id), units, seen=shown, reason=reason, now=utcnow())
        return back


def announce_some(order: Order, units: int) -> Return:
    """Announce that units of the first line come back."""
    db.session.rollback()
    return announce(order.id, {next(iter(units_of_lines(order.id))): units})
