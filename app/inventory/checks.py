"""S1 and S2 over the whole database; S3 and S4 need orders and are asked there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from app.audit.actions import record
from app.clock import utcnow
from app.db import db, transaction
from app.inventory.models import StockHold, StockItem, StockMovement
from app.verifying import Check


def _sums() -> list[Any]:
    moved = (
        select(
            StockMovement.item_id,
            func.sum(StockMovement.on_hand_change).label("on_hand"),
            func.sum(StockMovement.allocated_change).label("allocated"),
        )
        .group_by(StockMovement.item_id)
        .subquery()
    )
    kept = (
        select(StockHold.item_id, func.sum(StockHold.units).label("held"))
        .where(StockHold.ended_at.is_(None))
        .group_by(StockHold.item_id)
        .subquery()
    )
    query = (
        select(
            StockItem,
            func.coalesce(moved.c.on_hand, 0),
            func.coalesce(moved.c.allocated, 0),
            func.coalesce(kept.c.held, 0),
        )
        .outerjoin(moved, moved.c.item_id == StockItem.id)
        .outerjoin(kept, kept.c.item_id == StockItem.id)
        .order_by(StockItem.id)
    )
    return list(db.session.execute(query))


def ask_ledger() -> tuple[int, Sequence[str]]:
    """S1: on hand and allocated are the sums of the movements, held the sum of open holds."""
    wrong = []
    rows = _sums()
    for item, on_hand, allocated, held in rows:
        counted, said = (on_hand, allocated, held), (item.on_hand, item.allocated, item.held)
        if counted != said:
            wrong.append(
                f"variant {item.variant_id}: on hand, allocated, held are {said}, their rows say {counted}"
            )
    return len(rows), wrong


def repair_ledger() -> None:
    """Set the counts of each item to what its rows say; one logged action."""
    now = utcnow()
    with transaction():
        for item, on_hand, allocated, held in _sums():
            if (item.on_hand, item.allocated, item.held) != (on_hand, allocated, held):
                details = {"on_hand": on_hand, "allocated": allocated, "held": held}
                item.on_hand, item.allocated, item.held = on_hand, allocated, held
                record("stock.repaired", actor="system", subject=("variant", item.variant_id), now=now,
                       details=details)  # fmt: skip


def ask_promises() -> tuple[int, Sequence[str]]:
    """S2: nothing is below zero, and no more is promised than there is."""
    items = db.session.scalars(select(StockItem).order_by(StockItem.id)).all()
    wrong = [
        f"variant {item.variant_id}: {item.on_hand} on hand, {item.held} held, {item.allocated} allocated"
        for item in items
        if item.on_hand < 0 or item.left < 0 or item.held < 0 or item.allocated < 0
    ]
    return len(items), wrong


CHECKS = [
    Check(
        code="S1",
        sentence="On hand is the sum of its movements, allocated and held the sum of their rows.",
        ask=ask_ledger,
        repair=repair_ledger,
    ),
    Check(
        code="S2",
        sentence="On hand is never negative, and no more is promised than there is.",
        ask=ask_promises,
    ),
]
