"""Questions about stock."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.catalog.models import Product, ProductKind, ProductState, Variant
from app.counting import count_some
from app.db import db
from app.inventory.models import MovementKind, StockHold, StockItem, StockMovement
from app.inventory.rules import Availability, availability


def availability_of(variant_ids: Collection[int]) -> dict[int, Availability]:
    """Return what shoppers are told of each variant; one without stock is out, unless none is kept of its kind."""
    items = items_of(variant_ids)
    endless = list_endless([one for one in variant_ids if one not in items])
    return {
        variant: availability(items[variant].left, items[variant].low_at)
        if variant in items
        else Availability(state="in_stock" if variant in endless else "out")
        for variant in variant_ids
    }


def list_endless(variant_ids: Collection[int]) -> set[int]:
    """Return which of these variants no stock is kept of: gift cards."""
    if not variant_ids:
        return set()
    query = select(Variant.id).join(Variant.product).where(Product.kind == ProductKind.GIFT_CARD)
    return set(db.session.scalars(query.where(Variant.id.in_(variant_ids))))


def items_of(variant_ids: Collection[int]) -> dict[int, StockItem]:
    """Return variant id -> stock item."""
    query = select(StockItem).where(StockItem.variant_id.in_(variant_ids))
    return {item.variant_id: item for item in db.session.scalars(query)}


def list_short_variants(*, after: str = "", limit: int = 50) -> Sequence[Variant]:
    """Return the variants on sale that are sold out or low, by SKU after `after`, each with its product."""
    query = (
        select(Variant)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .join(Variant.product)
        .where(*_is_short(), Variant.sku > after)
        .options(joinedload(Variant.product))
        .order_by(Variant.sku)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def count_short_variants(*, sold_out: bool) -> int:
    """Return how many variants on sale are sold out, or are low but not sold out; COUNT_BOUND at most."""
    is_out = units_left() <= 0
    query = select(Variant.id).join(StockItem, StockItem.variant_id == Variant.id).join(Variant.product)
    return count_some(query.where(*_is_short(), is_out if sold_out else ~is_out))


def units_left() -> ColumnElement[int]:
    """Return the units of an item that can still be promised, for a query: StockItem.left."""
    return StockItem.on_hand + StockItem.backorder_limit - StockItem.held - StockItem.allocated


def _is_short() -> tuple[ColumnElement[bool], ...]:
    on_sale = (Variant.withdrawn_at.is_(None), Product.state == ProductState.PUBLISHED)
    return (units_left() <= StockItem.low_at, *on_sale)


def list_movements(
    variant_id: int, *, before_id: int | None = None, limit: int = 50
) -> Sequence[StockMovement]:
    """Return the newest movements of a variant first (keyset by id)."""
    query = (
        select(StockMovement)
        .join(StockItem, StockItem.id == StockMovement.item_id)
        .where(StockItem.variant_id == variant_id)
        .order_by(StockMovement.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(StockMovement.id < before_id)
    return db.session.scalars(query).all()


def list_reclaimable_orders(variant_ids: Collection[int], now: datetime) -> list[int]:
    """Return ids of unpaid orders whose hour of protection is over and that hold these variants, oldest first."""
    query = (
        select(StockHold.order_id, StockHold.protected_until)
        .join(StockItem, StockItem.id == StockHold.item_id)
        .where(StockItem.variant_id.in_(variant_ids))
        .where(StockHold.ended_at.is_(None), StockHold.protected_until < now)
        .order_by(StockHold.protected_until, StockHold.id)
    )
    return list(dict.fromkeys(order_id for order_id, _ in db.session.execute(query)))


def open_holds_of(order_id: int) -> Sequence[StockHold]:
    """Return the holds of one order that have not ended."""
    return db.session.scalars(
        select(StockHold).where(StockHold.order_id == order_id, StockHold.ended_at.is_(None))
    ).all()


def units_held_for(order_ids: Collection[int]) -> dict[int, int]:
    """Return variant id -> units that these orders hold just now."""
    query = (
        select(StockItem.variant_id, StockHold.units)
        .join(StockItem, StockItem.id == StockHold.item_id)
        .where(StockHold.order_id.in_(order_ids), StockHold.ended_at.is_(None))
    )
    held: dict[int, int] = {}
    for variant_id, units in db.session.execute(query):
        held[variant_id] = held.get(variant_id, 0) + units
    return held


def units_put_back(order_id: int) -> dict[int, int]:
    """Return variant id -> units that were put back for an order itself, and not for one of its returns."""
    query = (
        select(StockItem.variant_id, func.sum(StockMovement.on_hand_change))
        .join(StockItem, StockItem.id == StockMovement.item_id)
        .where(StockMovement.kind == MovementKind.RETURNED)
        .where(StockMovement.cause_kind == "order", StockMovement.cause_id == str(order_id))
        .group_by(StockItem.variant_id)
    )
    return {variant: int(units) for variant, units in db.session.execute(query)}
