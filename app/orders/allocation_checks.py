"""O2 over the whole database: what paid orders wait to send is promised to them on the shelf, and nothing else is."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.db import db
from app.inventory.models import StockItem, StockMovement
from app.orders.models import GIFT_CARD, Order, OrderLine, OrderState
from app.orders.parcels import units_of_lines
from app.verifying import Check

AT_ONCE = 500
Units = dict[tuple[int, int], int]


def ask_allocated() -> tuple[int, Sequence[str]]:
    """O2: the units allocated to an order are those of its lines that are neither sent nor taken off."""
    left, allocated = _left(), _allocated()
    return len(left), [
        f"order id {key[0]}, variant {key[1]}: {left.get(key, 0)} left to send, {allocated.get(key, 0)} allocated"
        for key in sorted(left.keys() | allocated.keys())
        if left.get(key, 0) != allocated.get(key, 0)
    ]


def _allocated() -> Units:
    """Return (order id, variant id) -> units that the ledger says are promised."""
    total = func.sum(StockMovement.allocated_change)
    query = (
        select(StockMovement.cause_id, StockItem.variant_id, total)
        .join(StockItem, StockItem.id == StockMovement.item_id)
        .where(StockMovement.cause_kind == "order")
        .group_by(StockMovement.cause_id, StockItem.variant_id)
        .having(total != 0)
    )
    return {(int(order), variant): int(units) for order, variant, units in db.session.execute(query)}


def _left() -> Units:
    """Return (order id, variant id) -> units of paid orders that still wait to be sent, some hundred at a time."""
    found: Units = {}
    waits = (Order.paid_at.is_not(None), Order.state == OrderState.OPEN)
    ids = db.session.scalars(select(Order.id).where(*waits).order_by(Order.id)).all()
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        units = units_of_lines(*some)
        lines = select(OrderLine.id, OrderLine.order_id, OrderLine.variant_id)
        stocked = lines.where(OrderLine.order_id.in_(some), OrderLine.product_kind != GIFT_CARD)
        for line, order, variant in db.session.execute(stocked):
            if units[line].left:
                found[order, variant] = found.get((order, variant), 0) + units[line].left
    return found


CHECKS = [
    Check(
        code="O2",
        sentence="What paid orders wait to send is allocated to them, and nothing else is.",
        ask=ask_allocated,
    )
]
