"""Writing work into the outbox."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select

from app.db import after_commit, db
from app.outbox.models import OutboxItem

_log = structlog.get_logger("outbox")
_wake: list[Callable[[int, bool], None]] = []


def set_waker(wake: Callable[[int, bool], None]) -> None:
    """Say how a worker is told of a new item and whether it may wait (the queue; replaced in tests)."""
    _wake[:] = [wake]


def enqueue(
    kind: str,
    data: dict[str, Any] | None = None,
    *,
    now: datetime,
    due_at: datetime | None = None,
    natural_key: str | None = None,
    at_leisure: bool = False,
) -> OutboxItem:
    """Owe one piece of work, in the open transaction; a worker is woken after the commit.

    What is done `at_leisure` stands behind everything else in the queue.
    With a `natural_key` the same work is owed once only, whatever number of times it is asked for.
    """
    if natural_key is not None:
        owed = db.session.scalars(select(OutboxItem).where(OutboxItem.natural_key == natural_key)).first()
        if owed is not None:
            return owed
    item = OutboxItem(
        kind=kind, data=data or {}, created_at=now, due_at=due_at or now, natural_key=natural_key
    )
    db.session.add(item)
    db.session.flush()
    if item.due_at <= now:
        identity = item.id
        after_commit(lambda: _wake_worker(identity, at_leisure))
    return item


def revive(item: OutboxItem, *, now: datetime) -> None:
    """Give a dead item another set of attempts; a mail that was uncertain may then arrive twice."""
    item.dead_at, item.attempts, item.due_at = None, 0, now
    item.leased_until = item.lease_token = item.sending_at = None


def settle(item: OutboxItem, *, now: datetime) -> None:
    """Close a dead item, because people have seen to it."""
    item.dead_at, item.done_at, item.sending_at = None, now, None


def _wake_worker(item_id: int, at_leisure: bool) -> None:
    """Tell a worker; where the queue does not answer, the sweep finds the row, and the person who asked is served."""
    for wake in _wake:
        try:
            wake(item_id, at_leisure)
        except Exception as error:
            _log.warning("the queue does not answer", item=item_id, error=type(error).__name__)
