"""Disputes: the shopper's bank asks for the money back; nothing is sent meanwhile."""

from datetime import datetime

from sqlalchemy import select

from app.clock import utcnow
from app.db import db, end_reading, transaction
from app.orders.queries import lock_order
from app.orders.standing import note
from app.payments.actions import mark_event, raise_alert, tally
from app.payments.models import Dispute
from app.payments.protocol.applying import hear_of_payment
from app.payments.queries import find_payment
from app.payments.till import Till
from app.payments.told import ToldDispute

CLOSED = ("won", "lost", "warning_closed", "prevented")


def look_at_dispute(till: Till, dispute_id: str, *, event_id: int | None = None) -> str:
    """1. Ask Stripe for a dispute, 2. for its payment where we do not know it yet. 3. Apply it, and its event."""
    end_reading()
    told = till.gateway.retrieve_dispute(dispute_id)
    hear_of_payment(till, told.intent_id)
    now = utcnow()
    with transaction():
        words = apply_dispute(told, now=now)
        mark_event(event_id, words, now=now)
        return words


def apply_dispute(told: ToldDispute, *, now: datetime) -> str:
    """Apply a dispute as Stripe tells it, in the open transaction; any number of times."""
    payment = find_payment(told.intent_id)
    if payment is None:
        return "not a payment of this site"
    order = lock_order(payment.order_id)
    dispute = db.session.scalars(select(Dispute).where(Dispute.stripe_id == told.id)).first()
    if dispute is None:
        dispute = Dispute(
            stripe_id=told.id, order_id=order.id, payment_id=payment.id, amount_minor=told.amount,
            currency=told.currency, reason=told.reason[:60], status="", opened_at=told.opened_at,
        )  # fmt: skip
        db.session.add(dispute)
        words = f"Order {order.number} is disputed ({told.reason}). Nothing is sent. Answer it at Stripe."
        raise_alert("dispute", words, key=f"dispute:{told.id}", now=now, order_id=order.id)
    if dispute.status == told.status:
        return "nothing new"
    dispute.status = told.status[:40]
    if told.status in CLOSED and dispute.closed_at is None:
        dispute.closed_at = now
        raise_alert(
            "dispute_closed", f"The dispute of order {order.number} ended: {told.status}.",
            key=f"dispute-closed:{told.id}", now=now, order_id=order.id,
        )  # fmt: skip
    note(order.id, "dispute", actor="stripe", now=now, status=told.status)
    tally(order, now=now)
    return f"dispute {told.status}"
