"""What staff decide about money and things after a sale: two decisions, each apart from the other."""

from datetime import datetime

from app.audit.actions import record
from app.inventory.actions import take_back
from app.money import smallest_step
from app.orders.errors import StepRefused
from app.orders.models import Fulfilment, Order
from app.orders.standing import note
from app.payments.actions import tally, want_refund
from app.payments.errors import RefundRefused
from app.payments.models import Refund
from app.payments.queries import list_payments
from app.returns.queries import units_not_returned


def refund_order(
    order: Order, amount: int, *, seen_refunded: int, reason: str, actor: str, now: datetime
) -> Refund:
    """Give back part or all of a locked order's money.

    `seen_refunded` is what the page said was refunded, in minor units; a second press of the same button is refused
    by it. Raises RefundRefused, StepRefused.
    """
    if seen_refunded != order.refunded_minor:
        raise StepRefused(
            "Something was refunded while you were looking. Look again before you give more back."
        )
    if order.disputes_open:
        raise StepRefused("The payment is disputed. Answer the dispute at Stripe first.")
    if not 0 < amount <= order.refundable.minor:
        raise RefundRefused("That is more than is left of this payment, or nothing at all.")
    if amount % smallest_step(order.currency) and amount != order.refundable.minor:
        least = order.money(smallest_step(order.currency)).decimal
        raise RefundRefused(f"Amounts in {order.currency} are multiples of {least}.")
    payment = next(one for one in list_payments(order.id) if one.is_kept)
    refund = want_refund(payment, amount, reason=reason, actor=actor, now=now)
    tally(order)
    return refund


def restock(order: Order, variant_id: int, units: int, *, actor: str, now: datetime) -> None:
    """Put units that came back from a sent order on the shelf; never more than were sent."""
    if order.fulfilment is Fulfilment.NONE:
        raise StepRefused("Nothing of this order has been sent, so nothing can come back.")
    if not 0 < units <= units_not_returned(order.id).get(variant_id, 0):
        raise StepRefused("That is more than was sent and is not back, or announced as a return, yet.")
    take_back(variant_id, units, cause=("order", order.id), actor=actor, now=now)
    note(order.id, "returned", actor=actor, now=now, units=units)
    details = {"variant": variant_id, "units": units}
    record("order.restocked", actor=actor, subject=("order", order.id), now=now, details=details)
