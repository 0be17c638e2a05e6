"""What nobody told us: events since the cursor with an hour's overlap, and a look at each session that waits.

Runs every minute in the worker, one run at a time in a process. Each piece stands alone: one that fails is met again
in the next run; when Stripe is silent twice, the rest waits for the next run, so that the worker stays free.
"""

from datetime import datetime, timedelta
from threading import Lock

import structlog
from sqlalchemy import select

from app.clock import utcnow
from app.db import db, end_reading, transaction
from app.orders.models import Order
from app.payments.actions import raise_alert
from app.payments.errors import GatewayError, KeyRefused, Refused, Unclear
from app.payments.models import Attempt, PaymentCursor
from app.payments.protocol.adding import end_unanswered
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.opening import find_or_open
from app.payments.protocol.refunding import look_at_refund
from app.payments.protocol.telling import keep_event
from app.payments.queries import known_events, list_pending_refunds, list_watched_attempts
from app.payments.rules import SILENT_TOO_LONG, is_due_for_a_look
from app.payments.till import Till

OVERLAP = timedelta(hours=1)
EVENTS = "events"
REFUND_PAUSE = timedelta(hours=1)
_running = Lock()
_log = structlog.get_logger("payments")


def reconcile(till: Till) -> dict[str, int]:
    """Read events and look at what is due; returns how many of each were new or seen."""
    if not _running.acquire(blocking=False):
        return {}
    try:
        return {
            "events": read_events(till),
            "sessions": look_at_waiting(till),
            "refunds": look_at_pending_refunds(till),
            "unanswered": end_unanswered(utcnow()),
        }
    finally:
        _running.release()


def read_events(till: Till) -> int:
    """Keep every event since the cursor (less an hour) that no webhook brought; then move the cursor.

    The cursor goes by Stripe's times: ours may have been wrong, and events of that time must not be jumped over.
    """
    begun = utcnow()
    since = min(_reached(begun), begun) - OVERLAP
    end_reading()
    try:
        told = list(till.gateway.list_events(since=since))
    except KeyRefused as error:
        _tell_of_key(begun, error)
        return 0
    except GatewayError as error:
        _log.warning("events could not be read", error=str(error))
        return 0
    known = known_events([one.id for one in told])  # the overlap holds an hour of them, each minute again
    new = sum(keep_event(one, source="reconciler") for one in reversed(told) if one.id not in known)
    if told:
        _reach(max(one.created_at for one in told))
    return new


def look_at_waiting(till: Till) -> int:
    """Ask for each session that is due; one without a known session is opened again under its key."""
    now = utcnow()
    due = [(one.id, one.session_id) for one in list_watched_attempts(now) if is_due_for_a_look(one, now)]
    seen = silences = 0
    for attempt_id, session_id in due:
        end_reading()
        try:
            if session_id is None:
                find_or_open(till, attempt_id)
            else:
                look_at_session(till, session_id)
            seen += 1
        except Refused as error:
            tell_of_refusal(attempt_id, error)
        except GatewayError as error:
            _log.warning("session could not be asked for", attempt=attempt_id, error=str(error))
            _tell_of_silence(attempt_id, now)
            silences += isinstance(error, Unclear)
            if silences > 1:
                break
    return seen


def look_at_pending_refunds(till: Till) -> int:
    """Ask for refunds that Stripe has had for more than an hour."""
    now = utcnow()
    due = [
        one.stripe_id
        for one in list_pending_refunds()
        if one.stripe_id and now - one.wanted_at > REFUND_PAUSE
    ]
    for stripe_id in due:
        try:
            look_at_refund(till, stripe_id)
        except GatewayError as error:
            _log.warning("refund could not be asked for", error=str(error))
    return len(due)


def tell_of_refusal(attempt_id: int, error: Refused) -> None:
    """Tell staff of a session that Stripe does not show us; its things stay held until they know more."""
    _tell_staff(attempt_id, f"Stripe refuses to show its session: {error}", utcnow())


def _tell_of_key(now: datetime, error: KeyRefused) -> None:
    words = f"Stripe does not accept our key ({error}). No payment can be opened, seen or given back."
    end_reading()
    with transaction():
        raise_alert("key", words, key=f"key:{now.date()}", now=now)


def _reached(now: datetime) -> datetime:
    found = db.session.scalar(select(PaymentCursor.reached).where(PaymentCursor.name == EVENTS))
    return found or now - timedelta(days=1)


def _reach(moment: datetime) -> None:
    with transaction() as session:
        cursor = session.get(PaymentCursor, EVENTS)
        if cursor is None:
            session.add(PaymentCursor(name=EVENTS, reached=moment))
        else:
            cursor.reached = moment


def _tell_of_silence(attempt_id: int, now: datetime) -> None:
    attempt = db.session.get_one(Attempt, attempt_id)
    if now - attempt.expires_at > SILENT_TOO_LONG:
        _tell_staff(
            attempt_id,
            "Stripe does not answer about its session, whose time is over; its things stay held.",
            now,
        )


def _tell_staff(attempt_id: int, words: str, now: datetime) -> None:
    with transaction():
        attempt = db.session.get_one(Attempt, attempt_id)
        order = db.session.get_one(Order, attempt.order_id)
        attempt.checked_at = now
        raise_alert(
            "session",
            f"Order {order.number}: {words}",
            key=f"session:{attempt_id}",
            now=now,
            order_id=order.id,
        )
