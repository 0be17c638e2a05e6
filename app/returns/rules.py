"""Pure rules of returns: what of the money a return would give back."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.orders.rules import share_of_units


@dataclass(frozen=True, kw_only=True)
class Came:
    """Units of one line that came back: `paid` is what was paid for the whole line in minor units."""

    paid: int
    ordered: int
    before: int  # units that came back earlier
    now: int
    gone: int = 0  # units that were never sent, whose share went back then


def propose_refund(
    came: Sequence[Came],
    *,
    shipping: int,
    is_everything: bool,
    refundable: int,
    refunded: int = 0,
    step: int = 1,
) -> int:
    """Return what staff may give back for these units, in minor units; delivery too when nothing is kept.

    `came` are all lines of the order; `refunded` is what has gone back already: what is more than the units before
    were worth was given for these. A line's money is shared out over its units as where units are taken off, so that
    all of them together give all of it. Directive 2011/83/EU, Article 13: the standard delivery goes back with the
    whole contract.
    """
    worth, earlier = shipping if is_everything else 0, 0
    for one in came:
        before = one.gone + one.before
        earlier += share_of_units(one.paid, quantity=one.ordered, before=0, units=before, step=step)
        worth += share_of_units(one.paid, quantity=one.ordered, before=before, units=one.now, step=step)
    return max(0, min(worth - max(0, refunded - earlier), refundable))
