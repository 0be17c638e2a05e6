"""The sums: lines, delivery, the tax inside, the total."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.catalog.rules import VOUCHER
from app.money import Money, smallest_step
from app.pricing.delivering import Parcel, Rate, Reach, Way, choose_way, find_zone, list_ways
from app.pricing.discounting import OfferLine, Taken, take_off
from app.pricing.tariff import Destination, Tariff
from app.pricing.taxing import USUAL, Taxed, TaxedPart, TaxShare, share_delivery, without_tax, work_out_taxes
from app.pricing.terms import Terms
from app.pricing.told import ToldTaxes, as_told

MOST_MINOR = 99_999_99
MOST_ON_CARD = 1_000_000  # minor units on one gift card


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """Some units of one variant at one price with tax in it; `is_shipped` is false for what needs no parcel."""

    variant_id: int
    unit: Money
    quantity: int
    is_shipped: bool = True
    tax_class: str = USUAL
    weight_g: int = 0
    product_id: int = 0
    category_id: int = 0

    @property
    def is_money(self) -> bool:
        """Whether it is a gift card: no offer takes anything off it, and no gift card pays for it."""
        return self.tax_class == VOUCHER


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

    `discount` is the sum of `offers`, and of the lines' discounts and what is taken off the delivery. `taxes` are the
    evidence: their net and tax sum to `total`, their tax to `tax`. `ways` are those open to what is posted, `rate` the
    one that counts: none where nothing is posted, and none where no way is open or chosen, which `is_stuck` says.
    `is_tax_open` where the tax in it is Stripe's to tell and has not been told; `calculation` is what it was told by.
    `for_cards` is what of the total buys gift cards.
    """

    lines: tuple[QuotedLine, ...]
    offers: tuple[AppliedOffer, ...]
    lines_total: Money
    shipping: Money
    discount: Money
    tax: Money
    taxes: tuple[TaxShare, ...]
    is_reverse: bool
    total: Money
    country: str
    ways: tuple[Way, ...]
    rate: Rate | None
    is_stuck: bool
    lacks_postcode: bool
    is_tax_open: bool = False
    calculation: str = ""
    for_cards: Money | None = None

    @property
    def of_things(self) -> Money:
        """What of the total is for other things than gift cards: at most that much is paid by gift card."""
        return self.total - self.for_cards if self.for_cards else self.total

    @property
    def days(self) -> str:
        """How long it takes, in words."""
        return self.rate.days if self.rate else ""

    @property
    def reach(self) -> Reach:
        """How the things get to their buyer, as far as that is known."""
        if self.rate is not None:
            return Reach.FETCHED if self.rate.is_pickup else Reach.POSTED
        return Reach.POSTED if self.is_stuck else Reach.NOTHING

    @property
    def is_final(self) -> bool:
        """Whether nothing that the shopper has yet to say can change the total."""
        return not (self.is_stuck or self.lacks_postcode)


def quote(
    lines: Sequence[PricedLine],
    to: Destination,
    tariff: Tariff,
    offers: Sequence[Terms] = (),
    told: ToldTaxes | None = None,
) -> Quote:
    """Work out the whole cost of `lines` sent somewhere with the offers that apply; raises NoSuchCountry.

    Where somebody else works the tax out, `told` is what they said of just this cost.
    """
    tariff.find_country(to.country)

    def money(minor: int) -> Money:
        return Money(minor=minor, currency=tariff.currency)

    if lines and all(
        line.is_money for line in lines
    ):  # nothing is supplied yet for which a buyer could owe the tax
        to = replace(to, is_reverse=False)
    ways, way = find_ways(lines, to, tariff)
    step, cost = smallest_step(tariff.currency), way.cost if way else 0
    if to.is_reverse:
        cost = _untaxed_delivery(lines, cost, to, tariff)
        lines = [_untaxed(line, to.country, tariff) for line in lines]
    totals = [line.unit * line.quantity for line in lines]
    lines_total = sum(totals, start=money(0))
    shipping = money(cost)
    taken = take_off(as_offers_see(lines), shipping.minor, offers, country=to.country, step=step)
    off = _off_each_line(taken, len(lines))
    off_shipping = sum(one.delivery for one in taken)
    taxed = _taxed(lines, off, shipping.minor - off_shipping, to, tariff, told)
    return Quote(
        lines=tuple(
            QuotedLine(
                variant_id=line.variant_id, unit=line.unit, quantity=line.quantity, total=gross,
                discount=money(less), tax=money(share),
            )
            for line, gross, less, share in zip(lines, totals, off, taxed.lines, strict=True)
        ),
        offers=tuple(AppliedOffer(terms=one.terms, amount=money(one.amount)) for one in taken),
        lines_total=lines_total,
        shipping=shipping,
        discount=money(sum(off) + off_shipping),
        tax=money(taxed.total),
        taxes=taxed.shares,
        is_reverse=to.is_reverse,
        total=lines_total + shipping - money(sum(off) + off_shipping),
        country=to.country,
        ways=tuple(ways),
        rate=way.rate if way else None,
        is_stuck=way is None and any(line.is_shipped for line in lines),
        lacks_postcode=any(line.is_shipped for line in lines) and lacks_postcode(to, way, tariff),
        is_tax_open=tariff.asks_stripe and told is None,
        calculation=told.calculation if told else "",
        for_cards=sum((one.unit * one.quantity for one in lines if one.is_money), start=money(0)),
    )  # fmt: skip


def find_ways(lines: Sequence[PricedLine], to: Destination, tariff: Tariff) -> tuple[list[Way], Way | None]:
    """Return the ways in which lines can reach somebody, and the one that counts; none where nothing is posted."""
    posted = [line for line in lines if line.is_shipped]
    if not posted:
        return [], None
    parcel = Parcel(
        weight=sum(line.weight_g * line.quantity for line in posted),
        goods=sum(line.unit.minor * line.quantity for line in posted),
        count=sum(line.quantity for line in posted),
    )
    ways = list_ways(find_zone(tariff.zones, to.country, to.postal_code), parcel)
    return ways, choose_way(ways, to.rate_id)


def lacks_postcode(to: Destination, way: Way | None, tariff: Tariff) -> bool:
    """Say whether the cost is not final for want of a postcode; whoever fetches the things needs none."""
    is_fetched = way is not None and way.rate.is_pickup
    return not to.postal_code and not is_fetched and tariff.asks_postcode(to.country)


def _untaxed_delivery(lines: Sequence[PricedLine], cost: int, to: Destination, tariff: Tariff) -> int:
    """Return the delivery without the tax of the things in the parcel, as a sum that can be charged."""
    parts = _parts(lines, [0] * len(lines))
    shares = zip(lines, share_delivery(parts, cost), strict=True)
    net = sum(without_tax(share, tariff.taxes.points(to.country, line.tax_class)) for line, share in shares)
    step = smallest_step(tariff.currency)
    return net // step * step


def _untaxed(line: PricedLine, country: str, tariff: Tariff) -> PricedLine:
    """Return a line at its price without tax, for a buyer who accounts for the tax."""
    points = tariff.taxes.points(country, line.tax_class)
    minor = without_tax(line.unit.minor, points, smallest_step(tariff.currency))
    return replace(
        line, unit=Money(minor=max(minor, smallest_step(tariff.currency)), currency=line.unit.currency)
    )


def _taxed(
    lines: Sequence[PricedLine],
    off: Sequence[int],
    delivery: int,
    to: Destination,
    tariff: Tariff,
    told: ToldTaxes | None,
) -> Taxed:
    parts = _parts(lines, off)
    if tariff.asks_stripe:
        return (
            as_told(parts, delivery, told, to.country) if told else Taxed(lines=(0,) * len(parts), shares=())
        )
    return work_out_taxes(parts, delivery, tariff.taxes, to.country, is_reverse=to.is_reverse)


def _parts(lines: Sequence[PricedLine], off: Sequence[int]) -> list[TaxedPart]:
    return [
        TaxedPart(
            tax_class=line.tax_class, total=line.unit.minor * line.quantity,
            paid=line.unit.minor * line.quantity - less, is_shipped=line.is_shipped,
        )
        for line, less in zip(lines, off, strict=True)
    ]  # fmt: skip


def as_offers_see(lines: Sequence[PricedLine]) -> list[OfferLine]:
    """Return what offers need to know of some lines."""
    return [_plain(one) for one in lines]


def _plain(line: PricedLine) -> OfferLine:
    return OfferLine(
        product_id=line.product_id, category_id=line.category_id, unit=line.unit.minor, quantity=line.quantity,
        is_money=line.is_money,
    )  # fmt: skip


def _off_each_line(taken: Sequence[Taken], count: int) -> list[int]:
    return [sum(one.shares[place] for one in taken) for place in range(count)]
