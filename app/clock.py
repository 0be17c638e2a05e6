"""Time: UTC and aware inside, the site's zone outside. `utcnow` is called at the edges only."""

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def utcnow() -> datetime:
    """Return the present moment, aware, in UTC (moved by `shift_clock` in tests and proofs)."""
    return datetime.now(UTC) + _offset


def shift_clock(by: timedelta) -> None:
    """Set how far this process's clock stands from the machine's."""
    global _offset
    _offset = by
