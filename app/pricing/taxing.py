"""Tax: which rate a thing bears where it goes, the tax inside a sum, and how it is shared out: pure.

Rates are basis points (1350 is 13.5 %). Tax is worked out once for each rate on the sum of what bears it, rounded half
up, and shared out by largest remainder, so that the parts sum to it to the unit. The delivery bears the rates of the
things in the parcel, in proportion to what is paid for them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.catalog.rules import VOUCHER
from app.money import Money, allocate, smallest_step

WHOLE = 10_000
USUAL = "standard"
#: Directive 2006/112/EC, article 226 (11a): an invoice for which the customer is liable says so in these words
LATER_WORDS = "; a gift card bears tax when it is spent"
REVERSE_WORDS = "reverse charge: no tax is in it, the buyer accounts for it"


@dataclass(frozen=True, kw_only=True)
class TaxRate:
    """What one class of things bears in one country."""

    country: str
    tax_class: str
    points: int


@dataclass(frozen=True, kw_only=True)
class TaxTable:
    """Every rate. A class without one bears its country's usual rate, and a country without any the site's own."""

    site_points: int
    rates: tuple[TaxRate, ...] = ()
    prices_include_tax: bool = True

    def points(self, country: str, tax_class: str) -> int:
        """Return the basis points of a class in a country; a gift card bears none when it is sold."""
        if tax_class == VOUCHER:
            return 0
        known = {one.tax_class: one.points for one in self.rates if one.country == country}
        return known.get(tax_class, known.get(USUAL, self.site_points))

    def shown(self, price: Money, country: str, tax_class: str) -> Money:
        """Return a stored price as the shopper sees and pays it: with the tax in it, whichever way it is kept."""
        if self.prices_include_tax:
            return price
        step = smallest_step(price.currency)
        return Money(
            minor=with_tax(price.minor, self.points(country, tax_class), step), currency=price.currency
        )


@dataclass(frozen=True, kw_only=True)
class TaxedPart:
    """One line as tax needs it: what it costs, what is paid of that, whether it lies in the parcel; minor units."""

    tax_class: str
    total: int
    paid: int
    is_shipped: bool


@dataclass(frozen=True, kw_only=True)
class TaxShare:
    """The evidence of one class: its rate and country, and net and tax of all that bears it, delivery too."""

    country: str
    tax_class: str
    points: int
    net: int
    tax: int


@dataclass(frozen=True, kw_only=True)
class Taxed:
    """The tax inside each line, and the evidence; the shares' taxes sum to `total`."""

    lines: tuple[int, ...]
    shares: tuple[TaxShare, ...]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(one.tax for one in self.shares)


def tax_inside(gross: int, points: int) -> int:
    """Return the tax contained in a gross amount of minor units, rounded half up."""
    return (2 * gross * points + (WHOLE + points)) // (2 * (WHOLE + points))


def with_tax(net: int, points: int, step: int = 1) -> int:
    """Return a net amount with its tax on top, rounded half up to the smallest sum that can be charged."""
    return (2 * net * (WHOLE + points) + WHOLE * step) // (2 * WHOLE * step) * step


def without_tax(gross: int, points: int, step: int = 1) -> int:
    """Return a gross amount without the tax in it, as a sum that can be charged."""
    return (gross - tax_inside(gross, points)) // step * step


def work_out_taxes(
    parts: Sequence[TaxedPart], delivery: int, table: TaxTable, country: str, *, is_reverse: bool = False
) -> Taxed:
    """Return the tax inside some lines and their delivery, in minor units; none under reverse charge."""
    carried = share_delivery(parts, delivery)
    by_points: dict[int, list[int]] = {}
    for place, part in enumerate(parts):
        points = 0 if is_reverse else table.points(country, part.tax_class)
        by_points.setdefault(points, []).append(place)
    lines = [0] * len(parts)
    found: dict[str, TaxShare] = {}
    for points, places in by_points.items():
        weights = [parts[one].paid for one in places]
        classes = list(dict.fromkeys(parts[one].tax_class for one in places))
        freight = [sum(carried[one] for one in places if parts[one].tax_class == name) for name in classes]
        whole = sum(weights) + sum(freight)
        if whole == 0:
            continue
        taxes = allocate(tax_inside(whole, points), [*weights, *freight])
        for place, tax in zip(places, taxes, strict=False):
            lines[place] = tax
        for name, gross, tax in zip(classes, freight, taxes[len(places) :], strict=True):
            own = [one for one in places if parts[one].tax_class == name]
            gross, tax = gross + sum(parts[one].paid for one in own), tax + sum(lines[one] for one in own)
            if gross:
                found[name] = TaxShare(
                    country=country, tax_class=name, points=points, net=gross - tax, tax=tax
                )
    return Taxed(lines=tuple(lines), shares=tuple(found[name] for name in sorted(found)))


def share_delivery(parts: Sequence[TaxedPart], delivery: int) -> list[int]:
    """Share the delivery out over what lies in the parcel, by what is paid for it; by its price where all is free."""
    if not parts or not delivery:
        return [0] * len(parts)
    paid = [part.paid if part.is_shipped else 0 for part in parts]
    priced = [part.total if part.is_shipped else 0 for part in parts]
    return allocate(delivery, paid if any(paid) else priced)


def percent_words(points: int) -> str:
    """Return "23 %" for 2300 and "13.5 %" for 1350."""
    whole, rest = divmod(points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + " %" if rest else f"{whole} %"


def tax_note(shares: Iterable[TaxShare], *, is_reverse: bool, say: Callable[[int], str]) -> str:
    """Return what stands beside a total: "includes 23 % tax, €13.18", or each rate where there are several."""
    shares = list(shares)
    later = LATER_WORDS if any(one.tax_class == VOUCHER for one in shares) else ""
    if is_reverse:
        return REVERSE_WORDS + later
    by_points: dict[int, int] = {}
    for one in shares:
        if one.points:
            by_points[one.points] = by_points.get(one.points, 0) + one.tax
    if len(by_points) == 1:
        points, tax = next(iter(by_points.items()))
        return f"includes {percent_words(points)} tax, {say(tax)}{later}"
    each = [
        f"{say(tax)} at {percent_words(points)}" for points, tax in sorted(by_points.items(), reverse=True)
    ]
    return (f"includes tax, {' and '.join(each)}" if each else "no tax is in it") + later
