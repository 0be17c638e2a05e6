"""Closing an attempt whose payment cannot arrive."""

from datetime import datetime

from app.credit.using import free_credit
from app.db import db
from app.inventory.holding import release_holds
from app.orders.cancelling import cancel_order
from app.orders.models import Order, OrderState
from app.orders.redeeming import free_uses
from app.payments.actions import end_attempt
from app.payments.models import Attempt, AttemptState

NOT_PAID = "not paid"


def release_attempt(
    order: Order, attempt: Attempt, state: AttemptState, *, proof: str, now: datetime
) -> None:
    """End a locked order's attempt, holds, uses and reserved credit; it is cancelled when it waits for nothing else.

    `proof` says how we know that no payment can arrive: Stripe's own word, never our clock (S4, M4).
    """
    end_attempt(attempt, state, proof=proof, now=now)
    free_uses(order.id, proof=proof, now=now)
    free_credit(order.id, proof=proof, now=now)
    release_holds(order.id, proof=proof, now=now)
    db.session.flush()
    if not order.paid_minor and order.state is OrderState.OPEN:
        cancel_order(order, reason=NOT_PAID, actor="system", now=now)


def free_unanswered(order: Order, *, now: datetime) -> None:
    """Free what a locked order holds that was never paid and has no payment page: nobody can pay it any more."""
    if not order.paid_at:
        proof = "nobody agreed to it, and it has no payment page"
        release_holds(order.id, proof=proof, now=now)
        db.session.flush()
