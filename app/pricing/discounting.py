"""What offers take off some lines: pure, exact to the unit. The stacking rules stand in docs/how-to/offers.md.

1. Things: automatic percentages and bundles; each line takes one, and what is cheaper for the shopper wins.
2. Of the automatic amounts and tiers, the one that takes off most, on what is left. 3. The one code, on what is left.
4. Free delivery, once. Nothing goes below zero; every part is a multiple of what Stripe charges in the currency.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.money import allocate
from app.pricing.terms import OfferKind, Terms


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    """What an offer needs to know of a line; `unit` in minor units."""

    product_id: int
    category_id: int
    unit: int
    quantity: int
    is_money: bool = False

    @property
    def total(self) -> int:
        """Its price, before anything is taken off."""
        return self.unit * self.quantity


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one offer takes off: a share of each line, and of the delivery."""

    terms: Terms
    shares: tuple[int, ...]
    delivery: int = 0

    @property
    def amount(self) -> int:
        """All of it."""
        return sum(self.shares) + self.delivery


def take_off(
    lines: Sequence[OfferLine], delivery: int, offers: Iterable[Terms], *, country: str, step: int = 1
) -> list[Taken]:
    """Return what each offer that applies takes off, in the order in which they are applied; at most one has a code."""
    fit = sorted((one for one in offers if applies(one, lines, country)), key=lambda one: one.id)
    automatic = [one for one in fit if not one.code]
    code = next((one for one in fit if one.code), None)
    left = [line.total for line in lines]
    taken: list[Taken] = []

    def apply(found: Iterable[Taken]) -> None:
        for one in found:
            if one.amount:
                taken.append(one)
                left[:] = [rest - share for rest, share in zip(left, one.shares, strict=True)]

    apply(_best_for_things(automatic, lines, left, step))
    whole = [one for one in automatic if one.kind in (OfferKind.AMOUNT, OfferKind.TIERS)]
    apply(_most([_work_out(one, lines, left, step) for one in whole]))
    if code and code.kind is not OfferKind.FREE_DELIVERY:
        apply([_work_out(code, lines, left, step)])
    last = [code] if code else []  # so that no code is used up for what is free already
    free = next((one for one in (*automatic, *last) if one.kind is OfferKind.FREE_DELIVERY), None)
    if free and delivery:
        taken.append(Taken(terms=free, shares=(0,) * len(lines), delivery=delivery))
    return taken


def applies(terms: Terms, lines: Sequence[OfferLine], country: str) -> bool:
    """Say whether an offer's own conditions are met: its country, its things, and how much of them at full price."""
    covered = [line.total for line in lines if _is_about(terms, line)]
    return terms.country in ("", country) and bool(covered) and sum(covered) >= terms.least_minor


def spent_on(terms: Terms, lines: Sequence[OfferLine]) -> int:
    """Return what the things that an offer is about cost, before anything is taken off."""
    return sum(line.total for line in lines if _is_about(terms, line))


def _best_for_things(
    offers: Sequence[Terms], lines: Sequence[OfferLine], left: Sequence[int], step: int
) -> list[Taken]:
    """Give each line its highest percentage, then let a bundle have its lines where it takes off more than those."""
    percents = [one for one in offers if one.kind is OfferKind.PERCENT]
    choice: list[Terms | None] = [
        max((one for one in percents if _is_about(one, line)), key=lambda one: (one.percent, -one.id), default=None)
        for line in lines
    ]  # fmt: skip
    waiting = [one for one in offers if one.kind is OfferKind.BUNDLE]
    given: list[Taken] = []
    free = [True] * len(lines)
    while waiting:
        gains = [_gain(one, lines, left, choice, free, step) for one in waiting]
        best = max(range(len(waiting)), key=lambda place: (gains[place][0], -waiting[place].id))
        gain, bundle = gains[best]
        if gain <= 0:
            break
        given.append(bundle)
        for place, line in enumerate(lines):
            if _is_about(bundle.terms, line):
                free[place], choice[place] = False, None
        waiting.pop(best)
    return [*(_percent_of(one, left, choice, step) for one in percents), *given]


def _gain(
    bundle: Terms, lines: Sequence[OfferLine], left: Sequence[int], choice: Sequence[Terms | None],
    free: Sequence[bool], step: int,
) -> tuple[int, Taken]:  # fmt: skip
    """Return by how much a bundle beats the percentages of the lines it would have, and what it takes off."""
    rest = [amount if is_free else 0 for amount, is_free in zip(left, free, strict=True)]
    found = _work_out(bundle, lines, rest, step)
    lost = [
        one if is_free and _is_about(bundle, line) else None
        for one, is_free, line in zip(choice, free, lines, strict=True)
    ]
    worth = sum(_percent_of(one, left, lost, step).amount for one in {one for one in lost if one})
    return found.amount - worth, found


def _percent_of(terms: Terms, left: Sequence[int], choice: Sequence[Terms | None], step: int) -> Taken:
    weights = [rest if one is terms else 0 for rest, one in zip(left, choice, strict=True)]
    return Taken(terms=terms, shares=_share(weights, terms.percent, step))


def _most(found: Sequence[Taken]) -> list[Taken]:
    """Return the one that takes off most, the older one where two are equal."""
    return sorted(found, key=lambda one: (-one.amount, one.terms.id))[:1]


def _work_out(terms: Terms, lines: Sequence[OfferLine], left: Sequence[int], step: int) -> Taken:
    """Return what one offer alone takes off what is left of its lines."""
    covered = [rest if _is_about(terms, line) else 0 for rest, line in zip(left, lines, strict=True)]
    if terms.kind is OfferKind.BUNDLE:
        return Taken(terms=terms, shares=_bundle(terms, lines, covered, step))
    if terms.kind is OfferKind.AMOUNT:
        return Taken(terms=terms, shares=_split(min(terms.amount_minor, sum(covered)), covered, step))
    percent = terms.percent
    if terms.kind is OfferKind.TIERS:
        spent = spent_on(terms, lines)
        percent = next((part for least, part in reversed(terms.tiers) if spent >= least), 0)
    return Taken(terms=terms, shares=_share(covered, percent, step))


def _bundle(terms: Terms, lines: Sequence[OfferLine], covered: Sequence[int], step: int) -> tuple[int, ...]:
    """Take the percentage off the cheapest units: `get` of every `buy` + `get` that are there."""
    units = sorted(
        (rest // line.quantity, place)
        for place, (line, rest) in enumerate(zip(lines, covered, strict=True))
        for _ in range(line.quantity if rest else 0)
    )
    size = terms.buy_units + terms.get_units
    weights = [0] * len(lines)
    for worth, place in units[: len(units) // size * terms.get_units] if size else ():
        weights[place] += worth
    return _share(weights, terms.percent, step)


def _share(weights: Sequence[int], percent: int, step: int) -> tuple[int, ...]:
    """Return a percentage of a sum, rounded half up to the step, shared out by weight."""
    total = sum(weights)
    return _split((total * percent * 2 + 100 * step) // (200 * step) * step, weights, step)


def _split(amount: int, weights: Sequence[int], step: int) -> tuple[int, ...]:
    """Share an amount out in whole steps; no part is more than its weight."""
    steps = [weight // step for weight in weights]
    whole = min(amount // step, sum(steps))
    return tuple(part * step for part in allocate(whole, steps)) if whole else (0,) * len(weights)


def _is_about(terms: Terms, line: OfferLine) -> bool:
    """Say whether an offer is about a line; none is about a gift card, which is money and not a thing."""
    return not line.is_money and terms.is_about(product_id=line.product_id, category_id=line.category_id)
