"""What staff do with stock: open, receive, count again, take back. Each writes a movement."""

from datetime import datetime

from app.audit.actions import record
from app.db import db
from app.freshness import raise_version
from app.inventory.errors import StaleStock, StockRefused
from app.inventory.ledger import lock_items, write_movement
from app.inventory.models import MovementKind, StockItem
from app.inventory.queries import list_endless
from app.inventory.rules import MOST_UNITS


def open_stock(
    variant_id: int, units: int, actor: str, now: datetime, *, low_at: int = 3, backorder_limit: int = 0
) -> StockItem:
    """Begin to keep stock of a variant with `units` on hand; raises StockRefused for a gift card."""
    _check_units(units)
    if list_endless([variant_id]):
        raise StockRefused("No stock is kept of gift cards: each is made when it is paid.")
    item = StockItem(variant_id=variant_id, low_at=low_at, backorder_limit=backorder_limit)
    item.on_hand = item.held = item.allocated = 0
    db.session.add(item)
    db.session.flush()
    if units:
        write_movement(
            item, MovementKind.RECEIVED, units, cause=("opening", variant_id), actor=actor, now=now,
            reason="opening count",
        )  # fmt: skip
    record("stock.opened", actor=actor, subject=("variant", variant_id), now=now, details={"units": units})
    raise_version()
    return item


def receive(variant_id: int, units: int, actor: str, now: datetime, *, reason: str = "") -> StockItem:
    """Add a delivery from a maker."""
    if units < 1:
        raise StockRefused("Enter how many units arrived, 1 or more.")
    _check_units(units)
    item = get_locked(variant_id)
    write_movement(
        item,
        MovementKind.RECEIVED,
        units,
        cause=("delivery", variant_id),
        actor=actor,
        now=now,
        reason=reason,
    )
    record("stock.received", actor=actor, subject=("variant", variant_id), now=now, details={"units": units})
    return item


def adjust(
    variant_id: int, seen_on_hand: int, on_hand: int, reason: str, actor: str, now: datetime
) -> StockItem:
    """Set what was counted; refused when the count is no longer the one that was seen, or when units are promised."""
    _check_units(on_hand)
    if not reason.strip():
        raise StockRefused("Say in a few words why the count changes.")
    item = get_locked(variant_id)
    if item.on_hand != seen_on_hand:
        raise StaleStock(item.on_hand)
    if item.held + item.allocated > on_hand + item.backorder_limit:
        promised = item.held + item.allocated
        raise StockRefused(f"{promised} are promised to shoppers. Cancel an order first, or count again.")
    if on_hand != seen_on_hand:
        write_movement(
            item, MovementKind.ADJUSTED, on_hand - seen_on_hand, cause=("count", variant_id), actor=actor,
            now=now, reason=reason.strip()[:200],
        )  # fmt: skip
        details = {"from": seen_on_hand, "to": on_hand}
        record("stock.adjusted", actor=actor, subject=("variant", variant_id), now=now, details=details)
    return item


def take_back(variant_id: int, units: int, *, cause: tuple[str, int], actor: str, now: datetime) -> None:
    """Put returned units on the shelf again; the cause is an order, or one of its returns."""
    if units < 1:
        raise StockRefused("Enter how many units go back on the shelf, 1 or more.")
    write_movement(get_locked(variant_id), MovementKind.RETURNED, units, cause=cause, actor=actor, now=now)


def get_locked(variant_id: int) -> StockItem:
    """Return the item of one variant, locked; raises StockRefused when none is kept."""
    items = lock_items([variant_id])
    if variant_id not in items:
        raise StockRefused("No stock is kept of this yet.")
    return items[variant_id]


def _check_units(units: int) -> None:
    if isinstance(units, bool) or not 0 <= units <= MOST_UNITS:
        raise StockRefused(f"A count is a whole number between 0 and {MOST_UNITS}.")
