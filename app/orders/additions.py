"""What was added to an order: each addition is an order of its own, which is packed with the first."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from app.audit.actions import record
from app.db import db
from app.orders.desk_models import Addition
from app.orders.errors import StepRefused
from app.orders.models import (
    FIRST_NUMBER,
    PACKED_KINDS,
    Fulfilment,
    Order,
    OrderLine,
    OrderState,
    PaymentState,
    ShipmentLine,
)
from app.orders.parcels import stands
from app.orders.queries import lock_order
from app.orders.standing import note
from app.orders.withdrawing import list_withdrawals_of

#: an addition's order copies this; what its buyer agreed to stands beside its "agreed" in the timeline
ADDED_WORDING = "added-1"
STALE = "Something was added while you were looking. Look at it before you add more."


def find_first_of(order_id: int) -> Order | None:
    """Return the order that this one was added to; None where it is no addition."""
    query = select(Order).join(Addition, Addition.first_id == Order.id)
    return db.session.scalars(query.where(Addition.order_id == order_id)).first()


def list_additions(first_id: int) -> Sequence[Order]:
    """Return the orders that were added to one, oldest first."""
    return db.session.scalars(_added_to([first_id])).all()


def find_firsts(order_ids: Collection[int]) -> dict[int, int]:
    """Return order id -> the number of the order that it goes with; one query for all of them.

    Where the first was cancelled, or all of it was exchanged for what was added, there is no parcel left to go with;
    what of it was handed over by mail or to download is none.
    """
    query = select(Addition.order_id, Addition.first_id).join(Order, Order.id == Addition.first_id)
    in_parcels = select(ShipmentLine.id).join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
    in_parcels = in_parcels.where(
        OrderLine.order_id == Order.id,
        OrderLine.product_kind.in_(PACKED_KINDS),
        stands(ShipmentLine.shipment_id),
    )
    is_exchanged = and_(Order.state == OrderState.CLOSED, ~in_parcels.exists())
    is_gone = or_(Order.state == OrderState.CANCELLED, is_exchanged)
    query = query.where(Addition.order_id.in_(order_ids), ~is_gone)
    return {key: first + FIRST_NUMBER - 1 for key, first in db.session.execute(query)}


def find_waiting_addition(first_id: int) -> Order | None:
    """Return an order that was added to this one and may still be paid."""
    waits = (Order.state == OrderState.OPEN, Order.payment == PaymentState.PENDING)
    return db.session.scalars(_added_to([first_id]).where(*waits).limit(1)).first()


def is_waiting(order: Order) -> bool:
    """Say whether an order waits for its money."""
    return order.state is OrderState.OPEN and order.payment is PaymentState.PENDING


def lock_first_of(order_id: int) -> Order | None:
    """Lock the order that this one was added to, which comes before it in the order of locks."""
    first_id = db.session.scalar(select(Addition.first_id).where(Addition.order_id == order_id))
    return lock_order(first_id) if first_id is not None else None


def why_nothing_is_added(order: Order) -> str:
    """Return in a sentence why nothing can be added to an order; empty where something can."""
    if find_first_of(order.id) is not None:
        return "This order was added to another one. Add things to that one."
    if order.erased_at is not None:
        return "This buyer has been erased."
    if not order.is_shipped:
        return "Nothing of this order goes by parcel, so there is nothing to pack more into."
    if order.payment is PaymentState.DISPUTED:
        return "The payment is disputed. Nothing is added until that is settled."
    if not goes_on(order):
        return "Only paid orders that wait to be sent can hold more."
    if any(one.answered_at is None for one in list_withdrawals_of(order.id)):
        return "The buyer has withdrawn from this contract. Answer that first."
    return ""


def goes_on(order: Order) -> bool:
    """Say whether an order is paid and something of it still waits to be sent."""
    is_kept = order.payment in (PaymentState.PAID, PaymentState.PART_REFUNDED)
    return is_kept and order.state is OrderState.OPEN and order.fulfilment is not Fulfilment.COMPLETE


def write_addition(first: Order, order: Order, *, seen: int, actor: str, now: datetime) -> Addition:
    """Write that a new order goes with a locked first one; `seen` is how many additions the page had shown.

    Raises StepRefused.
    """
    reason = why_nothing_is_added(first)
    if reason or len(list_additions(first.id)) != seen:
        raise StepRefused(reason or STALE)
    made = Addition(order_id=order.id, first_id=first.id, made_at=now, made_by=actor)
    db.session.add(made)
    db.session.flush()
    note(first.id, "added", actor=actor, now=now, number=order.number)
    details = {"number": order.number, "amount": order.total_minor, "currency": order.currency}
    record("order.added", actor=actor, subject=("order", first.id), now=now, details=details)
    return made


def _added_to(first_ids: Collection[int]) -> Select[Order]:
    query = select(Order).join(Addition, Addition.order_id == Order.id)
    return query.where(Addition.first_id.in_(first_ids)).order_by(Order.id)
