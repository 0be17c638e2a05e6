"""Staff end an order before it is sent: 1. its open session at Stripe; 2. the order, and its money back."""

from app.clock import utcnow
from app.db import end_reading, transaction
from app.orders.cancelling import cancel_order
from app.orders.errors import StepRefused
from app.orders.letters import order_link, owe_letter
from app.orders.models import OrderState
from app.orders.queries import get_order_with_lines, lock_order
from app.payments.actions import tally, want_refund
from app.payments.errors import Broken, PaymentsUnavailable, Refused, Unclear
from app.payments.models import AttemptState
from app.payments.protocol.ending import end_session_of_order
from app.payments.queries import list_attempts, list_disputes, list_payments
from app.payments.till import Till


def cancel_by_staff(till: Till, order_id: int, *, reason: str, actor: str) -> None:
    """Cancel an order and give back what is left of its money; raises StepRefused, PaymentsUnavailable."""
    try:
        end_session_of_order(till, order_id)
    except (Unclear, Broken) as error:
        raise PaymentsUnavailable from error
    except Refused as error:
        words = (
            "Stripe does not show this order's payment page, so it may still be paid. Nothing was cancelled."
        )
        raise StepRefused(f"{words} Stripe says: {error}") from error
    end_reading()
    now = utcnow()
    with transaction():
        order = lock_order(order_id)
        disputes = list_disputes(order_id)
        if any(one.closed_at is None for one in disputes):
            raise StepRefused("The payment is disputed. Answer the dispute at Stripe first.")
        if any(one.state is AttemptState.PROCESSING for one in list_attempts(order_id)):
            raise StepRefused("A bank payment is on its way. Wait until it has arrived or failed.")
        was_cancelled = order.state is OrderState.CANCELLED
        cancel_order(order, reason=reason, actor=actor, now=now)
        taken_back = {one.payment_id for one in disputes if one.status == "lost"}  # the bank has done it
        for payment in list_payments(order_id):
            left = payment.amount_minor - payment.refunded_minor
            if left and payment.id not in taken_back:
                want_refund(payment, left, reason=reason, actor=actor, now=now)
        tally(order)
        if order.paid_minor and not was_cancelled:
            link = order_link(order, site_url=till.site_url, secret_keys=till.secret_keys)
            lines = get_order_with_lines(order.id).lines
            key = f"order-cancelled:{order.id}"
            owe_letter("order_cancelled", order, lines, link=link, natural_key=key, now=now)
