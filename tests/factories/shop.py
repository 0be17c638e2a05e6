"""Things on the shelf as shoppers meet them: with a price and units."""

from typing import Any

from app.catalog.models import Product, Variant
from app.inventory.actions import open_stock
from app.money import Money
from app.pricing.actions import set_price
from tests.factories.catalog import ACTOR, MORNING, make_product, make_variant, writing


def put_on_sale(
    product: Product | None = None,
    *,
    price: int = 2400,
    units: int = 10,
    sku: str = "",
    name: str = "",
    **fields: Any,
) -> Variant:
    """A variant with a price in minor units and stock; without a product it gets one made from `fields`."""
    variant = make_variant(product or make_product(**fields), sku=sku, name=name)
    with writing():
        set_price(variant.id, Money(minor=price, currency="EUR"), ACTOR, MORNING)
        open_stock(variant.id, units, ACTOR, MORNING)
    return variant
