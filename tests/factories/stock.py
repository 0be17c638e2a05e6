"""Things with stock and a price, for tests of baskets and orders."""

from datetime import UTC, datetime
from typing import Any

from app.catalog.finding import refresh_product
from app.catalog.models import Category, Product, ProductKind, ProductState, Variant
from app.db import db
from app.inventory.actions import open_stock
from app.money import Money
from app.pricing.actions import set_price

#: what `make_variant` takes for a gift card of 25 euro
GIFT_CARD: dict[str, Any] = {
    "sku": "SH-CARD-25", "title": "Gift card", "kind": ProductKind.GIFT_CARD, "product_class": 3,
    "tax_class": "voucher", "weight_g": 0, "price": 2500,
}  # fmt: skip
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def make_variant(
    *,
    sku: str = "SH-WHW",
    title: str = "Wheat heat wrap",
    name: str = "",
    units: int = 5,
    price: int = 2400,
    weight_g: int = 900,
    tax_class: str = "standard",
    kind: ProductKind = ProductKind.GOODS,
    product_class: int = 1,
    is_published: bool = True,
    now: datetime = NOON,
) -> Variant:
    """Add a published product with one variant, its stock and its price, to the open transaction."""
    category = db.session.query(Category).filter_by(slug="warmth").first()
    if category is None:
        category = Category(slug="warmth", name="Warmth", summary="", position=1)
        db.session.add(category)
        db.session.flush()
    product = Product(
        slug=sku.lower(), title=title, product_class=product_class, kind=kind, category_id=category.id, created_at=now,
        created_by="user:1", changed_at=now, state=ProductState.PUBLISHED if is_published else ProductState.DRAFT,
        published_at=now if is_published else None,
    )  # fmt: skip
    db.session.add(product)
    db.session.flush()
    variant = Variant(
        product_id=product.id, sku=sku, name=name, weight_g=weight_g, tax_class=tax_class, position=1
    )
    db.session.add(variant)
    db.session.flush()
    refresh_product(product.id, now=now)
    if kind is not ProductKind.GIFT_CARD:
        open_stock(variant.id, units, "user:1", now)
    set_price(variant.id, Money(minor=price, currency="EUR"), "user:1", now)
    return variant
