"""What happens to money's rows inside a transaction: attempts end, money arrives, goes back, is asked back."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select, update

from app.audit.actions import record
from app.credit.ledger import lock_accounts, write_entry
from app.credit.models import Cause, CreditAccount, Reason
from app.credit.queries import sums_of_spent
from app.db import db
from app.orders.models import Order
from app.orders.queries import has_led_line
from app.orders.standing import note, write_standing
from app.outbox.actions import enqueue
from app.payments.errors import RefundRefused
from app.payments.models import (
    CLOSED_DISPUTES,
    LOST,
    Attempt,
    AttemptState,
    Dispute,
    Payment,
    PaymentAlert,
    Refund,
    RefundState,
    StripeEvent,
)

COUNTED = (RefundState.WANTED, RefundState.PENDING, RefundState.SUCCEEDED)


def start_attempt(
    order: Order, *, cart_id: int | None, now: datetime, protected_until: datetime, expires_at: datetime
) -> Attempt:
    """Write a new attempt; the unique indexes keep one live attempt an order and a basket."""
    attempt = Attempt(
        key=str(uuid4()), order_id=order.id, cart_id=cart_id, amount_minor=order.due_minor,
        currency=order.currency, state=AttemptState.CREATING, created_at=now, protected_until=protected_until,
        expires_at=expires_at.replace(microsecond=0), checked_at=now,
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    return attempt


def end_attempt(attempt: Attempt, state: AttemptState, *, proof: str, now: datetime) -> None:
    """Close an attempt; `proof` says what Stripe told."""
    attempt.state, attempt.proof, attempt.ended_at, attempt.checked_at = state, proof[:200], now, now


def want_refund(payment: Payment, amount: int, *, reason: str, actor: str, now: datetime) -> Refund:
    """Reserve an amount of a payment and owe its refund; raises RefundRefused when more is asked than is left.

    The order must be locked. The conditional update and the CHECK are the last walls of M3.
    """
    _reserve_refund(payment, amount)
    refund = _write_refund(payment, amount, reason=reason, actor=actor, now=now)
    enqueue("payments.refund", {"refund": refund.id}, now=now, natural_key=f"refund:{refund.id}")
    note(payment.order_id, "refund_wanted", actor=actor, now=now, amount=amount, currency=payment.currency)
    details = {"amount": amount, "currency": payment.currency, "payment": payment.id}
    record("order.refund_wanted", actor=actor, subject=("order", payment.order_id), now=now, details=details)
    return refund


def refund_as_credit(
    payment: Payment, amount: int, account: CreditAccount, *, reason: str, actor: str, now: datetime
) -> Refund:
    """Give part of a payment back as store credit at once: Stripe gives nothing back, the account gets it all.

    The order and the account must be locked. Raises RefundRefused when more is asked than is left.
    """
    _reserve_refund(payment, amount)
    refund = _write_refund(payment, amount, reason=reason, actor=actor, now=now)
    refund.state, refund.settled_at, refund.credit_account_id = RefundState.SUCCEEDED, now, account.id
    write_entry(
        account, amount, Cause.REFUNDED, order_id=payment.order_id, actor=actor, now=now
    )  # fmt: skip
    return refund


def pay_out(order: Order, account: CreditAccount, amount: int, *, actor: str, now: datetime) -> Refund:
    """Owe the refund of what lies on a set off's account through Stripe, out of the payment that it came from.

    The order and the account must be locked. It was counted on its payment when it was set off, and stays so.
    """
    write_entry(
        account,
        -amount,
        Cause.ADJUSTED,
        order_id=order.id,
        actor=actor,
        now=now,
        reason=Reason.PAID_OUT.value,
    )
    came_from = select(Payment).join(Refund, Refund.payment_id == Payment.id)
    payment = db.session.scalars(
        came_from.where(Refund.credit_account_id == account.id, Refund.paid_out_of_id.is_(None)).limit(1)
    ).one()
    refund = _write_refund(payment, amount, reason="set off before", actor=actor, now=now)
    refund.order_id, refund.paid_out_of_id = order.id, account.id
    db.session.flush()
    enqueue("payments.refund", {"refund": refund.id}, now=now, natural_key=f"refund:{refund.id}")
    note(order.id, "refund_wanted", actor=actor, now=now, amount=amount, currency=order.currency)
    details = {"amount": amount, "currency": order.currency, "payment": payment.id}
    record("order.refund_wanted", actor=actor, subject=("order", order.id), now=now, details=details)
    return refund


def follow_pay_out(refund: Refund, *, was_given: bool, now: datetime) -> None:
    """Bring a set off's account in step with what is paid out of it: what does not arrive lies there again."""
    is_given = refund.state in COUNTED
    if refund.paid_out_of_id is None or is_given == was_given:
        return
    account = lock_accounts([refund.paid_out_of_id])[refund.paid_out_of_id]
    amount = -refund.amount_minor if is_given else refund.amount_minor
    write_entry(
        account, amount, Cause.ADJUSTED, order_id=refund.order_id, actor="stripe", now=now,
        reason=Reason.PAID_OUT.value,
    )  # fmt: skip


def _reserve_refund(payment: Payment, amount: int) -> None:
    if amount < 1:
        raise RefundRefused("Enter an amount above nothing.")
    reserved = db.session.execute(
        update(Payment)
        .where(Payment.id == payment.id, Payment.refunded_minor + amount <= Payment.amount_minor)
        .values(refunded_minor=Payment.refunded_minor + amount)
    )
    if not reserved.rowcount:  # type: ignore[attr-defined]
        raise RefundRefused("That is more than is left of this payment.")


def _write_refund(payment: Payment, amount: int, *, reason: str, actor: str, now: datetime) -> Refund:
    refund = Refund(
        key=str(uuid4()), order_id=payment.order_id, payment_id=payment.id, amount_minor=amount,
        currency=payment.currency, reason=reason[:200], state=RefundState.WANTED, actor=actor, wanted_at=now,
    )  # fmt: skip
    db.session.add(refund)
    db.session.flush()
    return refund


def tally(order: Order, *, now: datetime) -> None:
    """Bring a locked order's sums and axes in step with its payments, gift cards, refunds and disputes.

    Where a link led to something in it, the articles' credit for it is owed anew.
    """
    db.session.flush()
    kept = (Payment.order_id == order.id, Payment.is_kept)
    by_card, back_on_card = sums_of_spent([order.id]).get(order.id, (0, 0))
    query = select(Payment).where(*kept).execution_options(populate_existing=True)
    payments = db.session.scalars(query).all()
    order.paid_minor = by_card + sum(one.amount_minor for one in payments)
    order.refunded_minor = back_on_card + sum(one.refunded_minor for one in payments)
    order.disputes_open = (
        db.session.scalar(
            select(func.count()).where(Dispute.order_id == order.id, Dispute.status.not_in(CLOSED_DISPUTES))
        )
        or 0
    )
    order.lost_minor = sum(sum_lost(one) for one in payments)
    write_standing(order)
    if order.paid_at is not None and has_led_line(order.id):
        enqueue("effect.order", {"order": order.id}, now=now)


def sum_refunds(payment_id: int, *, among: Collection[RefundState] = COUNTED) -> int:
    """Return what is refunded or on its way back of a payment, from the refunds' rows.

    What is paid out of a set off has been counted when it was set off.
    """
    query = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
        Refund.payment_id == payment_id, Refund.state.in_(among), Refund.paid_out_of_id.is_(None)
    )
    return int(db.session.scalar(query) or 0)


def sum_card_parts(order_id: int, *, among: Collection[RefundState] = COUNTED, apart: int = 0) -> int:
    """Return what refunds of an order, but for the one with the id `apart`, gave back for gift cards that it bought."""
    query = select(func.coalesce(func.sum(Refund.cards_minor), 0)).where(
        Refund.order_id == order_id, Refund.state.in_(among), Refund.id != apart
    )
    return int(db.session.scalar(query) or 0)


def sum_lost(payment: Payment) -> int:
    """Return what a bank has taken back of a payment in disputes that were lost, and that had not gone back before."""
    query = select(func.coalesce(func.sum(Dispute.amount_minor), 0)).where(
        Dispute.payment_id == payment.id, Dispute.status == LOST
    )
    return min(int(db.session.scalar(query) or 0), max(0, payment.amount_minor - sum_refunds(payment.id)))


def sum_gone(payment: Payment) -> int:
    """Return what of a payment is refunded, on its way back, or taken back by a bank (M3)."""
    return sum_refunds(payment.id) + sum_lost(payment)


def mark_event(event_id: int | None, outcome: str, *, now: datetime) -> None:
    """Say in the transaction of its effect that an event has been applied."""
    if event_id is not None:
        event = db.session.get_one(StripeEvent, event_id)
        event.applied_at, event.outcome = now, outcome[:200]


def raise_alert(kind: str, words: str, *, key: str, now: datetime, order_id: int | None = None) -> None:
    """Ask a person to look, once for each `key`; audited, and listed on the staff page."""
    if db.session.scalar(select(PaymentAlert.id).where(PaymentAlert.natural_key == key)) is not None:
        return
    alert = PaymentAlert(natural_key=key, kind=kind, words=words[:400], order_id=order_id, raised_at=now)
    db.session.add(alert)
    db.session.flush()
    record(f"payment.alert.{kind}", actor="system", subject=("payment_alert", alert.id), now=now)


def resolve_alert(alert_id: int, *, actor: str, now: datetime) -> None:
    """Say that an alert has been looked at."""
    done = db.session.execute(
        update(PaymentAlert)
        .where(PaymentAlert.id == alert_id, PaymentAlert.resolved_at.is_(None))
        .values(resolved_at=now, resolved_by=actor)
    )
    if done.rowcount:  # type: ignore[attr-defined]
        record("payment.alert_resolved", actor=actor, subject=("payment_alert", alert_id), now=now)
