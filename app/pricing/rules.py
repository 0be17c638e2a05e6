"""The sums: lines, delivery, the tax inside, the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.money import Money, allocate, smallest_step
from app.pricing.discounting import OfferLine, Taken, take_off
from app.pricing.errors import NoSuchCountry
from app.pricing.terms import Terms
from app.settings.rules import ShippingCountry

MOST_MINOR = 99_999_99


class PricingSettings(Protocol):
    """What the sums need of the site's settings."""

    @property
    def currency(self) -> str: ...
    @property
    def tax_percent(self) -> int: ...
    @property
    def countries(self) -> tuple[ShippingCountry, ...]: ...


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """Some units of one variant at one price; `is_shipped` is false for what needs no parcel."""

    variant_id: int
    unit: Money
    quantity: int
    is_shipped: bool = True
    product_id: int = 0
    category_id: int = 0


@dataclass(frozen=True, kw_only=True)
class QuotedLine:
    """A line with its total, what offers take off it, and the tax inside what is left."""

    variant_id: int
    unit: Money
    quantity: int
    total: Money
    discount: Money
    tax: Money


@dataclass(frozen=True, kw_only=True)
class AppliedOffer:
    """What one offer takes off in all."""

    terms: Terms
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The whole cost: `lines_total` + `shipping` - `discount` = `total`; `tax` is contained in it.

    `discount` is the sum of `offers`, and of the lines' discounts and what is taken off the delivery.
    """

    lines: tuple[QuotedLine, ...]
    offers: tuple[AppliedOffer, ...]
    lines_total: Money
    shipping: Money
    discount: Money
    tax: Money
    total: Money
    country: str
    days: str


def find_country(code: str, settings: PricingSettings) -> ShippingCountry:
    """Return the country's rate; raises NoSuchCountry."""
    for one in settings.countries:
        if one.code == code:
            return one
    raise NoSuchCountry


def tax_inside(gross: int, percent: int) -> int:
    """Return the tax contained in a gross amount of minor units, rounded half up."""
    return (2 * gross * percent + (100 + percent)) // (2 * (100 + percent))


def quote(
    lines: Sequence[PricedLine], country: str, settings: PricingSettings, offers: Sequence[Terms] = ()
) -> Quote:
    """Work out the whole cost of `lines` sent to `country` with the offers that apply; raises NoSuchCountry.

    Tax is worked out once on the total and then shared out, so that the parts sum to it to the unit.
    """
    place = find_country(country, settings)
    currency = settings.currency

    def money(minor: int) -> Money:
        return Money(minor=minor, currency=currency)

    totals = [line.unit * line.quantity for line in lines]
    lines_total = sum(totals, start=money(0))
    shipping = money(place.rate_minor if any(line.is_shipped for line in lines) else 0)
    step = smallest_step(currency)
    taken = take_off(as_offers_see(lines), shipping.minor, offers, country=country, step=step)
    off = _off_each_line(taken, len(lines))
    off_shipping = sum(one.delivery for one in taken)
    total = lines_total + shipping - money(sum(off) + off_shipping)
    tax = tax_inside(total.minor, settings.tax_percent)
    paid = [gross.minor - less for gross, less in zip(totals, off, strict=True)]
    shares = allocate(tax, [*paid, shipping.minor - off_shipping])
    return Quote(
        lines=tuple(
            QuotedLine(
                variant_id=line.variant_id, unit=line.unit, quantity=line.quantity, total=gross,
                discount=money(less), tax=money(share),
            )
            for line, gross, less, share in zip(lines, totals, off, shares, strict=False)
        ),
        offers=tuple(AppliedOffer(terms=one.terms, amount=money(one.amount)) for one in taken),
        lines_total=lines_total,
        shipping=shipping,
        discount=money(sum(off) + off_shipping),
        tax=money(tax),
        total=total,
        country=country,
        days=place.days,
    )  # fmt: skip


def as_offers_see(lines: Sequence[PricedLine]) -> list[OfferLine]:
    """Return what offers need to know of some lines."""
    return [_plain(one) for one in lines]


def _plain(line: PricedLine) -> OfferLine:
    return OfferLine(
        product_id=line.product_id, category_id=line.category_id, unit=line.unit.minor, quantity=line.quantity
    )


def _off_each_line(taken: Sequence[Taken], count: int) -> list[int]:
    return [sum(one.shares[place] for one in taken) for place in range(count)]
