"""Sending an order on its way; the whole order goes in one parcel."""

from datetime import datetime

from app.audit.actions import record
from app.db import db
from app.inventory.holding import ship_allocated
from app.orders.errors import StepRefused
from app.orders.models import Fulfilment, Order, OrderState, PaymentState, Shipment
from app.orders.standing import note, write_standing
from app.orders.withdrawing import list_withdrawals_of

MAY_SHIP = (PaymentState.PAID, PaymentState.PART_REFUNDED)


def ship_order(order: Order, *, carrier: str, tracking: str, actor: str, now: datetime) -> Shipment:
    """Record that a locked order has left the house; raises StepRefused while it may not."""
    if order.fulfilment is Fulfilment.COMPLETE:
        raise StepRefused("This order has been sent already.")
    if order.payment is PaymentState.DISPUTED:
        raise StepRefused("The payment is disputed. Nothing is sent until that is settled.")
    if order.state is OrderState.CANCELLED or order.payment not in MAY_SHIP:
        raise StepRefused("Only paid orders are sent.")
    if any(one.answered_at is None for one in list_withdrawals_of(order.id)):
        raise StepRefused("The buyer has withdrawn from this contract. Answer that first.")
    ship_allocated(order.id, actor=actor, now=now)
    shipment = Shipment(
        order_id=order.id, carrier=carrier[:60], tracking=tracking[:80], shipped_at=now, shipped_by=actor
    )
    db.session.add(shipment)
    db.session.flush()
    note(order.id, "shipped", actor=actor, now=now, has_tracking=bool(tracking))
    record("order.shipped", actor=actor, subject=("order", order.id), now=now)
    write_standing(order)
    return shipment
