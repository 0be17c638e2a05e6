"""From basket to payment page (DESIGN section 4).

1. Where the basket has a session already: the same one again when nothing has changed and its hour is not over;
otherwise end it at Stripe first, and where Stripe says it is paid, the order is paid. Where nothing has changed the
things stay held meanwhile (renewing).
2. One transaction: lock basket, offers and stock, write the order, reserve its uses of offers, place holds, write the
attempt. 3. Where units lack: end sessions that may be reclaimed, once, and repeat. 4. Open the session.
"""

from app.clock import utcnow
from app.db import db, transaction
from app.downloads.actions import note_consent
from app.inventory.errors import NotEnough
from app.inventory.queries import list_reclaimable_orders
from app.orders.models import Order, PaymentState
from app.orders.queries import lock_order
from app.payments.drafting import check_agreement, compare, fingerprint_now
from app.payments.errors import (
    Broken,
    CheckoutRefused,
    GatewayError,
    PaymentsUnavailable,
    Refused,
    Unclear,
)
from app.payments.models import AttemptState
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.ending import end_attempt_at_stripe, end_session_of_order
from app.payments.protocol.leading import Started, open_page, own_page, page_of
from app.payments.protocol.placing import Raced, place
from app.payments.protocol.reconciling import tell_of_refusal
from app.payments.protocol.renewing import wish_for_renewal
from app.payments.protocol.taxing import know_tax
from app.payments.queries import find_live_attempt_of_cart
from app.payments.till import Till

LOST_PAGE = (
    "Our payment partner does not know your payment page any more. We have been told and look into it."
)
ROUNDS = 4
RECLAIM_AT_MOST = 20


def start_checkout(
    till: Till, cart_id: int, *, renew: bool = False, seen: str = "", begin_at_once: bool = False
) -> Started:
    """Take a basket to its payment page; the second press of one button leads to the same page.

    `renew` gives a new hour of protection; `seen` is the fingerprint of the draft that the shopper agreed to;
    `begin_at_once` that they want files to download at once, knowing what that ends.
    Raises DraftChanged, NotEnough, AnswerRefused, BasketRefused, CheckoutRefused, PaymentsUnavailable,
    TaxUnavailable, TaxPlaceUnknown.
    """
    may_reclaim = True
    know_tax(till, cart_id)
    compare(seen, fingerprint_now(cart_id, utcnow()))
    if renew:
        check_agreement(cart_id, utcnow())
    try:
        for number in range(ROUNDS):
            going = _go_on_with_earlier(
                till, cart_id, renew=renew and number == 0, begin_at_once=begin_at_once
            )
            if going is not None:
                return going
            try:
                placed = place(till, cart_id, seen, begin_at_once=begin_at_once)
            except Raced:
                continue
            except NotEnough as lack:
                if not (may_reclaim and _reclaim(till, lack)):
                    raise
                may_reclaim = False
                continue
            return placed if isinstance(placed, Started) else open_page(till, placed)
    except (Unclear, Broken) as error:
        raise PaymentsUnavailable from error
    raise PaymentsUnavailable


def _go_on_with_earlier(till: Till, cart_id: int, *, renew: bool, begin_at_once: bool) -> Started | None:
    attempt = find_live_attempt_of_cart(cart_id)
    if attempt is None:
        return None
    attempt_id, session_id = attempt.id, attempt.session_id
    order = db.session.get_one(Order, attempt.order_id)
    is_same = order.fingerprint == fingerprint_now(cart_id, utcnow())
    if is_same and begin_at_once:
        _agree_to_begin(attempt.order_id)
    is_kept = is_same and not renew and utcnow() < attempt.protected_until
    if is_kept and session_id is None:
        return open_page(till, attempt_id)
    if is_same and not is_kept:
        wish_for_renewal(attempt_id)
    try:
        found = (
            look_at_session(till, session_id)
            if is_kept and session_id
            else end_attempt_at_stripe(till, attempt_id)
        )
    except Refused as error:
        tell_of_refusal(attempt_id, error)
        raise CheckoutRefused(LOST_PAGE) from error
    if found.is_paid:
        return Started(address=own_page(till, found.order_id), is_paid=True)
    return page_of(attempt_id) if found.state is AttemptState.OPEN else None


def _agree_to_begin(order_id: int) -> None:
    """Write down a consent that was given on a later press, while the order is not paid."""
    with transaction():
        if lock_order(order_id).payment is PaymentState.PENDING:
            note_consent(order_id, now=utcnow())


def _reclaim(till: Till, lack: NotEnough) -> bool:
    """Step 3: end sessions past their hour that hold what lacks; returns whether any ended."""
    orders = list_reclaimable_orders(lack.short, utcnow())[:RECLAIM_AT_MOST]
    freed = False
    for order_id in orders:
        try:
            found = end_session_of_order(till, order_id)
        except GatewayError:
            continue
        freed = freed or (found is not None and not found.is_paid)
    return freed
