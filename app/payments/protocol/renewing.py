"""Keeping the things of a basket for another hour: its page ends, another one opens, and the holds never do.

1. Write on the attempt that it shall be renewed. 2. Ask Stripe to end its session. 3. Whoever hears first that it has
ended (this request, the webhook's job, the reconciler) ends the attempt, prolongs the holds and writes the next
attempt, in one transaction. 4. The next attempt's session is opened like any other. A wish that was not heard within
`WISH_LASTS` is void, so that a session that runs out a day later frees its things.
"""

from datetime import datetime, timedelta

from app.clock import utcnow
from app.db import db, transaction
from app.inventory.holding import extend_holds
from app.orders.models import Order, OrderState
from app.orders.queries import lock_order
from app.payments.actions import end_attempt, start_attempt
from app.payments.models import Attempt, AttemptState
from app.payments.rules import PROTECTED, SESSION_LASTS

WISH_LASTS = timedelta(minutes=2)


def wish_for_renewal(attempt_id: int) -> None:
    """Step 1; an attempt that has ended meanwhile is left as it is."""
    with transaction():
        attempt = db.session.get_one(Attempt, attempt_id)
        lock_order(attempt.order_id)
        db.session.refresh(attempt)
        if attempt.is_live:
            attempt.renewal_wanted_at = utcnow()


def is_to_be_renewed(order: Order, attempt: Attempt, now: datetime) -> bool:
    """Say whether a locked order's attempt, which Stripe says has expired, is followed by another."""
    wish = attempt.renewal_wanted_at
    is_fresh = wish is not None and now - wish <= WISH_LASTS
    return is_fresh and attempt.is_live and order.state is OrderState.OPEN and not order.paid_minor


def renew_attempt(order: Order, attempt: Attempt, *, proof: str, now: datetime) -> Attempt:
    """Step 3, in the open transaction, with the order locked; the stock is not touched."""
    end_attempt(attempt, AttemptState.EXPIRED, proof=proof, now=now)
    db.session.flush()
    protected_until = now + PROTECTED
    extend_holds(order.id, protected_until=protected_until)
    return start_attempt(
        order,
        cart_id=attempt.cart_id,
        now=now,
        protected_until=protected_until,
        expires_at=now + SESSION_LASTS,
    )
