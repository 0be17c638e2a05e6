"""The short database steps of sending: lease, enter `sending`, write the answer. Each is called in a transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, or_, select, update

from app.db import db
from app.newsletter.models import Campaign, Delivery, Subscriber
from app.newsletter.pacing import Buckets, Paces
from app.newsletter.reading import is_any_public
from app.newsletter.rows import insert_buckets, lock_subscriber
from app.newsletter.rules import (
    LINE_DOWN,
    MAX_ATTEMPTS,
    SENDING_LIMIT,
    DeliveryState,
    SubscriberState,
    SuppressionReason,
    backoff,
    is_paused,
)
from app.newsletter.suppressing import is_suppressed, suppress
from app.outbox.leases import LEASE

#: written out, because SQLite uses a partial index only where the query names its value
IS_WAITING = Delivery.state == literal_column("'waiting'")
IS_SENDING = Delivery.state == literal_column("'sending'")
IS_UNCERTAIN = Delivery.state == literal_column("'uncertain'")


@dataclass(frozen=True, kw_only=True)
class Leased:
    """A copy that is ours for a while."""

    delivery_id: int
    token: str


def lease_some(paces: Paces, *, limit: int, now: datetime) -> list[Leased]:
    """Lease copies that are due, as many as the buckets allow; the others are put off until their share is free."""
    token = secrets.token_hex(16)
    query = (
        select(Delivery)
        .where(IS_WAITING, Delivery.due_at <= now)
        .where(or_(Delivery.leased_until.is_(None), Delivery.leased_until < now))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    owed = db.session.scalars(query.execution_options(populate_existing=True)).all()
    if not owed:
        return []
    insert_buckets({one.domain for one in owed}, now)
    buckets = Buckets({one.domain for one in owed}, paces, now)
    leased = []
    for one in owed:
        wait = buckets.try_take(one.domain)
        if wait:
            one.due_at = now + wait
            continue
        one.leased_until, one.lease_token = now + LEASE, token
        leased.append(Leased(delivery_id=one.id, token=token))
    return leased


def renew_leases(leased: Sequence[Leased], *, now: datetime) -> None:
    """Lengthen the leases of copies whose turn has not come and that are still ours."""
    if leased:
        ours = Delivery.id.in_([one.delivery_id for one in leased])
        held = update(Delivery).where(ours, Delivery.lease_token == leased[0].token, IS_WAITING)
        db.session.execute(held.values(leased_until=now + LEASE))


def next_due_at(now: datetime) -> datetime | None:
    """Return when the next copy is due that waits and that nobody has leased."""
    free = or_(Delivery.leased_until.is_(None), Delivery.leased_until < now)
    return db.session.scalar(select(func.min(Delivery.due_at)).where(IS_WAITING, free))


def enter_sending(leased: Leased, *, now: datetime) -> bool:
    """Write `sending` if the person may still be written to, else withhold the copy; False where we must not send.

    Consent and suppression are asked here, under the subscriber's lock, which an unsubscribe takes too (E2).
    """
    delivery = db.session.get(Delivery, leased.delivery_id)
    if delivery is None:
        return False
    subscriber = lock_subscriber(delivery.subscriber_id)
    db.session.refresh(delivery, with_for_update=True)
    if delivery.state is not DeliveryState.WAITING or delivery.lease_token != leased.token:
        return False
    reason = why_withheld(subscriber, delivery, now)
    if reason:
        end(delivery, DeliveryState.WITHHELD, answer=reason, now=now)
        return False
    delivery.state, delivery.sending_at = DeliveryState.SENDING, now
    delivery.attempts += 1
    return True


def why_withheld(subscriber: Subscriber, delivery: Delivery, now: datetime) -> str:
    """Return why this person must not get this copy now, or the empty string."""
    if subscriber.state is not SubscriberState.CONFIRMED or not subscriber.email_key:
        return subscriber.state.value
    if is_paused(subscriber.paused_until, now):
        return "paused"
    if is_suppressed(subscriber.email_key):
        return "suppressed"
    stopped = db.session.scalar(select(Campaign.stopped_at).where(Campaign.id == delivery.campaign_id))
    if stopped:
        return "stopped by staff"
    return "" if is_any_public(int(one) for one in delivery.segment.split(",")) else "taken back"


def write_accepted(leased: Leased, answer: str, *, now: datetime) -> None:
    """Note that the server took the copy."""
    delivery = _ours(leased)
    if delivery is not None:
        end(delivery, DeliveryState.ACCEPTED, answer=answer, now=now)


def write_uncertain(leased: Leased, answer: str, *, now: datetime) -> None:
    """Note that the line broke after the copy was handed over; staff decide."""
    delivery = _ours(leased)
    if delivery is not None:
        end(delivery, DeliveryState.UNCERTAIN, answer=answer, now=now)


def write_refused(leased: Leased, code: int, answer: str, *, hard_bounce: bool, now: datetime) -> None:
    """Note a final no; an address that does not exist is written to no more."""
    delivery = _ours(leased)
    if delivery is None:
        return
    end(delivery, DeliveryState.REJECTED, answer=answer, code=code, now=now)
    subscriber = db.session.get_one(Subscriber, delivery.subscriber_id)
    if hard_bounce and subscriber.email_key:
        suppress(subscriber.email_key, SuppressionReason.BOUNCED, now=now)


def write_put_off(leased: Leased, code: int, answer: str, *, now: datetime) -> None:
    """Put a copy back that the server wants later, with growing pauses; after the last attempt it is rejected."""
    delivery = _ours(leased)
    if delivery is not None:
        _put_back(delivery, code, answer, now=now)


def write_not_taken(leased: Leased, answer: str, *, now: datetime) -> None:
    """Put a copy back that no server heard of; our own line being down never uses an attempt up."""
    delivery = _ours(leased)
    if delivery is not None:
        delivery.attempts -= 1
        _put_back(delivery, None, answer, now=now)
        delivery.due_at = now + LINE_DOWN


def write_unmade(leased: Leased, words: str, *, now: datetime) -> None:
    """Put a copy back whose message could not be made, so that a fault in one letter holds up no other."""
    query = select(Delivery).where(Delivery.id == leased.delivery_id, Delivery.lease_token == leased.token)
    delivery = db.session.scalars(query.with_for_update()).first()
    if delivery is None or delivery.state is not DeliveryState.WAITING:
        return
    delivery.attempts += 1
    _put_back(delivery, None, f"Could not be made: {words}", now=now)


def name_uncertain(*, now: datetime) -> int:
    """Name every copy uncertain that has been `sending` for too long: its worker died in between (E4)."""
    named = db.session.execute(
        update(Delivery)
        .where(IS_SENDING, Delivery.sending_at < now - SENDING_LIMIT)
        .values(
            state=DeliveryState.UNCERTAIN,
            ended_at=now,
            answer="The worker stopped while this copy was being handed over.",
            leased_until=None,
        )
    )
    return int(named.rowcount)  # type: ignore[attr-defined]


def end(
    delivery: Delivery, state: DeliveryState, *, answer: str, now: datetime, code: int | None = None
) -> None:
    """Write one of the four ends."""
    delivery.state, delivery.ended_at, delivery.leased_until = state, now, None
    delivery.answer, delivery.code = answer[:300], code


def _put_back(delivery: Delivery, code: int | None, answer: str, *, now: datetime) -> None:
    if delivery.attempts >= MAX_ATTEMPTS:
        end(delivery, DeliveryState.REJECTED, answer=answer, code=code, now=now)
        return
    delivery.state, delivery.code, delivery.answer = DeliveryState.WAITING, code, answer[:300]
    delivery.due_at, delivery.ended_at = now + backoff(delivery.attempts), None
    delivery.leased_until = delivery.lease_token = None


def _ours(leased: Leased) -> Delivery | None:
    """Return the copy if we are still the ones who send it; a late answer still settles what was named uncertain."""
    query = select(Delivery).where(Delivery.id == leased.delivery_id, Delivery.lease_token == leased.token)
    query = query.where(Delivery.state.in_((DeliveryState.SENDING, DeliveryState.UNCERTAIN)))
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
