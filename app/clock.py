"""Time: UTC and aware inside, the site's zone outside. `utcnow` is called at the edges only."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_offset = timedelta(0)


def utcnow() -> datetime:
    """Return the present moment, aware, in UTC (moved by `shift_clock` in tests and proofs)."""
    return datetime.now(UTC) + _offset


def shift_clock(by: timedelta) -> None:
    """Set how far this process's clock stands from the machine's."""
    global _offset
    _offset = by


def day_in(zone: str, moment: datetime) -> date:
    """Return the day of a moment on the calendar of a time zone such as "Europe/Dublin"."""
    return moment.astimezone(ZoneInfo(zone)).date()
