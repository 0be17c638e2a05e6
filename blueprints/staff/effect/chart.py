"""A chart of days as bars, worked out here and drawn by one component: every number in it stands in its table too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.effect.queries import Day, Span

WIDTH, HEIGHT = 720, 160
MOST_BARS = 60


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Some days: their words, numbers, and where the bar and its inner part stand (px from the left and the top)."""

    words: str
    reads: int
    clicks: int
    x: float
    width: float
    y: float
    height: float
    inner_y: float
    inner_height: float


def draw_bars(days: Mapping[date, Day], span: Span) -> list[Bar]:
    """Return the bars of a span; so many days that they would be slivers are gathered by weeks."""
    count = (span.until - span.since).days + 1
    step = 1 if count <= MOST_BARS else 7
    starts = [span.since + timedelta(days=at) for at in range(0, count, step)]
    groups = [[days.get(one + timedelta(days=more)) for more in range(step)] for one in starts]
    numbers = [
        (sum(one.reads for one in group if one), sum(one.clicks for one in group if one)) for group in groups
    ]
    most = max([1, *(max(pair) for pair in numbers)])
    room = WIDTH / len(starts)
    return [
        _bar(start, step, pair, at * room, room, most)
        for at, (start, pair) in enumerate(zip(starts, numbers, strict=True))
    ]


def _bar(start: date, step: int, numbers: tuple[int, int], x: float, room: float, most: int) -> Bar:
    reads, clicks = numbers
    height, inner = HEIGHT * reads / most, HEIGHT * clicks / most
    words = f"{start.day} {start:%B %Y}"
    return Bar(
        words=words if step == 1 else f"week from {words}",
        reads=reads,
        clicks=clicks,
        x=round(x + room * 0.1, 1),
        width=round(room * 0.8, 1),
        y=round(HEIGHT - height, 1),
        height=round(height, 1),
        inner_y=round(HEIGHT - inner, 1),
        inner_height=round(inner, 1),
    )
