"""What Stripe tells us: kept by its id before it is answered, applied by a job that asks again (P2).

Webhook: 1. verify the raw bytes; 2. store the event and owe the job, in one transaction; 3. answer 2xx.
Job: 1. ask Stripe for the object by id; 2. apply it, any number of times with the effect of once.
"""

from sqlalchemy.exc import IntegrityError

from app.clock import utcnow
from app.db import db, transaction
from app.outbox.actions import enqueue
from app.payments.actions import mark_event
from app.payments.errors import Refused
from app.payments.models import StripeEvent
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.disputing import look_at_dispute
from app.payments.protocol.refunding import look_at_refund
from app.payments.queries import find_event
from app.payments.till import Till
from app.payments.told import ToldEvent

SESSIONS = ("checkout.session.",)
REFUNDS = ("refund.", "charge.refund.updated")
DISPUTES = ("charge.dispute.",)


def keep_event(told: ToldEvent, *, source: str) -> bool:
    """Store an event once by its id and owe its job; returns whether it was new."""
    try:
        with transaction():
            return _keep(told, source)
    except IntegrityError:
        if find_event(told.id) is None:
            raise
        return False  # the same event came twice at once, and the other one was first


def _keep(told: ToldEvent, source: str) -> bool:
    now = utcnow()
    if find_event(told.id) is not None:
        return False
    event = StripeEvent(
        stripe_id=told.id, kind=told.kind, object_id=told.object_id, is_live=told.is_live,
        created_at=told.created_at, received_at=now, source=source,
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    enqueue("payments.event", {"event": event.id}, now=now, natural_key=f"stripe-event:{told.id}")
    return True


def carry_out_event(till: Till, event_id: int) -> None:
    """Do what one stored event asks for; raises Unclear or Broken to be tried again."""
    event = db.session.get_one(StripeEvent, event_id)
    kind, object_id = event.kind, event.object_id
    looks = {SESSIONS: look_at_session, REFUNDS: look_at_refund, DISPUTES: look_at_dispute}
    look = next((one for prefixes, one in looks.items() if kind.startswith(prefixes)), None)
    if look is None:
        _close(event_id, "nothing to do")
        return
    try:
        look(till, object_id, event_id=event_id)
    except Refused as error:
        if not error.is_missing:
            raise
        _close(event_id, "Stripe does not know it")


def _close(event_id: int, outcome: str) -> None:
    with transaction():
        mark_event(event_id, outcome, now=utcnow())
