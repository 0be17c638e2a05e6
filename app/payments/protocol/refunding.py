"""Money back: 1. look whether Stripe has made this refund already; 2. if not, make it; 3. store what Stripe says.

A refund is matched by its key in the metadata, so a lost answer never gives the money back twice, even after Stripe
has forgotten the idempotency key. A refund that fails later frees its amount again and staff are told.
"""

from datetime import datetime

from app.clock import utcnow
from app.db import db, end_reading, transaction
from app.orders.models import Order
from app.orders.queries import lock_order
from app.orders.standing import note
from app.payments.actions import (
    COUNTED,
    follow_pay_out,
    mark_event,
    raise_alert,
    sum_gone,
    sum_refunds,
    tally,
)
from app.payments.covering import cover_by_cards
from app.payments.errors import Broken, Refused
from app.payments.letters import write_letter
from app.payments.models import Payment, Refund, RefundState
from app.payments.papers import GIVEN, write_paper_of, write_papers_beside, write_papers_of_lost
from app.payments.protocol.applying import hear_of_payment
from app.payments.queries import find_payment, find_refund
from app.payments.till import Till
from app.payments.told import ToldRefund

_STATES = {
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def carry_out_refund(till: Till, refund_id: int) -> None:
    """Do one refund that is wanted; raises Unclear to be tried again."""
    refund = db.session.get_one(Refund, refund_id)
    if refund.state is not RefundState.WANTED:
        return
    intent_id = db.session.get_one(Payment, refund.payment_id).intent_id
    key, amount, sent_as = refund.key, refund.amount_minor, f"{refund.key}-{refund.round}"
    end_reading()
    try:
        made = [one for one in till.gateway.list_refunds(intent_id) if one.key == key]
        told = made[0] if made else till.gateway.create_refund(
            intent_id=intent_id, amount=amount, key=key, idempotency_key=sent_as
        )  # fmt: skip
    except Refused as error:
        _refuse(refund_id, error)
        return
    except Broken:
        _use_another_key(refund_id)
        raise
    with transaction():
        apply_refund(till, told, now=utcnow())


def look_at_refund(till: Till, stripe_id: str, *, event_id: int | None = None) -> str:
    """1. Ask Stripe for a refund, 2. for its payment where we do not know it yet. 3. Apply it, and its event."""
    end_reading()
    told = till.gateway.retrieve_refund(stripe_id)
    hear_of_payment(till, told.intent_id)
    now = utcnow()
    with transaction():
        words = apply_refund(till, told, now=now)
        mark_event(event_id, words, now=now)
        return words


def apply_refund(till: Till, told: ToldRefund, *, now: datetime) -> str:
    """Apply a refund as Stripe tells it, in the open transaction; any number of times."""
    payment = find_payment(told.intent_id)
    if payment is None:
        return "not a payment of this site"
    order = lock_order(payment.order_id)
    db.session.refresh(payment)
    refund = find_refund(stripe_id=told.id, key=told.key) or _adopt(payment, told, now)
    db.session.refresh(refund)
    refund.stripe_id = told.id
    before, refund.state = refund.state, _STATES.get(told.status, RefundState.PENDING)
    if refund.state is before:
        return "nothing new"
    if refund.state is RefundState.SUCCEEDED:
        refund.settled_at = now
    db.session.flush()
    follow_pay_out(refund, was_given=before in COUNTED, now=now)
    _count_refunds(order, payment, now)
    tally(order, now=now)
    refund.cards_minor += cover_by_cards(order, now=now)
    mine = db.session.get_one(
        Order, refund.order_id
    )  # another than the payment's where it was set off before
    _tell(till, mine, refund, told, now, was_wanted=before is RefundState.WANTED)
    write_paper_of(order, payment, refund, now=now)  # its counter is the last lock
    write_papers_beside(order, refund, now=now)
    write_papers_of_lost(order, now=now)
    return f"refund {refund.state}"


def _count_refunds(order: Order, payment: Payment, now: datetime) -> None:
    """Sum up a payment's refunds; more than it took can go back only where Stripe does not know of store credit."""
    payment.refunded_minor = min(sum_gone(payment), payment.amount_minor)
    # what is only wanted Stripe will refuse, and then it goes back once
    if sum_refunds(payment.id, among=GIVEN) > payment.amount_minor:
        words = (
            f"Order {order.number}: money was given back at Stripe that had become store credit before."
            " Take it off that credit, or agree on another way with the shopper."
        )
        raise_alert("refund_twice", words, key=f"refund-twice:{payment.id}", now=now, order_id=order.id)


def _adopt(payment: Payment, told: ToldRefund, now: datetime) -> Refund:
    """Write down a refund that was made at Stripe and not here."""
    refund = Refund(
        key=f"stripe-{told.id}"[:36], order_id=payment.order_id, payment_id=payment.id,
        amount_minor=told.amount, currency=told.currency, reason="made at Stripe", state=RefundState.WANTED,
        actor="stripe", wanted_at=now,
    )  # fmt: skip
    db.session.add(refund)
    db.session.flush()
    return refund


def _tell(
    till: Till, order: Order, refund: Refund, told: ToldRefund, now: datetime, *, was_wanted: bool
) -> None:
    if refund.state is RefundState.FAILED:
        refund.failure = told.failure[:200]
        words = f"The refund of order {order.number} did not arrive. Agree on another way with the shopper."
        raise_alert("refund_failed", words, key=f"refund-failed:{refund.id}", now=now, order_id=order.id)
        note(
            order.id,
            "refund_failed",
            actor="stripe",
            now=now,
            amount=refund.amount_minor,
            currency=refund.currency,
        )
        return
    if not was_wanted:
        return
    note(
        order.id,
        "refunded",
        actor=refund.actor,
        now=now,
        amount=refund.amount_minor,
        currency=refund.currency,
    )
    key = f"order-refunded:{refund.id}"
    write_letter(till, "order_refunded", order, now, natural_key=key, refund_minor=refund.amount_minor)


def _refuse(refund_id: int, error: Refused) -> None:
    """Stripe will not: free the amount and tell staff."""
    now = utcnow()
    with transaction():
        refund = db.session.get_one(Refund, refund_id)
        payment = db.session.get_one(Payment, refund.payment_id)
        # two where it was set off before; the first order comes before what was added to it
        order = [lock_order(one) for one in sorted({payment.order_id, refund.order_id})][-1]
        for one in (refund, payment):
            db.session.refresh(one)
        if refund.state is not RefundState.WANTED:
            return
        refund.state, refund.failure = RefundState.FAILED, str(error)[:200]
        db.session.flush()
        follow_pay_out(refund, was_given=True, now=now)
        payment.refunded_minor = min(sum_gone(payment), payment.amount_minor)
        tally(order, now=now)
        cover_by_cards(order, now=now)
        note(
            order.id,
            "refund_failed",
            actor="stripe",
            now=now,
            amount=refund.amount_minor,
            currency=refund.currency,
        )
        words = f"Stripe refused the refund of order {order.number}: {error}"
        raise_alert("refund_failed", words, key=f"refund-failed:{refund.id}", now=now, order_id=order.id)


def _use_another_key(refund_id: int) -> None:
    with transaction():
        refund = db.session.get_one(Refund, refund_id)
        refund.round += 1
