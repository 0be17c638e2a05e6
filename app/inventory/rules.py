"""How counts become words, and how demand is added up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["in_stock", "last_few", "out"]
MOST_UNITS = 1_000_000


#: what nobody counts, a gift card, is always there
ENDLESS = MOST_UNITS


@dataclass(frozen=True, kw_only=True)
class Availability:
    """What a shopper is told of one variant; `units_left` is said only when there are few."""

    state: State
    units_left: int | None = None


def availability(left: int, low_at: int) -> Availability:
    """Return what `left` units are called, where `low_at` or fewer are "the last few"."""
    if left <= 0:
        return Availability(state="out")
    if left <= low_at:
        return Availability(state="last_few", units_left=left)
    return Availability(state="in_stock")


def sum_demand(lines: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Add up (variant id, units) so that each variant is compared with the stock once (S3)."""
    demand: dict[int, int] = {}
    for variant_id, units in lines:
        demand[variant_id] = demand.get(variant_id, 0) + units
    return demand


def shortfall(demand: dict[int, int], left: dict[int, int]) -> dict[int, int]:
    """Return, for each variant that lacks units, how many there are (0 for one without stock)."""
    return {
        variant: max(0, left.get(variant, 0))
        for variant, units in demand.items()
        if units > left.get(variant, 0)
    }
