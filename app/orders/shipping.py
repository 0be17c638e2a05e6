"""Sending an order on its way, in one parcel or several, and taking off it what is not sent any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.audit.actions import record
from app.db import db
from app.inventory.holding import release_units, ship_allocated
from app.inventory.rules import sum_demand
from app.orders.additions import find_waiting_addition
from app.orders.errors import StepRefused, UnitsRefused
from app.orders.models import (
    Fulfilment,
    LineCancellation,
    Order,
    OrderLine,
    OrderState,
    PaymentState,
    Shipment,
    ShipmentLine,
)
from app.orders.parcels import count_parcel_news, list_left, units_of_lines
from app.orders.queries import get_order_with_lines
from app.orders.setting_off import why_nothing_changes
from app.orders.standing import note, write_standing
from app.orders.withdrawing import list_withdrawals_of

MAY_SHIP = (PaymentState.PAID, PaymentState.PART_REFUNDED)
BY_ITSELF = "system"  # who sent what was handed over at payment


def ship_order(
    order: Order,
    units: Mapping[int, int],
    *,
    seen: int,
    carrier: str,
    tracking: str,
    actor: str,
    now: datetime,
) -> Shipment:
    """Record that a parcel of a locked order has left the house; raises StepRefused, UnitsRefused.

    `units`: order line id -> units inside. What needs no parcel goes by mail with the first one, whether named or not.
    `seen`: how many times the page knew of that a parcel was recorded or taken back. A second press of the same button
    is refused by it, also where the first one's parcel was taken back in between.
    """
    check_may_ship(order)
    if count_parcel_news(order.id) != seen:
        raise StepRefused(
            "A parcel was sent or taken back while you were looking. Look at what is left before you send more."
        )
    lines = get_order_with_lines(order.id).lines
    inside = check_units(lines, {**_mailed(lines, order.id), **units}, order.id)
    if not inside:
        raise UnitsRefused("Enter for at least one thing how many are in the parcel.")
    demand = sum_demand((line.variant_id, number) for line, number in inside)
    ship_allocated(order.id, demand, actor=actor, now=now)
    shipment = Shipment(
        order_id=order.id, carrier=carrier[:60], tracking=tracking[:80], shipped_at=now, shipped_by=actor
    )
    db.session.add(shipment)
    db.session.flush()
    db.session.add_all(
        ShipmentLine(shipment_id=shipment.id, order_line_id=line.id, units=number) for line, number in inside
    )
    db.session.flush()
    sent = {"parcel": shipment.id, "units": sum(number for _, number in inside)}
    note(order.id, "shipped", actor=actor, now=now, has_tracking=bool(tracking), **sent)
    record("order.shipped", actor=actor, subject=("order", order.id), now=now, details=sent)
    write_standing(order)
    return shipment


def hand_over(order: Order, lines: Sequence[OrderLine], *, now: datetime) -> Shipment:
    """Let all that is left of some lines without parcel leave a locked, paid order by itself; raises StockRefused.

    Of gift cards no stock is kept, so none leaves the shelf.
    """
    inside = list_left(lines, units_of_lines(order.id))
    demand = sum_demand((line.variant_id, number) for line, number in inside if not line.is_gift_card)
    ship_allocated(order.id, demand, actor=BY_ITSELF, now=now)
    shipment = Shipment(order_id=order.id, shipped_at=now, shipped_by=BY_ITSELF)
    db.session.add(shipment)
    db.session.flush()
    db.session.add_all(
        ShipmentLine(shipment_id=shipment.id, order_line_id=line.id, units=number) for line, number in inside
    )
    db.session.flush()
    details = {"parcel": shipment.id, "units": sum(number for _, number in inside)}
    if not all(line.is_gift_card for line in lines):  # whose timeline says that cards were made
        note(order.id, "handed_over", actor=BY_ITSELF, now=now, **details)
    record("order.handed_over", actor=BY_ITSELF, subject=("order", order.id), now=now, details=details)
    write_standing(order)
    return shipment


def change_tracking(
    order: Order, shipment: Shipment, *, carrier: str, tracking: str, actor: str, now: datetime
) -> None:
    """Say another courier or number of a parcel that has left."""
    before = (shipment.carrier, shipment.tracking)
    shipment.carrier, shipment.tracking = carrier[:60], tracking[:80]
    if before == (shipment.carrier, shipment.tracking):
        return
    note(order.id, "tracking_changed", actor=actor, now=now, parcel=shipment.id)
    details = {"parcel": shipment.id, "carrier": shipment.carrier, "tracking": shipment.tracking}
    record("order.tracking_changed", actor=actor, subject=("order", order.id), now=now, details=details)
    db.session.flush()


def cancel_units(
    order: Order, units: Mapping[int, int], *, actor: str, now: datetime, is_exchange: bool = False
) -> None:
    """Take units off a locked order that are not sent any more, and free them; raises StepRefused, UnitsRefused.

    All that is left may go in an exchange alone, where what was added takes its place.
    """
    if not any(units.values()):
        return
    if order.state is not OrderState.OPEN or order.payment is PaymentState.PENDING:
        raise StepRefused("Nothing of this order waits to be sent.")
    if not is_exchange and (reason := why_nothing_changes(order.id)):
        raise StepRefused(reason)
    lines = get_order_with_lines(order.id).lines
    off = check_units(lines, units, order.id)
    if not is_exchange:
        _check_something_stays(order, sum(number for _, number in off))
    demand = sum_demand((line.variant_id, number) for line, number in off)
    release_units(order.id, demand, actor=actor, now=now)
    db.session.add_all(
        LineCancellation(order_line_id=line.id, units=number, cancelled_at=now, cancelled_by=actor)
        for line, number in off
    )
    db.session.flush()
    details = {"units": sum(number for _, number in off)}
    note(order.id, "units_cancelled", actor=actor, now=now, **details)
    record("order.units_cancelled", actor=actor, subject=("order", order.id), now=now, details=details)
    write_standing(order)


def _check_something_stays(order: Order, off: int) -> None:
    """Raise StepRefused where taking `off` units off a locked order would leave nothing of it."""
    left = sum(one.left for one in units_of_lines(order.id).values())
    if order.fulfilment is Fulfilment.NONE and off == left:
        raise StepRefused(
            "That is everything. Cancel the order instead; what was paid then goes back by itself."
        )
    added = find_waiting_addition(order.id) if off == left else None
    if added is not None:
        raise StepRefused(
            f"Nothing would be left to send, and order {added.number} goes with this one and may still be paid."
            " Cancel that first."
        )


def check_may_ship(order: Order) -> None:
    """Raise StepRefused where nothing of a locked order may leave just now."""
    if order.fulfilment is Fulfilment.COMPLETE:
        raise StepRefused("This order has been sent already.")
    if order.payment is PaymentState.DISPUTED:
        raise StepRefused("The payment is disputed. Nothing is sent until that is settled.")
    if order.state is OrderState.CANCELLED or order.payment not in MAY_SHIP:
        raise StepRefused("Only paid orders are sent.")
    if any(one.answered_at is None for one in list_withdrawals_of(order.id)):
        raise StepRefused("The buyer has withdrawn from this contract. Answer that first.")
    waiting = find_waiting_addition(order.id)
    if waiting is not None:
        raise StepRefused(
            f"Order {waiting.number} was added to this one and may still be paid. Send both then, or cancel that first."
        )


def _mailed(lines: list[OrderLine], order_id: int) -> dict[int, int]:
    """Return what is left of the lines that nobody packs."""
    units = units_of_lines(order_id)
    return {one.id: units[one.id].left for one in lines if not (one.needs_parcel or one.is_gift_card)}


def check_units(
    lines: list[OrderLine], units: Mapping[int, int], order_id: int
) -> list[tuple[OrderLine, int]]:
    """Return (line, units) of what was named and is left, nothing left out but noughts; raises UnitsRefused."""
    far, errors = units_of_lines(order_id), {}
    for line in lines:
        left = far[line.id].left
        if not 0 <= units.get(line.id, 0) <= left:
            errors[line.id] = (
                f"{line.words}: {left} left to send." if left else f"{line.words}: none left to send."
            )
    if set(units) - {line.id for line in lines}:
        raise UnitsRefused("That is not a line of this order.")
    if errors:
        raise UnitsRefused(" ".join(errors.values()), lines=errors)
    return [(line, units[line.id]) for line in lines if units.get(line.id, 0)]
