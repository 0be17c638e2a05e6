"""What a thing in a basket is today: its name, whether it is for sale, at what price, and how many are left."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from app.catalog.models import Product, ProductKind, Variant
from app.catalog.queries import stands_on_shelf
from app.db import db
from app.inventory.models import StockItem
from app.inventory.queries import units_left
from app.inventory.rules import ENDLESS
from app.pricing.models import Price

#: built once and one question for all, because every step of a checkout asks it
_PRICE = (
    select(Price.amount_minor)
    .where(Price.variant_id == Variant.id, Price.currency == bindparam("currency"))
    .order_by(Price.id.desc())
    .limit(1)
)
_STANDING = (
    select(
        Variant.id,
        Variant.product_id,
        Variant.sku,
        Variant.name,
        Variant.weight_g,
        Variant.tax_class,
        Variant.withdrawn_at,
        Product.category_id,
        Product.slug,
        Product.title,
        Product.kind,
        Product.product_class,
        Product.returns,
        Product.state,
        _PRICE.scalar_subquery().label("price_minor"),
        func.coalesce(units_left(), 0).label("left"),
        func.coalesce(StockItem.low_at, 0).label("low_at"),
    )
    .join(Variant.product)
    .outerjoin(StockItem, StockItem.variant_id == Variant.id)
    .where(Variant.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One variant with its product; `price_minor` is None where it is not for sale in the currency asked for."""

    variant_id: int
    product_id: int
    category_id: int
    sku: str
    slug: str
    product_name: str
    variant_name: str
    kind: ProductKind
    product_class: int
    returns: str
    tax_class: str
    weight_g: int
    price_minor: int | None
    left: int
    low_at: int


def standing_of(variant_ids: Collection[int], currency: str) -> dict[int, Standing]:
    """Return variant id -> how it stands today, withdrawn ones too."""
    if not variant_ids:
        return {}
    found = {}
    for row in db.session.execute(_STANDING, {"ids": list(variant_ids), "currency": currency}):
        is_sold = row.withdrawn_at is None and stands_on_shelf(row.state, row.product_class)
        found[row.id] = Standing(
            variant_id=row.id, product_id=row.product_id, category_id=row.category_id, sku=row.sku, slug=row.slug,
            product_name=row.title, variant_name=row.name, kind=row.kind, product_class=row.product_class,
            returns=row.returns, tax_class=row.tax_class, weight_g=row.weight_g,
            price_minor=row.price_minor if is_sold else None, low_at=row.low_at,
            left=ENDLESS if row.kind is ProductKind.GIFT_CARD else row.left,
        )  # fmt: skip
    return found
