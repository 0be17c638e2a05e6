"""Staff end an order before it is sent: 1. its open session at Stripe; 2. the order, and its money back.

Between the two a shopper may renew the page. Step 2 looks again under the order's lock, and goes back to step 1 when
there is something to pay once more.
"""

from datetime import datetime

from app.clock import utcnow
from app.credit.queries import sums_of_spent
from app.credit.using import lock_spent
from app.db import end_reading, transaction
from app.orders.additions import goes_on, list_additions
from app.orders.cancelling import cancel_order
from app.orders.errors import StepRefused
from app.orders.models import Order, OrderState
from app.orders.queries import lock_order
from app.outbox.actions import enqueue
from app.payments.actions import raise_alert, tally, want_refund
from app.payments.errors import Broken, PaymentsUnavailable, Refused, Unclear
from app.payments.giving_back import put_on_cards
from app.payments.letters import write_letter
from app.payments.models import AttemptState, Payment
from app.payments.papers import write_papers_of_cards, write_papers_of_lost
from app.payments.protocol.ending import end_session_of_order
from app.payments.protocol.releasing import free_unanswered
from app.payments.queries import find_live_attempt_of_order, list_attempts, list_disputes, list_payments
from app.payments.till import Till

ROUNDS = 4
MAY_BE_PAID = (
    "Stripe does not show this order's payment page, so it may still be paid. Nothing was cancelled."
)
OPENED_AGAIN = "The shopper is opening this order's payment page again. Nothing was cancelled. Try once more."


def cancel_by_staff(till: Till, order_id: int, *, reason: str, actor: str) -> None:
    """Cancel an order and give back what is left of its money; raises StepRefused, PaymentsUnavailable."""
    for _ in range(ROUNDS):
        _end_session(till, order_id)
        end_reading()
        now = utcnow()
        with transaction():
            order = lock_order(order_id)
            if find_live_attempt_of_order(order_id) is None:
                _end_order(till, order, reason=reason, actor=actor, now=now)
                return
    raise StepRefused(OPENED_AGAIN)


def list_left(order_id: int) -> list[tuple[Payment, int]]:
    """Return what of each payment goes back when the order is cancelled, in minor units.

    What was lost in a dispute the bank has taken back itself; a payment's sum of what has gone holds it.
    """
    left = [(one, one.amount_minor - one.refunded_minor) for one in list_payments(order_id)]
    return [(payment, minor) for payment, minor in left if minor]


def left_of_cards(order_id: int) -> int:
    """Return the minor units that gift cards have paid of an order and that are not back on them."""
    paid, back = sums_of_spent([order_id]).get(order_id, (0, 0))
    return paid - back


def _end_session(till: Till, order_id: int) -> None:
    try:
        end_session_of_order(till, order_id)
    except (Unclear, Broken) as error:
        raise PaymentsUnavailable from error
    except Refused as error:
        raise StepRefused(f"{MAY_BE_PAID} Stripe says: {error}") from error


def _end_order(till: Till, order: Order, *, reason: str, actor: str, now: datetime) -> None:
    """Step 2, in the open transaction, with the order locked and no session of it open."""
    disputes = list_disputes(order.id)
    if any(one.closed_at is None for one in disputes):
        raise StepRefused("The payment is disputed. Answer the dispute at Stripe first.")
    if any(one.state is AttemptState.PROCESSING for one in list_attempts(order.id)):
        raise StepRefused("A bank payment is on its way. Wait until it has arrived or failed.")
    lock_spent(order.id)
    free_unanswered(order, now=now)
    was_cancelled = order.state is OrderState.CANCELLED
    cancel_order(order, reason=reason, actor=actor, now=now)
    through_stripe = list_left(order.id)
    for payment, left in through_stripe:
        want_refund(payment, left, reason=reason, actor=actor, now=now)
    put_on_cards(order, left_of_cards(order.id), onto=None, actor=actor, now=now)
    tally(order, now=now)
    if order.paid_minor and not was_cancelled:
        write_letter(
            till,
            "order_cancelled",
            order,
            now,
            natural_key=f"order-cancelled:{order.id}",
            by_bank=bool(through_stripe),
        )
    _end_additions(order, now)
    write_papers_of_cards(order, now=now)  # its counter is the last lock
    write_papers_of_lost(order, now=now)


def _end_additions(first: Order, now: datetime) -> None:
    """Owe the end of what may still be paid to go with a cancelled order, and tell staff of what is paid already."""
    for order in list_additions(first.id):
        attempt = find_live_attempt_of_order(order.id)
        if attempt is not None:
            enqueue("payments.end", {"attempt": attempt.id}, now=now, natural_key=f"end:{attempt.id}")
        elif goes_on(order):
            words = (
                f"Order {first.number} was cancelled, and order {order.number}, which goes with it, is paid."
            )
            raise_alert("addition", words, key=f"addition:{order.id}", now=now, order_id=order.id)
