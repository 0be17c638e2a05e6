"""When digests are due, on the site's own clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.newsletter.rules import Frequency

MORNING = time(9, 0)
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Period:
    """One digest's span: what was published from `start` up to `end`, when it is due."""

    kind: Frequency
    start: datetime
    end: datetime

    @property
    def key(self) -> str:
        """The campaign's key, such as "weekly:2026-11-21"."""
        return f"{self.kind.value}:{self.end.date().isoformat()}"


def latest_period(kind: Frequency, now: datetime, zone: str) -> Period:
    """Return the newest span of this kind that has ended: days, weeks to Saturday, months, each at nine."""
    place = ZoneInfo(zone)
    local = now.astimezone(place)
    last = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    end = _day_of(kind, last)
    start = _day_of(kind, end - timedelta(days=1))
    return Period(
        kind=kind,
        start=datetime.combine(start, MORNING, tzinfo=place),
        end=datetime.combine(end, MORNING, tzinfo=place),
    )


def _day_of(kind: Frequency, last: date) -> date:
    if kind is Frequency.WEEKLY:
        return last - timedelta(days=(last.weekday() - SATURDAY) % 7)
    if kind is Frequency.MONTHLY:
        return last.replace(day=1)
    return last
