"""Ending the payment page of a basket whose things go elsewhere, so that nothing is paid for twice.

1. Ask Stripe to end its session. 2. Apply the answer: what is held is free, or the money is here and the basket empty.
"""

from app.db import db, end_reading
from app.payments.errors import GatewayError, PaymentsUnavailable
from app.payments.protocol.ending import end_attempt_at_stripe
from app.payments.queries import find_live_attempt_of_cart
from app.payments.till import Till


def end_page_of_cart(till: Till, cart_id: int) -> None:
    """End a basket's live attempt, if it has one; raises PaymentsUnavailable where Stripe does not say."""
    attempt = find_live_attempt_of_cart(cart_id)
    if attempt is None:
        return
    try:
        end_attempt_at_stripe(till, attempt.id)
    except GatewayError as error:
        raise PaymentsUnavailable from error
    end_reading()
    db.session.expire_all()


def end_pages_of_carts(till: Till, *cart_ids: int) -> None:
    """End the payment pages of baskets that become one: whichever could still be paid, on whatever device it is open.

    A page that turns out to be paid has made its order, and its basket is empty then. Raises PaymentsUnavailable.
    """
    for cart_id in cart_ids:
        end_page_of_cart(till, cart_id)


def can_be_paid(*cart_ids: int) -> bool:
    """Say whether a payment page of any of these baskets was begun meanwhile, in another tab or on another device."""
    return any(find_live_attempt_of_cart(cart_id) is not None for cart_id in cart_ids)
