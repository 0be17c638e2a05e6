"""Rows that several people may make or change at once: made once, locked in one order."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from app.db import db, insert_if_absent
from app.newsletter.models import SendBucket, Subscriber


def lock_subscriber(subscriber_id: int) -> Subscriber:
    """Return the subscriber as committed now, locked until the transaction ends; what E2 rests on.

    SQLite's BEGIN IMMEDIATE has locked everything already. NO KEY UPDATE, so that freezing an audience, whose rows
    point at subscribers, makes nobody's unsubscribe wait.
    """
    query = select(Subscriber).where(Subscriber.id == subscriber_id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def insert_buckets(domains: Iterable[str], now: datetime) -> None:
    """Make the pacing buckets that are missing, in one order for all workers."""
    for name in sorted({"*", *domains}):
        insert_if_absent(SendBucket, {"name": name, "busy_until": now})
