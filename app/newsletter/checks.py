"""E1 to E4 as questions to the whole database."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select

from app.clock import utcnow
from app.db import db, transaction
from app.newsletter.leasing import IS_SENDING, IS_WAITING, name_uncertain
from app.newsletter.models import Campaign, ConsentEntry, Delivery, Subscriber
from app.newsletter.rules import SENDING_LIMIT, ConsentEvent, SubscriberState
from app.verifying import Check

LOCK_WAIT = timedelta(seconds=15)  # a sender's clock is read before it waits for the lock
STUCK = timedelta(days=4)  # all pauses between attempts together are less than two days


def audiences_are_whole() -> tuple[int, Sequence[str]]:
    """E1: each campaign has as many rows as its audience had people, and none waits for ever."""
    rows = select(Campaign.id, Campaign.audience, func.count(Delivery.id))
    rows = rows.join(Delivery, Delivery.campaign_id == Campaign.id, isouter=True).group_by(Campaign.id)
    wrong = [
        f"campaign {one}: {audience} people, {copies} copies"
        for one, audience, copies in db.session.execute(rows)
        if audience != copies
    ]
    stuck = select(Delivery.id).join(Campaign, Campaign.id == Delivery.campaign_id)
    stuck = stuck.where(IS_WAITING, Campaign.frozen_at < utcnow() - STUCK)
    wrong += [f"delivery {one} still waits after days" for one in db.session.scalars(stuck.limit(100))]
    return _count(select(func.count()).select_from(Delivery)), wrong


def nothing_after_an_unsubscribe() -> tuple[int, Sequence[str]]:
    """E2: no copy entered `sending` after its person had unsubscribed."""
    query = select(Delivery.id, Delivery.sending_at, Subscriber.unsubscribed_at)
    query = query.join(Subscriber, Subscriber.id == Delivery.subscriber_id)
    query = query.where(Subscriber.state == SubscriberState.UNSUBSCRIBED)
    late = query.where(Delivery.sending_at > Subscriber.unsubscribed_at)
    wrong = [
        f"delivery {one} entered sending after an unsubscribe"
        for one, sending_at, unsubscribed_at in db.session.execute(late)
        if sending_at and unsubscribed_at and sending_at - unsubscribed_at > LOCK_WAIT
    ]
    return _count(select(func.count()).select_from(query.subquery())), wrong


def consent_is_on_record() -> tuple[int, Sequence[str]]:
    """E3: every state of a person rests on an answer to a form, as the consent log has it."""
    wrong = []
    for state, events in (
        (SubscriberState.CONFIRMED, (ConsentEvent.CONFIRMED, ConsentEvent.UNDONE)),
        (SubscriberState.UNSUBSCRIBED, (ConsentEvent.UNSUBSCRIBED,)),
    ):
        entry = exists().where(ConsentEntry.subscriber_id == Subscriber.id, ConsentEntry.event.in_(events))
        bare = select(Subscriber.id).where(Subscriber.state == state, ~entry).limit(100)
        wrong += [f"subscriber {one} is {state} without a consent entry" for one in db.session.scalars(bare)]
    return _count(select(func.count()).select_from(Subscriber)), wrong


def nothing_hangs_in_sending() -> tuple[int, Sequence[str]]:
    """E4: what a dead worker left in `sending` has been named uncertain."""
    old = select(Delivery.id).where(IS_SENDING, Delivery.sending_at < utcnow() - 2 * SENDING_LIMIT)
    wrong = [f"delivery {one} hangs in sending" for one in db.session.scalars(old.limit(100))]
    entered = select(func.count()).select_from(Delivery).where(Delivery.sending_at.is_not(None))
    return _count(entered), wrong


def repair_hanging() -> None:
    """Name what hangs in `sending` uncertain, for staff to decide."""
    with transaction():
        name_uncertain(now=utcnow())


def _count(query: Select[Any]) -> int:
    return int(db.session.scalar(query) or 0)


CHECKS = [
    Check(
        code="E1", sentence="Each person of a frozen audience has exactly one copy.", ask=audiences_are_whole
    ),
    Check(code="E2", sentence="No copy starts after an unsubscribe.", ask=nothing_after_an_unsubscribe),
    Check(code="E3", sentence="Nobody is on or off the list without a form.", ask=consent_is_on_record),
    Check(
        code="E4",
        sentence="A copy left behind by a dead worker is named uncertain.",
        ask=nothing_hangs_in_sending,
        repair=repair_hanging,
    ),
]
