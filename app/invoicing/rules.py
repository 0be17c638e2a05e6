"""Pure rules of papers: what they are called, the sums of each tax rate, and how a refund falls on them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.invoicing.models import PaperKind, Series
from app.money import allocate
from app.orders.models import Order, OrderTax

KIND_WORDS = {
    PaperKind.INVOICE: "Invoice",
    PaperKind.CREDIT_NOTE: "Credit note",
    PaperKind.CORRECTION: "Corrective invoice",
}
PREFIXES = {Series.INVOICES: "", Series.CREDIT_NOTES: "CN-"}
_NAME = re.compile(r"(CN-)?([0-9]{4})-([0-9]{6,9})")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """The sum of what is taxed at one rate, in basis points: `gross` with the `tax` inside, in minor units."""

    points: int
    gross: int
    tax: int


def series_of(kind: PaperKind) -> Series:
    """Return what a kind of paper is counted with: a corrective invoice is an invoice."""
    return Series.CREDIT_NOTES if kind is PaperKind.CREDIT_NOTE else Series.INVOICES


def paper_name(series: Series, year: int, number: int) -> str:
    """Return "2026-000123", or "CN-2026-000123" for a credit note."""
    return f"{PREFIXES[series]}{year:04}-{number:06}"


def read_name(name: str) -> tuple[Series, int, int] | None:
    """Return (series, year, number) of a paper's name; None for what no paper is called."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    series = Series.CREDIT_NOTES if found[1] else Series.INVOICES
    year, number = int(found[2]), int(found[3])
    return (series, year, number) if paper_name(series, year, number) == name else None


def rates_of_order(order: Order, taxes: Sequence[OrderTax]) -> list[Rate]:
    """Return the sums of each rate in an order, highest first, out of its tax evidence; older orders have none."""
    if not taxes:
        return [Rate(points=order.tax_percent * 100, gross=order.total_minor, tax=order.tax_minor)]
    sums: dict[int, Rate] = {}
    for one in taxes:
        so_far = sums.get(one.points, Rate(points=one.points, gross=0, tax=0))
        gross = so_far.gross + one.net_minor + one.tax_minor
        sums[one.points] = Rate(points=one.points, gross=gross, tax=so_far.tax + one.tax_minor)
    return [sums[points] for points in sorted(sums, reverse=True)]


def as_rates(stored: Iterable[Sequence[Any]]) -> list[Rate]:
    """Return a paper's stored rates as values."""
    return [Rate(points=points, gross=gross, tax=tax) for points, gross, tax in stored]


def add_up(papers: Iterable[tuple[int, Iterable[Rate]]]) -> dict[int, Rate]:
    """Return points -> sums over (sign, rates)."""
    sums: dict[int, Rate] = {}
    for sign, rates in papers:
        for one in rates:
            so_far = sums.get(one.points, Rate(points=one.points, gross=0, tax=0))
            sums[one.points] = Rate(
                points=one.points, gross=so_far.gross + sign * one.gross, tax=so_far.tax + sign * one.tax
            )
    return sums


@dataclass(frozen=True, kw_only=True)
class CardPart:
    """What of a refund is for gift cards that the order bought, what went back of them before, and what they cost."""

    now: int = 0
    before: int = 0
    whole: int = 0


NO_CARDS = CardPart()


def share_refund_of_cards(
    amount: int, whole: Sequence[Rate], given: dict[int, Rate], cards: CardPart
) -> list[Rate]:
    """Split a refund so that what is for gift cards bears no tax, as they did, and the rest what the rest bore."""
    free = next((one for one in whole if one.points == 0), None)
    if not cards.whole or free is None or free.gross < cards.whole:
        return share_refund(amount, whole, given)
    gone = given.get(0, Rate(points=0, gross=0, tax=0))
    gone_of_things = Rate(points=0, gross=max(0, gone.gross - cards.before), tax=0)
    things = [one for one in whole if one.points]
    if free.gross > cards.whole:
        things.append(Rate(points=0, gross=free.gross - cards.whole, tax=0))
    before = {one.points: given[one.points] for one in things if one.points in given} | (
        {0: gone_of_things} if free.gross > cards.whole else {}
    )
    left = sum(one.gross for one in things) - sum(one.gross for one in before.values())
    of_things = max(0, min(amount - cards.now, left))
    parts = share_refund(of_things, things, before) if of_things else []
    both = add_up([(1, parts), (1, [Rate(points=0, gross=amount - of_things, tax=0)])])
    return [both[points] for points in sorted(both, reverse=True) if both[points].gross]


def share_refund(amount: int, whole: Sequence[Rate], given: dict[int, Rate]) -> list[Rate]:
    """Split a refund of `amount` minor units over an order's rates, by what is left of each.

    `given` is what its credit notes say already. However the parts fall, the notes of an order that went back whole
    add up to its tax to the unit. Raises ValueError for more than is left.
    """
    nothing = {one.points: Rate(points=one.points, gross=0, tax=0) for one in whole}
    before = nothing | given
    left = [one.gross - before[one.points].gross for one in whole]
    if not 0 < amount <= sum(left):
        raise ValueError(f"a credit note of {amount} when {sum(left)} are left")
    parts = allocate(amount, left)
    return [
        Rate(points=one.points, gross=part, tax=_tax_of_part(part, one, before[one.points]))
        for one, part in zip(whole, parts, strict=True)
        if part
    ]


def _tax_of_part(part: int, whole: Rate, given: Rate) -> int:
    """Return the tax in a part, rounded with what was given before; what is left never exceeds its gross."""
    after = given.gross + part
    so_far = (2 * after * whole.tax + whole.gross) // (2 * whole.gross)
    tax_left = whole.tax - given.tax
    least = max(0, tax_left - (whole.gross - after))
    return min(max(so_far - given.tax, least), tax_left, part)
