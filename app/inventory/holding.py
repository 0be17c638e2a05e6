"""Promising units: holds for orders that are being paid, allocations for orders that are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from app.db import db
from app.inventory.errors import NotEnough, StockRefused
from app.inventory.ledger import change_counts, lock_items, write_movement
from app.inventory.models import HoldEnding, MovementKind, StockHold, StockItem, StockMovement
from app.inventory.rules import shortfall


def place_holds(order_id: int, demand: dict[int, int], *, protected_until: datetime, now: datetime) -> None:
    """Keep units for an order; all or nothing. Raises NotEnough with what is left of each."""
    items = lock_items(demand)
    short = shortfall(demand, {variant: item.left for variant, item in items.items()})
    if short:
        raise NotEnough(short)
    rounds = db.session.scalar(select(func.max(StockHold.round)).where(StockHold.order_id == order_id)) or 0
    for variant_id, item in items.items():
        units = demand[variant_id]
        db.session.add(
            StockHold(
                item_id=item.id,
                order_id=order_id,
                round=rounds + 1,
                units=units,
                placed_at=now,
                protected_until=protected_until,
            )
        )
        change_counts(item, held=units)


def extend_holds(order_id: int, *, protected_until: datetime) -> None:
    """Protect an order's open holds until a later moment."""
    db.session.execute(
        update(StockHold)
        .where(StockHold.order_id == order_id, StockHold.ended_at.is_(None))
        .values(protected_until=protected_until)
    )


def release_holds(order_id: int, *, proof: str, now: datetime) -> int:
    """End an order's open holds; `proof` says why its payment cannot arrive. Returns how many ended."""
    pairs = _end_holds(order_id, HoldEnding.RELEASED, proof=proof, now=now)
    for item, units in pairs:
        change_counts(item, held=-units)
    return len(pairs)


def turn_holds_into_allocations(order_id: int, *, proof: str, now: datetime) -> int:
    """Promise the held units for good, because the order is paid. Returns how many holds ended."""
    pairs = _end_holds(order_id, HoldEnding.ALLOCATED, proof=proof, now=now)
    for item, units in pairs:
        cause = ("order", order_id)
        write_movement(item, MovementKind.ALLOCATED, units, cause=cause, actor="system", now=now, held=-units)
    return len(pairs)


def allocate(order_id: int, demand: dict[int, int], *, now: datetime) -> None:
    """Promise units to an order that holds none (late money); all or nothing, raises NotEnough."""
    items = lock_items(demand)
    short = shortfall(demand, {variant: item.left for variant, item in items.items()})
    if short:
        raise NotEnough(short)
    for variant_id, item in items.items():
        write_movement(
            item,
            MovementKind.ALLOCATED,
            demand[variant_id],
            cause=("order", order_id),
            actor="system",
            now=now,
        )


def ship_allocated(order_id: int, demand: dict[int, int], *, actor: str, now: datetime) -> None:
    """Let these of an order's allocated units leave the house (variant id -> units); raises NotEnough."""
    _end_allocations(order_id, demand, MovementKind.SHIPPED, actor=actor, now=now)


def recall_shipped(order_id: int, demand: dict[int, int], *, actor: str, now: datetime) -> None:
    """Put units that had not left after all (variant id -> units) on the shelf, promised to their order again."""
    for variant_id, item in lock_items(demand).items():
        cause = ("order", order_id)
        write_movement(item, MovementKind.RECALLED, demand[variant_id], cause=cause, actor=actor, now=now)


def release_units(order_id: int, demand: dict[int, int], *, actor: str, now: datetime) -> None:
    """Free these of an order's allocated units, which never left the shelf; raises NotEnough."""
    _end_allocations(order_id, demand, MovementKind.RELEASED, actor=actor, now=now)


def release_allocated(order_id: int, *, actor: str, now: datetime) -> None:
    """Free whatever is still allocated to an order."""
    units_of = allocated_units(order_id)
    pairs = db.session.execute(
        select(StockItem.variant_id, StockItem.id).where(StockItem.id.in_(units_of))
    ).all()
    demand = {variant_id: units_of[item_id] for variant_id, item_id in pairs}
    _end_allocations(order_id, demand, MovementKind.RELEASED, actor=actor, now=now)


def allocated_units(order_id: int) -> dict[int, int]:
    """Return stock item id -> units still allocated to an order, from the ledger."""
    total = func.sum(StockMovement.allocated_change)
    query = (
        select(StockMovement.item_id, total)
        .where(StockMovement.cause_kind == "order", StockMovement.cause_id == str(order_id))
        .group_by(StockMovement.item_id)
        .having(total > 0)
    )
    return {item_id: int(units) for item_id, units in db.session.execute(query)}


def _end_allocations(
    order_id: int, demand: dict[int, int], kind: MovementKind, *, actor: str, now: datetime
) -> None:
    items, units_of = lock_items(demand), allocated_units(order_id)
    short = shortfall(demand, {variant: units_of.get(item.id, 0) for variant, item in items.items()})
    if short:
        raise NotEnough(short)
    for variant_id, item in items.items():
        if kind is MovementKind.SHIPPED and item.on_hand < demand[variant_id]:
            raise StockRefused(
                f"Only {item.on_hand} of one thing lie on the shelf. Send what is there first."
            )
        write_movement(item, kind, demand[variant_id], cause=("order", order_id), actor=actor, now=now)


def _end_holds(
    order_id: int, ending: HoldEnding, *, proof: str, now: datetime
) -> Sequence[tuple[StockItem, int]]:
    held = db.session.execute(
        select(StockHold, StockItem.variant_id)
        .join(StockItem, StockItem.id == StockHold.item_id)
        .where(StockHold.order_id == order_id, StockHold.ended_at.is_(None))
    ).all()
    items = {item.id: item for item in lock_items([variant_id for _, variant_id in held]).values()}
    ended = []
    for hold, _ in held:
        done = db.session.execute(
            update(StockHold)
            .where(StockHold.id == hold.id, StockHold.ended_at.is_(None))
            .values(ended_at=now, ending=ending, proof=proof[:200])
        )
        if done.rowcount:  # type: ignore[attr-defined]
            ended.append((items[hold.item_id], hold.units))
    return ended
