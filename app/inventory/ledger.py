"""The one place that changes a stock item's counts: under its lock, and with the row that says why."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.freshness import raise_version
from app.inventory.models import MovementKind, StockItem, StockMovement
from app.inventory.rules import availability


def lock_items(variant_ids: Iterable[int]) -> dict[int, StockItem]:
    """Return the items of these variants, locked in the order of their ids and read anew.

    On SQLite the open transaction holds the one write lock already; elsewhere the rows are locked.
    """
    query = (
        select(StockItem)
        .where(StockItem.variant_id.in_(set(variant_ids)))
        .order_by(StockItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {item.variant_id: item for item in db.session.scalars(query)}


def write_movement(
    item: StockItem,
    kind: MovementKind,
    units: int,
    *,
    cause: tuple[str, object],
    actor: str,
    now: datetime,
    reason: str = "",
    held: int = 0,
) -> StockMovement:
    """Add one line to the ledger and change the counts of the locked item with it, and what is held of it by `held`.

    `units` is positive, but for an adjustment, where it is the difference.
    """
    on_hand, allocated = {
        MovementKind.RECEIVED: (units, 0),
        MovementKind.RETURNED: (units, 0),
        MovementKind.ADJUSTED: (units, 0),
        MovementKind.ALLOCATED: (0, units),
        MovementKind.RELEASED: (0, -units),
        MovementKind.SHIPPED: (-units, -units),
        MovementKind.RECALLED: (units, units),
    }[kind]
    line = StockMovement(
        item_id=item.id, kind=kind, on_hand_change=on_hand, allocated_change=allocated, cause_kind=cause[0],
        cause_id=str(cause[1]), reason=reason, actor=actor, at=now,
    )  # fmt: skip
    db.session.add(line)
    change_counts(item, on_hand=on_hand, held=held, allocated=allocated)
    return line


def change_counts(item: StockItem, *, on_hand: int = 0, held: int = 0, allocated: int = 0) -> None:
    """Move the counts of a locked item; raises the site's version when its word for shoppers changes."""
    before = availability(item.left, item.low_at)
    item.on_hand += on_hand
    item.held += held
    item.allocated += allocated
    db.session.flush()
    if availability(item.left, item.low_at) != before:
        raise_version()
