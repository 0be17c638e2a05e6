"""Disputes: the shopper's bank asks for the money back; nothing is sent meanwhile.

Won, the order goes on. Lost, the money counts as gone back (M3), so that nobody gives it back a second time. No credit
note follows from a bank's decision: it settles who holds the money, and not what was sold at which price.
Where the order is then cancelled unsent, nothing was sold, and its credit note is written (papers).
"""

from datetime import datetime

from sqlalchemy import select

from app.clock import utcnow
from app.db import db, end_reading, transaction
from app.orders.models import Fulfilment, Order, OrderState
from app.orders.queries import lock_order
from app.orders.standing import note
from app.payments.actions import mark_event, raise_alert, sum_gone, sum_refunds, tally
from app.payments.covering import cover_by_cards
from app.payments.letters import write_letter
from app.payments.models import CLOSED_DISPUTES, LOST, Dispute, Payment
from app.payments.papers import write_papers_of_lost
from app.payments.protocol.applying import hear_of_payment
from app.payments.queries import find_payment
from app.payments.till import Till
from app.payments.told import ToldDispute


def look_at_dispute(till: Till, dispute_id: str, *, event_id: int | None = None) -> str:
    """1. Ask Stripe for a dispute, 2. for its payment where we do not know it yet. 3. Apply it, and its event."""
    end_reading()
    told = till.gateway.retrieve_dispute(dispute_id)
    hear_of_payment(till, told.intent_id)
    now = utcnow()
    with transaction():
        words = apply_dispute(till, told, now=now)
        mark_event(event_id, words, now=now)
        return words


def apply_dispute(till: Till, told: ToldDispute, *, now: datetime) -> str:
    """Apply a dispute as Stripe tells it, in the open transaction; any number of times."""
    payment = find_payment(told.intent_id)
    if payment is None:
        return "not a payment of this site"
    order = lock_order(payment.order_id)
    db.session.refresh(payment)
    dispute = _know(order, payment, told, now=now)
    if dispute.status == told.status:
        return "nothing new"
    dispute.status = told.status[:40]
    if told.status in CLOSED_DISPUTES and dispute.closed_at is None:
        dispute.closed_at = now
    db.session.flush()
    payment.refunded_minor = min(sum_gone(payment), payment.amount_minor)
    note(order.id, "dispute", actor="stripe", now=now, status=told.status)
    tally(order, now=now)
    cover_by_cards(order, now=now)
    if told.status in CLOSED_DISPUTES:
        _tell_of_end(till, order, dispute, now=now)
    write_papers_of_lost(order, now=now)  # its counter is the last lock
    return f"dispute {told.status}"


def _know(order: Order, payment: Payment, told: ToldDispute, *, now: datetime) -> Dispute:
    """Return the dispute's row; one that is new is written down without a status, and staff are told."""
    dispute = db.session.scalars(select(Dispute).where(Dispute.stripe_id == told.id)).first()
    if dispute is None:
        dispute = Dispute(
            stripe_id=told.id, order_id=order.id, payment_id=payment.id, amount_minor=told.amount,
            currency=told.currency, reason=told.reason[:60], status="", opened_at=told.opened_at,
        )  # fmt: skip
        db.session.add(dispute)
        words = (
            f"Order {order.number} is disputed ({_said(told.reason)}). Nothing is sent. Answer it at Stripe."
        )
        raise_alert("dispute", words, key=f"dispute:{told.id}", now=now, order_id=order.id)
    return dispute


def _tell_of_end(till: Till, order: Order, dispute: Dispute, *, now: datetime) -> None:
    """Tell staff how a dispute ended, and the buyer that their bank has given the money back."""
    key = f"dispute-closed:{dispute.stripe_id}:{dispute.status}"
    raise_alert("dispute_closed", _how_it_ended(order, dispute), key=key, now=now, order_id=order.id)
    if dispute.status == LOST:
        write_letter(
            till, "dispute_lost", order, now, natural_key=f"dispute-lost:{dispute.stripe_id}",
            refund_minor=dispute.amount_minor, is_all=order.refundable.minor < 1,
        )  # fmt: skip


def _how_it_ended(order: Order, dispute: Dispute) -> str:
    """Say what staff need to know: no papers are written for what a bank takes, because nothing was agreed on."""
    ended = f"The dispute of order {order.number} ended: {_said(dispute.status)}"
    if dispute.status != LOST and order.state is OrderState.CANCELLED and order.refundable.minor:
        return f"{ended}. It is cancelled, so give the money back."
    if dispute.status != LOST:
        return f"{ended}. What waits may be sent."
    rest = (
        " Cancel it if nothing is to be sent; its credit note is written then."
        if order.fulfilment is not Fulfilment.COMPLETE
        else ""
    )
    lost = f"The dispute of order {order.number} was lost: the bank has taken the money back"
    twice = _gone_twice(dispute)
    if twice:
        sum_of_it = order.money(twice)
        return (
            f"{lost}, and {sum_of_it.decimal} {sum_of_it.currency} of it had gone back before. Where that became store"
            f" credit, take what is left off that card; where it was set off, another order stands paid with it.{rest}"
        )
    return f"{lost}, and nothing of it goes back a second time.{rest}"


def _said(word: str) -> str:
    """Return Stripe's word as people write it: "product not received"."""
    return word.replace("_", " ")


def _gone_twice(dispute: Dispute) -> int:
    """Return the minor units that a bank has taken back although they had been given back before.

    Stripe does not know of store credit, and a buyer may go to the bank after it.
    """
    payment = db.session.get_one(Payment, dispute.payment_id)
    return max(0, sum_refunds(payment.id) + dispute.amount_minor - payment.amount_minor)
