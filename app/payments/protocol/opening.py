"""Opening the one Checkout Session of an attempt, however often answers are lost on the way.

1. Send the stored parameters under the attempt's key. After a time-out the next call sends the same again. A 5xx is
replayed to its key for ever, so then Stripe's list is searched for the attempt. 2. Store the session's id and address.
"""

from datetime import timedelta
from typing import Any

from app.clock import utcnow
from app.db import db, end_reading, transaction
from app.orders.queries import get_order_with_lines, lock_order
from app.payments.actions import raise_alert
from app.payments.errors import Broken, Refused
from app.payments.models import Attempt, AttemptState
from app.payments.protocol.releasing import release_attempt
from app.payments.rules import session_params
from app.payments.till import Till
from app.payments.told import ToldSession
from app.settings.queries import load_settings

#: how far our clock and Stripe's may stand apart; with ours half an hour ahead Stripe opens no session any more
CLOCKS_APART = timedelta(hours=1)


def find_or_open(till: Till, attempt_id: int) -> ToldSession | None:
    """Return the attempt's session; None when Stripe never made one (the attempt is closed then).

    Raises Unclear when there is no telling yet, Refused (with the attempt closed) when Stripe will not.
    """
    params, key, since = _what_to_send(till, attempt_id)
    end_reading()
    try:
        told: ToldSession | None = till.gateway.create_session(params, key=key)
    except Broken as error:
        told = till.gateway.find_session(key, since=since)
        if told is None:
            give_up(attempt_id, proof=f"Stripe answered {error} and lists no such session")
            return None
    except Refused as error:
        give_up(
            attempt_id, proof=f"Stripe refused to open a session: {error.code or error.status}", tell=error
        )
        raise
    if told is not None:
        _store(attempt_id, told)
    return told


def give_up(attempt_id: int, *, proof: str, tell: Refused | None = None) -> None:
    """Close an attempt that Stripe never made a session of; its address was never shown, so nobody can pay it."""
    now = utcnow()
    with transaction():
        attempt = db.session.get_one(Attempt, attempt_id)
        order = lock_order(attempt.order_id)
        db.session.refresh(attempt)
        if attempt.state is not AttemptState.CREATING:
            return
        release_attempt(order, attempt, AttemptState.FAILED, proof=proof, now=now)
        if tell is not None and tell.param != "customer_email":
            words = f"Stripe refused to open the payment page of order {order.number}: {tell}"
            raise_alert("refused", words, key=f"refused:{attempt.key}", now=now, order_id=order.id)


def _what_to_send(till: Till, attempt_id: int) -> tuple[dict[str, Any], str, Any]:
    attempt = db.session.get_one(Attempt, attempt_id)
    order = get_order_with_lines(attempt.order_id)
    neutral = load_settings().neutral_words
    params = session_params(order, order.lines, attempt, site_url=till.site_url, neutral_words=neutral)
    return params, attempt.key, attempt.created_at - CLOCKS_APART


def _store(attempt_id: int, told: ToldSession) -> None:
    with transaction():
        attempt = db.session.get_one(Attempt, attempt_id)
        lock_order(attempt.order_id)
        db.session.refresh(attempt)
        if attempt.session_id is None:
            attempt.session_id, attempt.session_url = told.id, told.url
        if attempt.state is AttemptState.CREATING:
            attempt.state = AttemptState.OPEN
