"""Stopping the letters, taking that back, and being forgotten."""

import re
from datetime import datetime

from sqlalchemy import delete, select, update

from app.audit.actions import record
from app.db import db
from app.newsletter.addresses import parse_address
from app.newsletter.consenting import note_consent
from app.newsletter.errors import LinkNotKnown
from app.newsletter.models import (
    ConsentEntry,
    Delivery,
    LetterToken,
    SignUp,
    Subscriber,
    Subscription,
)
from app.newsletter.rows import lock_subscriber
from app.newsletter.rules import ConsentEvent, SubscriberState, SuppressionReason, TokenKind
from app.newsletter.suppressing import suppress
from app.newsletter.tokens import get_token, undo_token

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def unsubscribe(token: str, *, form: str, now: datetime) -> str:
    """Stop all letters to the person behind this link and return a link that takes it back.

    Takes the subscriber's lock, so no copy starts after this is committed (E2). Twice is the same as once.
    """
    subscriber = lock_subscriber(get_token(TokenKind.UNSUBSCRIBE, token).subscriber_id)
    _stop(subscriber, form=form, now=now)
    return undo_token(subscriber.id, now=now)


def undo_unsubscribe(token: str, *, now: datetime) -> Subscriber:
    """Write to somebody again as before they stopped; raises LinkNotKnown when something else happened since."""
    row = get_token(TokenKind.UNDO, token)
    subscriber = lock_subscriber(row.subscriber_id)
    db.session.refresh(row)
    if row.used_at is not None and subscriber.state is SubscriberState.CONFIRMED:
        return subscriber
    stopped_at = subscriber.unsubscribed_at
    if row.used_at is not None or stopped_at is None or stopped_at > row.made_at:
        raise LinkNotKnown
    row.used_at = now
    subscriber.state, subscriber.unsubscribed_at = SubscriberState.CONFIRMED, None
    note_consent(subscriber, ConsentEvent.UNDONE, form="undo page", now=now)
    return subscriber


def unsubscribe_by_staff(written: str, *, actor: str, now: datetime) -> bool:
    """Stop the letters for somebody who wrote to us; return whether they were known.

    `written` is their address, or the subject of a mail that their program wrote for them (List-Unsubscribe), which
    may come from another address than the letters go to.
    """
    found = _find_by_subject(written) or _find_by_address(written)
    if found is None:
        return False
    subscriber = lock_subscriber(found)
    _stop(subscriber, form="written to staff", now=now)
    record("letters.unsubscribed", actor=actor, subject=("subscriber", found), now=now)
    return True


def erase_subscriber(email: str, *, actor: str, now: datetime) -> bool:
    """Forget an address but for a salted hash that keeps imports from bringing it back; return whether it was here.

    Copies already sent keep their row without address, domain or the server's words.
    """
    key = parse_address(email).key
    found = _find_by_address(email)
    if found is None:
        return False
    subscriber = lock_subscriber(found)
    for model in (Subscription, LetterToken, SignUp, ConsentEntry):
        db.session.execute(delete(model).where(model.subscriber_id == found))
    db.session.execute(update(Delivery).where(Delivery.subscriber_id == found).values(domain="", answer=None))
    subscriber.state = SubscriberState.ERASED
    subscriber.email = subscriber.email_key = None
    subscriber.mailbox = subscriber.domain = ""
    subscriber.confirmed_at = subscriber.unsubscribed_at = subscriber.paused_until = None
    subscriber.asked_at = None
    suppress(key, SuppressionReason.ERASED, now=now)
    record("letters.erased", actor=actor, subject=("subscriber", found), now=now)
    return True


def _find_by_address(email: str) -> int | None:
    return db.session.scalars(
        select(Subscriber.id).where(Subscriber.email_key == parse_address(email).key)
    ).first()


def _find_by_subject(subject: str) -> int | None:
    word = subject.split()[-1] if subject.strip() else ""
    if not TOKEN.fullmatch(word):
        return None
    try:
        return get_token(TokenKind.UNSUBSCRIBE, word).subscriber_id
    except LinkNotKnown:
        return None


def _stop(subscriber: Subscriber, *, form: str, now: datetime) -> None:
    if subscriber.state is not SubscriberState.UNSUBSCRIBED:
        subscriber.state, subscriber.unsubscribed_at = SubscriberState.UNSUBSCRIBED, now
        note_consent(subscriber, ConsentEvent.UNSUBSCRIBED, form=form, now=now)
    db.session.flush()
