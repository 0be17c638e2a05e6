"""Questions about money."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from app.db import db
from app.payments.models import (
    Attempt,
    AttemptState,
    Dispute,
    Payment,
    PaymentAlert,
    Refund,
    RefundState,
    StripeEvent,
)
from app.payments.rules import CHECK_OFTEN

LIVE_STATES = (AttemptState.CREATING, AttemptState.OPEN)
AT_ONCE = 500
WATCHED_STATES = (*LIVE_STATES, AttemptState.PROCESSING)


def find_live_attempt_of_cart(cart_id: int) -> Attempt | None:
    """Return the basket's one attempt that may still be paid."""
    query = select(Attempt).where(Attempt.cart_id == cart_id, Attempt.state.in_(LIVE_STATES))
    return db.session.scalars(query.order_by(Attempt.id.desc())).first()


def find_live_attempt_of_order(order_id: int) -> Attempt | None:
    """Return the order's one attempt that may still be paid."""
    query = select(Attempt).where(Attempt.order_id == order_id, Attempt.state.in_(LIVE_STATES))
    return db.session.scalars(query.order_by(Attempt.id.desc())).first()


def is_waiting_for_money(order_id: int) -> bool:
    """Say whether some session of an order can still bring money."""
    query = select(Attempt.id).where(Attempt.order_id == order_id, Attempt.state.in_(WATCHED_STATES))
    return db.session.scalars(query).first() is not None


def find_attempt(*, session_id: str, key: str = "") -> Attempt | None:
    """Return the attempt of a session, by its id or, where the answer was lost, by the attempt's key."""
    known = db.session.scalars(select(Attempt).where(Attempt.session_id == session_id)).first()
    if known is not None or not key:
        return known
    return db.session.scalars(select(Attempt).where(Attempt.key == key, Attempt.session_id.is_(None))).first()


def list_attempts(order_id: int) -> Sequence[Attempt]:
    """Return an order's attempts, oldest first."""
    return db.session.scalars(select(Attempt).where(Attempt.order_id == order_id).order_by(Attempt.id)).all()


def list_watched_attempts(now: datetime, *, limit: int = 200) -> Sequence[Attempt]:
    """Return attempts that may be due for a look, the longest unseen first."""
    query = (
        select(Attempt)
        .where(Attempt.state.in_(WATCHED_STATES))
        .where(
            or_(Attempt.checked_at <= now - CHECK_OFTEN, Attempt.expires_at <= now, Attempt.checked_at > now)
        )
        .order_by(Attempt.checked_at)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_payments(order_id: int) -> Sequence[Payment]:
    """Return the money that arrived for an order."""
    return db.session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)).all()


def find_payment(intent_id: str) -> Payment | None:
    """Return the payment of a Stripe payment intent."""
    return db.session.scalars(select(Payment).where(Payment.intent_id == intent_id)).first()


def list_refunds(order_id: int) -> Sequence[Refund]:
    """Return an order's refunds, oldest first."""
    return db.session.scalars(select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)).all()


def find_refund(*, stripe_id: str, key: str = "") -> Refund | None:
    """Return a refund by Stripe's id or, where the answer was lost, by its key."""
    known = db.session.scalars(select(Refund).where(Refund.stripe_id == stripe_id)).first()
    if known is not None or not key:
        return known
    return db.session.scalars(select(Refund).where(Refund.key == key, Refund.stripe_id.is_(None))).first()


def list_pending_refunds(limit: int = 100) -> Sequence[Refund]:
    """Return refunds that Stripe has taken and not finished."""
    query = select(Refund).where(Refund.state == RefundState.PENDING).order_by(Refund.id).limit(limit)
    return db.session.scalars(query).all()


def list_disputes(order_id: int) -> Sequence[Dispute]:
    """Return an order's disputes."""
    return db.session.scalars(select(Dispute).where(Dispute.order_id == order_id).order_by(Dispute.id)).all()


def find_event(stripe_id: str) -> StripeEvent | None:
    """Return a stored event by Stripe's id."""
    return db.session.scalars(select(StripeEvent).where(StripeEvent.stripe_id == stripe_id)).first()


def known_events(stripe_ids: Collection[str]) -> set[str]:
    """Return those of these ids of Stripe's whose events are stored; asked for in pieces, as an hour may bring many."""
    asked, known = list(stripe_ids), set[str]()
    for start in range(0, len(asked), AT_ONCE):
        piece = asked[start : start + AT_ONCE]
        known |= set(
            db.session.scalars(select(StripeEvent.stripe_id).where(StripeEvent.stripe_id.in_(piece)))
        )
    return known


def list_open_alerts(limit: int = 100) -> Sequence[PaymentAlert]:
    """Return what a person has to look at, oldest first."""
    query = (
        select(PaymentAlert).where(PaymentAlert.resolved_at.is_(None)).order_by(PaymentAlert.id).limit(limit)
    )
    return db.session.scalars(query).all()
