"""The sums: lines, delivery, the tax inside, the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.money import Money, allocate
from app.pricing.errors import NoSuchCountry
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


@dataclass(frozen=True, kw_only=True)
class QuotedLine:
    """A line with its total and the tax inside that total."""

    variant_id: int
    unit: Money
    quantity: int
    total: Money
    tax: Money


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The whole cost: `lines_total` + `shipping` = `total`; `tax` is contained in it."""

    lines: tuple[QuotedLine, ...]
    lines_total: Money
    shipping: Money
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


def quote(lines: Sequence[PricedLine], country: str, settings: PricingSettings) -> Quote:
    """Work out the whole cost of `lines` sent to `country`; raises NoSuchCountry.

    Tax is worked out once on the total and then shared out, so that the parts sum to it to the unit.
    """
    place = find_country(country, settings)
    currency = settings.currency

    def money(minor: int) -> Money:
        return Money(minor=minor, currency=currency)

    totals = [line.unit * line.quantity for line in lines]
    lines_total = sum(totals, start=money(0))
    shipping = money(place.rate_minor if any(line.is_shipped for line in lines) else 0)
    total = lines_total + shipping
    tax = tax_inside(total.minor, settings.tax_percent)
    shares = allocate(tax, [*(one.minor for one in totals), shipping.minor])
    return Quote(
        lines=tuple(
            QuotedLine(
                variant_id=line.variant_id,
                unit=line.unit,
                quantity=line.quantity,
                total=gross,
                tax=money(share),
            )
            for line, gross, share in zip(lines, totals, shares, strict=False)
        ),
        lines_total=lines_total,
        shipping=shipping,
        tax=money(tax),
        total=total,
        country=country,
        days=place.days,
    )
