"""Questions about what of an order has left, what is still to go, and what goes no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from app.db import db
from app.errors import NotFound
from app.orders.models import GIFT_CARD, LineCancellation, OrderLine, Shipment, ShipmentLine, ShipmentRecall


@dataclass(frozen=True, kw_only=True)
class LineUnits:
    """How far the units of one order line have come."""

    ordered: int
    sent: int
    cancelled: int

    @property
    def left(self) -> int:
        """Units still to be sent."""
        return self.ordered - self.sent - self.cancelled


def units_of_lines(*order_ids: int) -> dict[int, LineUnits]:
    """Return order line id -> how far its units have come, in the order of the lines; one query for all orders."""
    sent = _sum_of(ShipmentLine, stands(ShipmentLine.shipment_id))
    cancelled = _sum_of(LineCancellation)
    query = (
        select(OrderLine.id, OrderLine.quantity, sent, cancelled)
        .where(OrderLine.order_id.in_(order_ids))
        .order_by(OrderLine.order_id, OrderLine.position)
    )
    return {
        key: LineUnits(ordered=ordered, sent=int(left), cancelled=int(gone))
        for key, ordered, left, gone in db.session.execute(query)
    }


def count_parcel_news(order_id: int) -> int:
    """Return how often a parcel of an order was recorded, or taken back: a number that only grows."""
    recorded = select(func.count(Shipment.id)).where(Shipment.order_id == order_id).scalar_subquery()
    recalled = (
        select(func.count(ShipmentRecall.shipment_id))
        .join(Shipment, Shipment.id == ShipmentRecall.shipment_id)
        .where(Shipment.order_id == order_id)
        .scalar_subquery()
    )
    return int(db.session.scalar(select(recorded + recalled)) or 0)


def units_sent_by_variant(order_id: int) -> dict[int, int]:
    """Return variant id -> units that have left the shelf with an order's parcels; a gift card lay on none."""
    query = (
        select(OrderLine.variant_id, func.sum(ShipmentLine.units))
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .where(OrderLine.order_id == order_id, stands(ShipmentLine.shipment_id))
        .where(OrderLine.product_kind != GIFT_CARD)
        .group_by(OrderLine.variant_id)
    )
    return {variant: int(units) for variant, units in db.session.execute(query)}


def list_shipments(order_id: int) -> Sequence[Shipment]:
    """Return an order's parcels with what is in them, oldest first; not those that were taken back."""
    inside = selectinload(Shipment.lines).joinedload(ShipmentLine.line)
    query = select(Shipment).where(Shipment.order_id == order_id, stands(Shipment.id))
    return db.session.scalars(query.options(inside).order_by(Shipment.id)).all()


def stands(shipment_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Say that a parcel was not taken back."""
    return ~select(ShipmentRecall.shipment_id).where(ShipmentRecall.shipment_id == shipment_id).exists()


def get_shipment_of(order_id: int, shipment_id: int) -> Shipment:
    """Return one parcel of an order with what is in it; raises NotFound."""
    found = next((one for one in list_shipments(order_id) if one.id == shipment_id), None)
    if found is None:
        raise NotFound("This order has no such parcel.")
    return found


def list_left(lines: Sequence[OrderLine], units: Mapping[int, LineUnits]) -> list[tuple[OrderLine, int]]:
    """Return (line, units) of what is still to be sent."""
    return [(one, units[one.id].left) for one in lines if units[one.id].left]


def _sum_of(
    model: type[ShipmentLine] | type[LineCancellation], *conditions: ColumnElement[bool]
) -> ScalarSelect[int]:
    query = select(func.coalesce(func.sum(model.units), 0))
    query = query.where(model.order_line_id == OrderLine.id, *conditions)
    return query.correlate(OrderLine).scalar_subquery()
