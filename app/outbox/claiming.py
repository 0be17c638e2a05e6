"""The short database steps of doing what is owed: claim, renew, enter `sending`, end. Each runs in a transaction.

A claim is an item with the fencing token of the worker that has it; whoever has lost the token writes nothing more.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from app.db import db, transaction
from app.outbox.leases import LEASE
from app.outbox.models import OutboxItem
from app.outbox.transport import MailRefused

MAX_ATTEMPTS = 12
OUTSIDE_DOWN = timedelta(minutes=1)
DIED_WHILE_SENDING = "The worker stopped while this mail was handed over. It may or may not have arrived."
END_UNWRITTEN = "This mail was handed over, and then something broke ({}). It may or may not have arrived."
IS_OPEN = and_(OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None))


class LeaseLost(Exception):
    """Another worker has taken the item over; what this one did is rolled back."""


class GivenUp(Exception):
    """Trying again is of no use or not ours to decide; the words are for staff."""


class OutsideDown(Exception):
    """The other side cannot be reached at all; that uses up none of the item's attempts."""


FORESEEN = (
    GivenUp,
    OutsideDown,
    MailRefused,
)  # whoever raises these knows what became of the mail, or says so


@dataclass(frozen=True, kw_only=True)
class Claim:
    """An item that is ours for as long as nobody else holds its token."""

    item_id: int
    token: str
    kind: str
    data: dict[str, Any]


def is_free(now: datetime) -> ColumnElement[bool]:
    """Return the condition for items that are due, leased by nobody and not in the middle of being sent."""
    unleased = or_(OutboxItem.leased_until.is_(None), OutboxItem.leased_until < now)
    return and_(IS_OPEN, OutboxItem.sending_at.is_(None), OutboxItem.due_at <= now, unleased)


def claim(item_id: int, *, now: datetime) -> Claim | None:
    """Lease one item, unless it is done, not due or somebody else's."""
    token = secrets.token_hex(16)
    with transaction() as session:
        claimed = session.execute(
            update(OutboxItem)
            .where(OutboxItem.id == item_id, is_free(now))
            .values(leased_until=now + LEASE, lease_token=token, attempts=OutboxItem.attempts + 1)
        )
        if not claimed.rowcount:  # type: ignore[attr-defined]
            return None
        item = session.get_one(OutboxItem, item_id, populate_existing=True)
        return Claim(item_id=item_id, token=token, kind=item.kind, data=dict(item.data))


def renew(held: Claim, *, now: datetime) -> None:
    """Lengthen the lease, if it is still ours."""
    db.session.execute(_ours(held).where(IS_OPEN).values(leased_until=now + LEASE))


def enter_sending(held: Claim, *, now: datetime) -> None:
    """Write `sending` before a message is handed over; raises LeaseLost where the item is no longer ours (E4)."""
    with transaction() as session:
        entered = session.execute(_ours(held).where(IS_OPEN).values(sending_at=now))
        if not entered.rowcount:  # type: ignore[attr-defined]
            raise LeaseLost


def finish(held: Claim, *, now: datetime) -> None:
    """Mark the item done in the open transaction; raises LeaseLost where it is no longer ours.

    A worker that was only slow still settles a mail that was named uncertain meanwhile.
    """
    done = db.session.execute(
        _ours(held)
        .where(OutboxItem.done_at.is_(None))
        .where(or_(OutboxItem.dead_at.is_(None), OutboxItem.sending_at.is_not(None)))
        .values(done_at=now, dead_at=None, leased_until=None, sending_at=None, last_error=None)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise LeaseLost


def put_off(held: Claim, error: Exception, *, now: datetime) -> None:
    """Note a failure: later again, or dead when trying again is of no use.

    A mail that was being handed over when something unforeseen broke is dead and named uncertain: also where the
    server took it and only the end could not be written, it must not go out a second time by itself (E4).
    """
    db.session.rollback()
    with transaction() as session:
        item = session.get_one(OutboxItem, held.item_id, with_for_update=True)
        if item.lease_token != held.token or item.done_at is not None:
            return
        is_uncertain = item.sending_at is not None and not isinstance(error, FORESEEN)
        item.leased_until = item.sending_at = item.dead_at = None
        if is_uncertain:
            error = GivenUp(END_UNWRITTEN.format(type(error).__name__))
        if isinstance(error, GivenUp):
            item.last_error, item.dead_at = str(error)[:500], now
            return
        item.last_error = f"{type(error).__name__}: {error}"[:500]
        if isinstance(error, OutsideDown):
            item.attempts, item.due_at = item.attempts - 1, now + OUTSIDE_DOWN
        elif item.attempts >= MAX_ATTEMPTS:
            item.dead_at = now
        else:
            item.due_at = now + backoff(item.attempts)


def name_uncertain(*, now: datetime) -> int:
    """Give up, for staff to decide, on each mail whose worker died while it was handed over (E4)."""
    left = and_(IS_OPEN, OutboxItem.sending_at.is_not(None), OutboxItem.leased_until < now)
    if db.session.scalar(select(OutboxItem.id).where(left).limit(1)) is None:
        db.session.rollback()
        return 0
    with transaction() as session:
        named = session.execute(
            update(OutboxItem)
            .where(left)
            .values(dead_at=now, last_error=DIED_WHILE_SENDING, leased_until=None)
            .execution_options(synchronize_session=False)
        )
        return int(named.rowcount)  # type: ignore[attr-defined]


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after the n-th failure: 5 s doubling to an hour."""
    return timedelta(seconds=min(5 * 2 ** max(0, attempts - 1), 3600))


def _ours(held: Claim) -> Any:
    return update(OutboxItem).where(OutboxItem.id == held.item_id, OutboxItem.lease_token == held.token)
