"""Claiming and doing what is owed; called by the worker process only."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import or_, select, update

from app.clock import utcnow
from app.db import db, transaction
from app.outbox.models import OutboxItem

LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 12
_log = structlog.get_logger("outbox")


class LeaseLost(Exception):
    """Another worker has taken the item over; what this one did is rolled back."""


@dataclass(frozen=True, kw_only=True)
class Handler:
    """How one kind of item is done; `work(data, now)`, see the package's docstring for the two sorts."""

    work: Callable[[dict[str, Any], datetime], None]
    is_protocol: bool = False


_handlers: dict[str, Handler] = {}


def register_handler(
    kind: str, work: Callable[[dict[str, Any], datetime], None], *, is_protocol: bool = False
) -> None:
    """Name the function that does items of `kind`."""
    _handlers[kind] = Handler(work=work, is_protocol=is_protocol)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after the n-th failure: 5 s doubling to an hour."""
    return timedelta(seconds=min(5 * 2 ** max(0, attempts - 1), 3600))


def list_owed_ids(now: datetime, *, limit: int = 200) -> list[int]:
    """Return ids of items that are due and leased by nobody, oldest first."""
    query = (
        select(OutboxItem.id)
        .where(OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None), OutboxItem.due_at <= now)
        .where(or_(OutboxItem.leased_until.is_(None), OutboxItem.leased_until < now))
        .order_by(OutboxItem.due_at, OutboxItem.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def run_item(item_id: int) -> bool:
    """Claim one item and do it; return whether it was ours to do and is done now."""
    token = secrets.token_hex(16)
    if not _claim(item_id, token):
        return False
    item = db.session.get_one(OutboxItem, item_id)
    kind, data = item.kind, dict(item.data)
    try:
        handler = _handlers[kind]
        if handler.is_protocol:
            db.session.rollback()
            handler.work(data, utcnow())
            with transaction():
                _finish(item_id, token)
        else:
            with transaction():
                handler.work(data, utcnow())
                _finish(item_id, token)
    except LeaseLost:
        _log.warning("lease lost", item=item_id, kind=kind)
        return False
    except Exception as error:
        _log.exception("work failed", item=item_id, kind=kind)
        _put_off(item_id, token, error)
        return False
    return True


def run_all_owed(*, limit: int = 1000) -> int:
    """Do everything that is due until nothing is left; return how many items were done."""
    done = 0
    while done < limit:
        ids = list_owed_ids(utcnow())
        db.session.rollback()
        finished = sum(run_item(one) for one in ids)
        done += finished
        if not finished:
            break
    return done


def _claim(item_id: int, token: str) -> bool:
    now = utcnow()
    with transaction() as session:
        claimed = session.execute(
            update(OutboxItem)
            .where(OutboxItem.id == item_id, OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None))
            .where(OutboxItem.due_at <= now)
            .where(or_(OutboxItem.leased_until.is_(None), OutboxItem.leased_until < now))
            .values(leased_until=now + LEASE, lease_token=token, attempts=OutboxItem.attempts + 1)
        )
        return bool(claimed.rowcount)  # type: ignore[attr-defined]


def _finish(item_id: int, token: str) -> None:
    done = db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item_id, OutboxItem.lease_token == token)
        .values(done_at=utcnow(), leased_until=None, last_error=None)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise LeaseLost


def _put_off(item_id: int, token: str, error: Exception) -> None:
    db.session.rollback()
    now = utcnow()
    with transaction() as session:
        item = session.get_one(OutboxItem, item_id)
        if item.lease_token != token:
            return
        item.last_error = f"{type(error).__name__}: {error}"[:500]
        item.leased_until = None
        if item.attempts >= MAX_ATTEMPTS:
            item.dead_at = now
        else:
            item.due_at = now + backoff(item.attempts)
