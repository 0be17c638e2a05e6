"""Pure rules of returns: what of the money a return would give back."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.money import allocate


@dataclass(frozen=True, kw_only=True)
class Came:
    """Units of one line that came back: `paid` is what was paid for the whole line in minor units."""

    paid: int
    ordered: int
    before: int  # units that came back earlier
    now: int


def propose_refund(came: Sequence[Came], *, shipping: int, is_everything: bool, refundable: int) -> int:
    """Return what staff may give back for these units, in minor units; delivery too when nothing is kept.

    A line's money is shared out over its units, so that all of them together give all of it. Directive 2011/83/EU,
    Article 13: the standard delivery goes back with the whole contract.
    """
    total = shipping if is_everything else 0
    for one in came:
        shares = allocate(one.paid, [1] * one.ordered)
        total += sum(shares[one.before : one.before + one.now])
    return min(total, refundable)
