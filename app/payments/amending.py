"""Taking units off an order before they are sent: they go on sale again, and what they cost goes back.

An amendment beside the order says so; the order's own lines stay (M2). What delivery cost and what offers took off
stay as they were agreed to.
"""

from collections.abc import Mapping
from datetime import datetime

from app.audit.actions import record
from app.credit.using import lock_spent
from app.db import db
from app.money import smallest_step
from app.orders.desk_models import Amendment, AmendmentKind, AmendmentLine
from app.orders.errors import StepRefused, UnitsRefused
from app.orders.models import Order
from app.orders.parcels import LineUnits, units_of_lines
from app.orders.queries import get_order_with_lines
from app.orders.rules import share_of_units
from app.orders.shipping import cancel_units
from app.payments.giving_back import Back, refund_order
from app.payments.models import Refund

LITTLE_LEFT = (
    "More money of this order went back already than these units leave. Say on the order's page, under "
    "“Give money back”, how much goes back for them."
)


def remove_units(
    order: Order, units: Mapping[int, int], *, seen_refunded: int, reason: str, actor: str, now: datetime
) -> tuple[Amendment, Back | None]:
    """Take units (order line id -> units) off a locked order and give back what they cost; returns where that went.

    `seen_refunded` is what the page said was refunded, in minor units; a second press is refused by it. Raises
    UnitsRefused, StepRefused, RefundRefused.
    """
    off = {key: number for key, number in units.items() if number}
    if not off:
        raise UnitsRefused("Enter for at least one thing how many go no more.")
    far = units_of_lines(order.id)
    lock_spent(order.id)  # gift cards are locked before stock
    cancel_units(order, off, actor=actor, now=now)
    costs = costs_of(order, off, far)
    total = sum(costs.values())
    if total > order.refundable.minor:
        raise StepRefused(LITTLE_LEFT)
    back = None
    if total:
        back = refund_order(order, total, seen_refunded=seen_refunded, reason=reason, actor=actor, now=now)
    made = write_removal(
        order, off, costs, refund=back.refund if back else None,
        on_cards=sum(minor for _, minor in back.cards) if back else 0, actor=actor, now=now,
    )  # fmt: skip
    return made, back


def write_removal(
    order: Order, off: Mapping[int, int], costs: Mapping[int, int], *, refund: Refund | None, on_cards: int, actor: str,
    now: datetime,
) -> Amendment:  # fmt: skip
    """Write that units go no more, and what went back for them: a refund, and minor units onto gift cards."""
    made = Amendment(
        order_id=order.id, kind=AmendmentKind.REMOVAL, made_at=now, made_by=actor,
        refund_id=refund.id if refund else None, on_cards_minor=on_cards,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        AmendmentLine(amendment_id=made.id, order_line_id=key, units=off[key], amount_minor=costs[key])
        for key in off
    )
    db.session.flush()
    total, units = sum(costs.values()), sum(off.values())
    details = {"amendment": made.id, "units": units, "amount": total, "currency": order.currency}
    record("order.units_removed", actor=actor, subject=("order", order.id), now=now, details=details)
    return made


def costs_of(order: Order, units: Mapping[int, int], far: Mapping[int, LineUnits]) -> dict[int, int]:
    """Return order line id -> what its next units cost in minor units, with its share of what offers took off."""
    step = smallest_step(order.currency)
    return {
        line.id: share_of_units(
            line.total_minor - line.discount_minor,
            quantity=line.quantity,
            before=far[line.id].cancelled,
            units=units[line.id],
            step=step,
        )
        for line in get_order_with_lines(order.id).lines
        if units.get(line.id)
    }
