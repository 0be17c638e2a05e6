"""Leading a shopper to where they pay, or to the order's own page when it is paid.

Two presses of one button lead to the same page; the one that Stripe turns away waits for the other.
"""

import time
from dataclasses import dataclass

from app.db import db, end_reading
from app.orders.models import Order
from app.orders.rules import find_link_token
from app.payments.errors import Broken, CheckoutRefused, MailRefusedByStripe, Refused, Unclear
from app.payments.models import Attempt, AttemptState
from app.payments.protocol.opening import find_or_open
from app.payments.till import Till


@dataclass(frozen=True, kw_only=True)
class Started:
    """Where the shopper goes: Stripe's page, or the order's own page when it is paid already."""

    address: str
    is_paid: bool = False


def open_page(till: Till, attempt_id: int) -> Started:
    """Lead to an attempt's payment page (step 4).

    Two presses at once send the same key, and the one that Stripe turns away waits for the other.
    """
    try:
        told = find_or_open(till, attempt_id)
    except Unclear:
        return _wait_for_other(attempt_id)
    except Refused as error:
        if error.param == "customer_email":
            raise MailRefusedByStripe("Our payment partner does not take this e-mail address.") from error
        raise CheckoutRefused("Our payment partner did not open the page. We have been told.") from error
    if told is None:
        raise Broken("no session was made")
    return Started(address=told.url or "") if told.url else _wait_for_other(attempt_id)


def _wait_for_other(attempt_id: int) -> Started:
    for _ in range(8):
        found = page_of(attempt_id)
        if found is not None:
            return found
        time.sleep(0.15)
    raise Unclear("no session yet")


def page_of(attempt_id: int) -> Started | None:
    """Return the payment page of an attempt, once Stripe has opened it and while it may be paid."""
    end_reading()
    attempt = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    is_open = attempt.state is AttemptState.OPEN and attempt.session_url
    return Started(address=attempt.session_url or "") if is_open else None


def own_page(till: Till, order_id: int) -> str:
    """Return the path of an order's own page, which its link opens."""
    order = db.session.get_one(Order, order_id)
    token = find_link_token(till.secret_keys, order.link_salt, order.link_hash)
    return f"/orders/{token}/"
