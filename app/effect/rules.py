"""What an order's lines give to the edges that led to them. Pure functions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.cart.touching import Touch


@dataclass(frozen=True, kw_only=True)
class LedLine:
    """One line that an edge led to: what was paid for it in minor units, after what offers took off."""

    touch: Touch
    paid_minor: int


@dataclass(frozen=True, kw_only=True)
class OrderSums:
    """The order the lines belong to: its whole total and what of it went back, in minor units."""

    total_minor: int
    refunded_minor: int


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one edge is credited with, once as the last that was followed and once as the first."""

    lines: int = 0
    minor: int = 0
    first_lines: int = 0
    first_minor: int = 0


def gone_back(line: LedLine, order: OrderSums) -> int:
    """Return a line's part of what went back, in proportion to the order and never more than the line."""
    if order.total_minor <= 0:
        return 0
    return min(line.paid_minor, line.paid_minor * order.refunded_minor // order.total_minor)


def share_out(amounts: Iterable[tuple[Touch, int]]) -> dict[int, Share]:
    """Return each edge's share of (touch, minor units)."""
    lines: Counter[int] = Counter()
    minor: Counter[int] = Counter()
    first_lines: Counter[int] = Counter()
    first_minor: Counter[int] = Counter()
    for touch, amount in amounts:
        lines[touch.last] += 1
        minor[touch.last] += amount
        first_lines[touch.first] += 1
        first_minor[touch.first] += amount
    return {
        edge: Share(
            lines=lines[edge], minor=minor[edge], first_lines=first_lines[edge], first_minor=first_minor[edge]
        )
        for edge in sorted({*lines, *first_lines})
    }


def a_thousand(count: int, reads: int) -> float | None:
    """Return how often something happened in 1,000 reads; None where nobody has read."""
    return round(1000 * count / reads, 1) if reads else None
