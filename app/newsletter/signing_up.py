"""Joining the list: asking, and confirming with the button in the mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db, insert_if_absent
from app.newsletter.addressed import may_be_asked
from app.newsletter.addresses import Address
from app.newsletter.consenting import note_consent
from app.newsletter.errors import LinkNotKnown
from app.newsletter.models import SignUp, Subscriber
from app.newsletter.preferring import replace_choices
from app.newsletter.rows import lock_subscriber
from app.newsletter.rules import (
    Choices,
    ConsentEvent,
    Frequency,
    SubscriberState,
    TokenKind,
)
from app.newsletter.suppressing import is_refused_for_good, lift_erasure
from app.newsletter.tokens import get_token
from app.outbox.actions import enqueue
from app.topics.queries import topics_by_slug


@dataclass(frozen=True, kw_only=True)
class SignUpRequest:
    """What somebody asked for on one of our forms; no topics means all of them.

    The article that the form stood beneath travels with the mail and its link, for the sums; no row of theirs keeps it.
    """

    address: Address
    frequency: Frequency
    topics: tuple[str, ...]
    form: str
    wording: str
    article_id: int | None = None


def ask_to_join(request: SignUpRequest, *, now: datetime) -> bool:
    """Owe the one mail that answers the form; return whether one is owed now (the asker is never told).

    One mail for each mailbox in six hours, a cap for each receiving domain, none to an address that bounced. Nothing
    else changes, so nobody can change another person's letters by typing their address.
    """
    address = request.address
    subscriber = _subscriber_of(address, now)
    may_ask = may_be_asked(Subscriber, address.mailbox, address.domain, now=now)
    if is_refused_for_good(address.key) or not may_ask:
        return False
    sign_up = SignUp(
        subscriber_id=subscriber.id,
        at=now,
        form=request.form,
        wording=request.wording,
        frequency=request.frequency,
        topics=list(request.topics),
    )
    db.session.add(sign_up)
    note_consent(subscriber, ConsentEvent.ASKED, wording=request.wording, form=request.form, now=now)
    subscriber.asked_at = now
    db.session.flush()
    beneath = {"article_id": request.article_id} if request.article_id else {}
    enqueue("letter_confirmation", {"sign_up_id": sign_up.id, **beneath}, now=now)
    return True


def confirm(token: str, *, now: datetime) -> Subscriber:
    """Put the sign-up behind this link in force and return its subscriber.

    Pressing twice is the same as once, and a link older than what somebody has said since changes nothing. Raises
    LinkNotKnown for a link that is too old, or was asked for before the person left.
    """
    row = get_token(TokenKind.CONFIRM, token)
    subscriber = lock_subscriber(row.subscriber_id)
    db.session.refresh(row)
    if row.used_at is not None and subscriber.state is SubscriberState.CONFIRMED:
        return subscriber
    if row.used_at is not None or row.expires_at is None or row.expires_at <= now or row.sign_up_id is None:
        raise LinkNotKnown
    sign_up = db.session.get_one(SignUp, row.sign_up_id)
    if subscriber.state is SubscriberState.CONFIRMED and _is_after(subscriber.confirmed_at, sign_up):
        return subscriber
    if _is_after(subscriber.unsubscribed_at, sign_up):
        raise LinkNotKnown
    row.used_at = sign_up.confirmed_at = now
    subscriber.state, subscriber.confirmed_at = SubscriberState.CONFIRMED, now
    subscriber.unsubscribed_at = subscriber.paused_until = None
    replace_choices(subscriber.id, choices_of(sign_up))
    if subscriber.email_key:
        lift_erasure(subscriber.email_key)
    note_consent(subscriber, ConsentEvent.CONFIRMED, wording=sign_up.wording, form=sign_up.form, now=now)
    return subscriber


def _is_after(moment: datetime | None, sign_up: SignUp) -> bool:
    return moment is not None and moment > sign_up.at


def choices_of(sign_up: SignUp) -> Choices:
    """Return a sign-up's topics as choices; topics that are gone are left out, and none left means everything."""
    known = topics_by_slug()
    choices: Choices = {known[slug].id: sign_up.frequency for slug in sign_up.topics if slug in known}
    return choices or {None: sign_up.frequency}


def _subscriber_of(address: Address, now: datetime) -> Subscriber:
    values = {
        "email": address.typed,
        "email_key": address.key,
        "mailbox": address.mailbox,
        "domain": address.domain,
        "state": SubscriberState.PENDING,
        "created_at": now,
    }
    insert_if_absent(Subscriber, values)
    found = db.session.scalars(select(Subscriber.id).where(Subscriber.email_key == address.key)).one()
    return lock_subscriber(found)
