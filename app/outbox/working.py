"""Doing what is owed; called by the worker process only."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select

from app.clock import utcnow
from app.db import db, dialect_name, end_reading, transaction
from app.outbox.claiming import (
    FORESEEN,
    Claim,
    LeaseLost,
    claim,
    finish,
    is_free,
    name_uncertain,
    put_off,
    renew,
)
from app.outbox.lanes import Lane
from app.outbox.leases import held
from app.outbox.models import OutboxItem

Work = Callable[[dict[str, Any], datetime], None]
_log = structlog.get_logger("outbox")


@dataclass(frozen=True, kw_only=True)
class Handler:
    """How one kind of item is done; `work(claim, now)`, see the package's docstring for the sorts."""

    work: Callable[[Claim, datetime], None]
    is_protocol: bool
    lane: Lane = Lane.HOUSE


_handlers: dict[str, Handler] = {}


def register_handler(kind: str, work: Work, *, is_protocol: bool = False, lane: Lane = Lane.HOUSE) -> None:
    """Name the function that does items of `kind` from their data; what speaks to the mail server has its lane."""
    _handlers[kind] = Handler(work=lambda held, now: work(held.data, now), is_protocol=is_protocol, lane=lane)


def register_sender(kind: str, work: Callable[[Claim, datetime], None]) -> None:
    """Name the function that sends the mail of items of `kind`; it gets the claim, to write `sending` under it."""
    _handlers[kind] = Handler(work=work, is_protocol=True, lane=Lane.MAIL)


def list_mail_kinds() -> list[str]:
    """Return the kinds of items whose work is one mail."""
    return _kinds_of(Lane.MAIL)


def lane_of(item_id: int) -> Lane:
    """Return the lane of an item; one that is not there has the house's."""
    kind = db.session.scalar(select(OutboxItem.kind).where(OutboxItem.id == item_id))
    db.session.rollback()
    return _handlers[kind].lane if kind in _handlers else Lane.HOUSE


def list_owed_ids(
    now: datetime, *, overdue: timedelta = timedelta(0), limit: int = 200, lane: Lane | None = None
) -> list[int]:
    """Return ids of items that have been due for `overdue` and are leased by nobody, oldest first; of one lane."""
    query = select(OutboxItem.id).where(is_free(now), OutboxItem.due_at <= now - overdue)
    if lane is Lane.HOUSE:
        query = query.where(OutboxItem.kind.not_in([*_kinds_of(Lane.MAIL), *_kinds_of(Lane.LETTERS)]))
    elif lane is not None:
        query = query.where(OutboxItem.kind.in_(_kinds_of(lane)))
    return list(db.session.scalars(query.order_by(OutboxItem.due_at, OutboxItem.id).limit(limit)))


def run_item(item_id: int) -> bool:
    """Claim one item and do it; return whether it was ours to do and is done now."""
    ours = claim(item_id, now=utcnow())
    if ours is None:
        return False
    try:
        handler = _handlers[ours.kind]
        if handler.is_protocol:
            end_reading()
            with held(lambda now: renew(ours, now=now)):
                handler.work(ours, utcnow())
            with transaction():
                finish(ours, now=utcnow())
        else:
            with _held_unless_locked(ours), transaction():
                handler.work(ours, utcnow())
                finish(ours, now=utcnow())
    except LeaseLost:
        _log.warning("lease lost", item=item_id, kind=ours.kind)
        return False
    except Exception as error:
        _log_failure(ours, error)
        put_off(ours, error, now=utcnow())
        return False
    return True


def run_all_owed(
    *, limit: int = 1000, overdue: timedelta = timedelta(0), is_over: Callable[[], bool] = lambda: False,
    lane: Lane | None = None,
) -> int:  # fmt: skip
    """Do everything that has been due for `overdue` until nothing is left; return how many items were done.

    A `lane` leaves the others' work alone.
    """
    done = 0
    name_uncertain(now=utcnow())
    while done < limit and not is_over():
        ids = list_owed_ids(utcnow(), overdue=overdue, lane=lane)
        db.session.rollback()
        finished = sum(run_item(one) for one in ids if not is_over())
        done += finished
        if not finished:
            break
    return done


def _kinds_of(lane: Lane) -> list[str]:
    return sorted(kind for kind, one in _handlers.items() if one.lane is lane)


def _log_failure(ours: Claim, error: Exception) -> None:
    """Log a failure; the words of one that was foreseen may name a recipient, and it needs no traceback."""
    if isinstance(error, FORESEEN):
        _log.warning("work failed", item=ours.item_id, kind=ours.kind, error=type(error).__name__)
    else:
        _log.exception("work failed", item=ours.item_id, kind=ours.kind)


def _held_unless_locked(ours: Claim) -> Any:
    """Renew the lease during an effect, but on SQLite: its write lock keeps everybody out, a renewal included."""
    return nullcontext() if dialect_name() == "sqlite" else held(lambda now: renew(ours, now=now))
