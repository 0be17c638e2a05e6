"""The order that adding things to another one would make: today's prices, the first one's parcel and address."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.cart.queries import lines_of_units, priced
from app.catalog.queries import find_variant
from app.catalog.rules import is_sold_in
from app.money import least_charge
from app.orders.additions import ADDED_WORDING
from app.orders.amending import address_of
from app.orders.errors import BasketRefused, UnitsRefused
from app.orders.models import PACKED_KINDS, Order
from app.orders.placing import Draft
from app.payments.drafting import MOST_AT_ONCE, TOO_LITTLE, find_told_taxes
from app.pricing.delivering import Basis, Rate
from app.pricing.queries import load_tariff
from app.pricing.rules import quote
from app.pricing.tariff import Destination
from app.settings.queries import load_settings


def find_unit(sku: str) -> int:
    """Return the variant of a SKU that can be put in a parcel; raises UnitsRefused."""
    variant = find_variant(sku.strip().upper())
    if variant is None:
        raise UnitsRefused("No thing has this SKU.")
    if variant.product.kind.value not in PACKED_KINDS:
        raise UnitsRefused("This needs no parcel. Let the buyer order it in the shop.")
    return variant.id


def draft_addition(first: Order, units: Mapping[int, int], *, now: datetime) -> Draft:
    """Work out what units (variant id -> number) cost when they go with a first order; raises BasketRefused,
    and TaxUnknown where Stripe Tax has not been asked yet.

    They are charged at today's prices with the tax of where the parcel goes, as the first order was last amended.
    Delivery is paid for already, and offers and gift cards are not asked.
    """
    settings, country, buyer = load_settings(), first.country, address_of(first)
    lines = lines_of_units(units, first.currency, country)
    for line in lines:
        is_open = is_sold_in(line.product_class, country, settings.ingestible_markets)
        if line.unit is None or not is_open:
            raise BasketRefused(f"{line.words} is not for sale {'there' if line.unit else 'any more'}.")
    # nothing in it is posted by itself, so no delivery is worked out
    alone = [replace(one, is_shipped=False) for one in priced(lines)]
    to = Destination(country=country, postal_code=buyer.postal_code, is_reverse=first.is_reverse_charge)
    sums = quote(alone, to, load_tariff())
    if sums.is_tax_open:
        told = find_told_taxes(sums, lines, buyer.postal_code, now=now)
        sums = quote(alone, to, load_tariff(), told=told)
    if not least_charge(first.currency) <= sums.total.minor <= MOST_AT_ONCE:
        raise BasketRefused(TOO_LITTLE)
    way = Rate(
        id=0, name=first.delivery_name, basis=Basis.COUNT, steps=(), days=first.delivery_days,
        place=first.pickup_place, hours=first.pickup_hours,
    )  # fmt: skip
    return Draft(
        cart_id=None, cart_version=0, lines=tuple(lines), quote=replace(sums, rate=way),
        tax_percent=settings.tax_percent, buyer=replace(buyer, vat_number=first.vat_number),
        consent_wording=ADDED_WORDING,
    )  # fmt: skip
