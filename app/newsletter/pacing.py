"""How fast we may hand over: one bucket for our provider and one for each receiving domain.

A bucket is kept as one moment: up to when its share is spoken for (the generic cell rate algorithm, ITU-T I.371).
Each copy moves that moment on by its interval; a copy may go while the moment is at most `burst` intervals ahead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import db
from app.newsletter.models import SendBucket

EVERYBODY = "*"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Copies a second and how many may go at once."""

    a_second: float
    burst: int

    @property
    def interval(self) -> timedelta:
        """The time that one copy takes up."""
        return timedelta(seconds=1 / self.a_second)


@dataclass(frozen=True, kw_only=True)
class Paces:
    """The pace for everybody together and for each receiving domain."""

    provider: Pace = Pace(a_second=14, burst=50)
    domain: Pace = Pace(a_second=5, burst=20)

    def of(self, name: str) -> Pace:
        """Return the pace of one bucket."""
        return self.provider if name == EVERYBODY else self.domain


def wait_for(busy_until: datetime, pace: Pace, now: datetime) -> timedelta:
    """Return how long the next copy must wait; zero when it may go now."""
    ahead = max(busy_until, now) - now
    return max(timedelta(0), ahead - pace.interval * (pace.burst - 1))


def take(busy_until: datetime, pace: Pace, now: datetime) -> datetime:
    """Return the bucket's moment after one more copy."""
    return max(busy_until, now) + pace.interval


class Buckets:
    """The buckets of some domains, which are there, locked in the open transaction until it ends."""

    def __init__(self, domains: Iterable[str], paces: Paces, now: datetime) -> None:
        query = select(SendBucket).where(SendBucket.name.in_({EVERYBODY, *domains})).order_by(SendBucket.name)
        locked = query.with_for_update().execution_options(populate_existing=True)
        self.rows = {row.name: row for row in db.session.scalars(locked)}
        self.paces, self.now = paces, now

    def try_take(self, domain: str) -> timedelta:
        """Take a share for one copy and return zero, or return how long it has to wait."""
        names = (EVERYBODY, domain)
        waits = [wait_for(self.rows[name].busy_until, self.paces.of(name), self.now) for name in names]
        if any(waits):
            return max(waits)
        for name in names:
            self.rows[name].busy_until = take(self.rows[name].busy_until, self.paces.of(name), self.now)
        return timedelta(0)
