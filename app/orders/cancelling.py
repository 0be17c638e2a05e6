"""Ending an order before its parcel leaves, and opening it again when its money comes late."""

from datetime import datetime

from app.audit.actions import record
from app.inventory.holding import release_allocated
from app.orders.errors import StepRefused
from app.orders.models import Fulfilment, Order, OrderState
from app.orders.standing import note, write_standing


def cancel_order(order: Order, *, reason: str, actor: str, now: datetime) -> None:
    """Cancel a locked order that has not been shipped; frees what was allocated to it.

    The caller has made sure that no session can be paid any more, and gives money back where some arrived.
    What the system cancelled for want of money may open again (`reopen_order`); a person cancels it for good.
    """
    if order.state is OrderState.CANCELLED and (order.cancelled_by != "system" or actor == "system"):
        return
    if order.state is OrderState.CLOSED:
        raise StepRefused("The parcel has left. Give the money back and take the things in return instead.")
    if order.fulfilment is Fulfilment.PARTIAL:
        raise StepRefused(
            "A part of it has left. Give back the money of the rest, and say there what is not sent any more."
        )
    release_allocated(order.id, actor=actor, now=now)
    order.cancelled_at, order.cancelled_by, order.cancel_reason = now, actor, reason[:200]
    note(order.id, "cancelled", actor=actor, now=now, reason=reason[:200])
    record(
        "order.cancelled", actor=actor, subject=("order", order.id), now=now, details={"reason": reason[:200]}
    )
    write_standing(order)


def reopen_order(order: Order, *, now: datetime) -> None:
    """Open a cancelled order again, because its money arrived after all and its things are there."""
    if order.state is not OrderState.CANCELLED:
        return
    order.cancelled_at, order.cancelled_by, order.cancel_reason = None, None, ""
    note(order.id, "reopened", actor="system", now=now)
    write_standing(order)
