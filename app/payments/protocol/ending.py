"""Ending a session that must not be paid any more: by asking Stripe, never by our own clock.

1. Ask Stripe to expire it; where it was not open any more, ask for it anew. 2. Apply what Stripe answers.
"""

from contextlib import suppress

from app.clock import utcnow
from app.db import db, end_reading, transaction
from app.payments.errors import Refused
from app.payments.models import Attempt, AttemptState
from app.payments.protocol.applying import Applied, apply_session
from app.payments.protocol.opening import find_or_open
from app.payments.queries import find_live_attempt_of_order
from app.payments.till import Till
from app.payments.told import ToldSession


def end_attempt_at_stripe(till: Till, attempt_id: int) -> Applied:
    """End one attempt; returns what became of it (it may have been paid). Raises Unclear, Broken."""
    attempt = db.session.get_one(Attempt, attempt_id)
    session_id = attempt.session_id
    end_reading()
    if session_id is None:
        found = find_or_open(till, attempt_id)
        if found is None:
            return Applied(order_id=0, state=AttemptState.FAILED, words="Stripe never opened it")
        session_id = found.id
    told = _expire(till, session_id)
    with transaction():
        return apply_session(till, told, now=utcnow())


def end_if_live(till: Till, attempt_id: int) -> None:
    """End an attempt that is owed its end, unless it has ended meanwhile (a job)."""
    if db.session.get_one(Attempt, attempt_id).is_live:
        with suppress(Refused):  # Stripe does not show it; the reconciler tells staff
            end_attempt_at_stripe(till, attempt_id)


def end_session_of_order(till: Till, order_id: int) -> Applied | None:
    """End an order's live attempt; None when it has none."""
    attempt = find_live_attempt_of_order(order_id)
    return end_attempt_at_stripe(till, attempt.id) if attempt else None


def _expire(till: Till, session_id: str) -> ToldSession:
    try:
        return till.gateway.expire_session(session_id)
    except Refused:
        return till.gateway.retrieve_session(session_id)
