"""Taking back a parcel that was recorded by mistake, before it is really gone."""

from datetime import datetime

from app.audit.actions import record
from app.db import db
from app.inventory.holding import recall_shipped
from app.inventory.queries import units_put_back
from app.inventory.rules import sum_demand
from app.orders.errors import StepRefused
from app.orders.models import Order, Shipment, ShipmentRecall
from app.orders.standing import note, write_standing


def recall_parcel(order: Order, shipment: Shipment, *, reason: str, actor: str, now: datetime) -> None:
    """Say that a parcel of a locked order has not left: its units lie on the shelf, promised to the order again.

    `shipment` was read with its lines under the order's lock. The caller has made sure that nobody sends anything
    of it back. Raises StepRefused.
    """
    why = why_parcel_stays(order, shipment)
    if why:
        raise StepRefused(why)
    db.session.add(
        ShipmentRecall(shipment_id=shipment.id, recalled_at=now, recalled_by=actor, reason=reason[:200])
    )
    demand = sum_demand((one.line.variant_id, one.units) for one in shipment.lines)
    recall_shipped(order.id, demand, actor=actor, now=now)
    details = {"parcel": shipment.id, "units": sum(one.units for one in shipment.lines)}
    note(order.id, "parcel_recalled", actor=actor, now=now, **details)
    details_of_log = {**details, "reason": reason[:200]}
    record("order.parcel_recalled", actor=actor, subject=("order", order.id), now=now, details=details_of_log)
    write_standing(order)


def why_parcel_stays(order: Order, shipment: Shipment) -> str:
    """Return in a sentence why a parcel cannot be taken back; empty where it can."""
    if order.erased_at is not None:
        return "This buyer has been erased. What was sent stays as it is written."
    if any(not one.line.needs_parcel for one in shipment.lines):
        return "Something in it was handed over by mail or to download, and that cannot be taken back."
    if units_put_back(order.id):
        return "Something of this order came back to the shelf already, so it has been gone."
    return ""
