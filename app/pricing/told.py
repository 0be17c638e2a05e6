"""Tax that somebody else has worked out for us (Stripe Tax): what lies in each line and in the delivery; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.pricing.taxing import Taxed, TaxedPart, TaxShare

#: the share of the delivery, which bears a rate of its own where somebody else works the tax out
DELIVERY = "delivery"


@dataclass(frozen=True, kw_only=True)
class ToldTax:
    """What lies in one sum: minor units, and the rate in basis points."""

    tax: int = 0
    points: int = 0


@dataclass(frozen=True, kw_only=True)
class ToldTaxes:
    """The tax inside lines, in their order, and inside the delivery; `calculation` is the id it is kept under there."""

    calculation: str
    lines: tuple[ToldTax, ...]
    delivery: ToldTax


def as_told(parts: Sequence[TaxedPart], delivery: int, told: ToldTaxes, country: str) -> Taxed:
    """Return the tax as it was told, with its evidence by class and rate; delivery is a class of its own."""
    pairs = [(part.tax_class, part.paid, one) for part, one in zip(parts, told.lines, strict=True)]
    sums: dict[tuple[str, int], tuple[int, int]] = {}
    for name, gross, one in [*pairs, (DELIVERY, delivery, told.delivery)]:
        if gross:
            net, tax = sums.get((name, one.points), (0, 0))
            sums[name, one.points] = net + gross - one.tax, tax + one.tax
    names = [name for name, _ in sums]
    shares = [
        TaxShare(
            country=country, tax_class=name if names.count(name) == 1 else f"{name} {points}", points=points,
            net=net, tax=tax,
        )
        for (name, points), (net, tax) in sums.items()
    ]  # fmt: skip
    return Taxed(
        lines=tuple(one.tax for one in told.lines),
        shares=tuple(sorted(shares, key=lambda one: one.tax_class)),
    )
