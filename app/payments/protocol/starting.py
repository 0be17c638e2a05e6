"""From basket to payment page (DESIGN section 4).

1. Where the basket has a session already: the same one again when nothing has changed and its hour is not over;
otherwise end it at Stripe first, and where Stripe says it is paid, the order is paid. Where nothing has changed the
things stay held meanwhile (renewing).
2. One transaction: lock basket, offers and stock, write the order, reserve its uses of offers, place holds, write the
attempt. 3. Where units lack: end sessions that may be reclaimed, once, and repeat. 4. Open the session.
"""

import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app.cart.actions import lock_cart
from app.cart.models import Cart
from app.clock import day_in, utcnow
from app.credit.ledger import lock_accounts
from app.db import db, end_reading, transaction
from app.downloads.actions import note_consent
from app.inventory.errors import NotEnough
from app.inventory.holding import place_holds
from app.inventory.ledger import lock_items
from app.inventory.queries import list_reclaimable_orders
from app.inventory.rules import sum_demand
from app.orders.cancelling import cancel_order, reopen_order
from app.orders.covering import take_credit
from app.orders.models import Order, PaymentState
from app.orders.notes import notes_from, write_notes
from app.orders.placing import Draft, list_unpaid_orders_of_cart, place_order
from app.orders.queries import lock_order
from app.orders.redeeming import lock_offers_of, take_uses
from app.orders.rules import find_link_token
from app.payments.actions import start_attempt
from app.payments.drafting import check_agreement, compare, draft_order, find_paid_with, fingerprint_now
from app.payments.errors import (
    Broken,
    CheckoutRefused,
    GatewayError,
    MailRefusedByStripe,
    PaymentsUnavailable,
    Refused,
    Unclear,
)
from app.payments.models import Attempt, AttemptState
from app.payments.protocol.applying import look_at_session, take_credit_alone
from app.payments.protocol.ending import end_attempt_at_stripe, end_session_of_order
from app.payments.protocol.opening import find_or_open
from app.payments.protocol.reconciling import tell_of_refusal
from app.payments.protocol.renewing import wish_for_renewal
from app.payments.protocol.taxing import know_tax
from app.payments.queries import find_live_attempt_of_cart
from app.payments.rules import PROTECTED, SESSION_LASTS
from app.payments.tax_evidence import note_calculation
from app.payments.till import Till
from app.settings.queries import load_settings

LOST_PAGE = (
    "Our payment partner does not know your payment page any more. We have been told and look into it."
)
ROUNDS = 4
RECLAIM_AT_MOST = 20


@dataclass(frozen=True, kw_only=True)
class Started:
    """Where the shopper goes: Stripe's page, or the order's own page when it is paid already."""

    address: str
    is_paid: bool = False


class Raced(Exception):
    """Another request of the same basket was first; look again."""


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
                placed = _place(till, cart_id, seen, begin_at_once=begin_at_once)
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
        return Started(address=_own_page(till, found.order_id), is_paid=True)
    return _page_of(attempt_id) if found.state is AttemptState.OPEN else None


def _agree_to_begin(order_id: int) -> None:
    """Write down a consent that was given on a later press, while the order is not paid."""
    with transaction():
        if lock_order(order_id).payment is PaymentState.PENDING:
            note_consent(order_id, now=utcnow())


def _place(till: Till, cart_id: int, seen: str, *, begin_at_once: bool) -> int | Started:
    """Step 2: everything or nothing, in one transaction; returns the attempt's id.

    What gift cards pay whole has no attempt: it is paid in this transaction, and Stripe is not asked.
    """
    now = utcnow()
    with transaction():
        cart = lock_cart(cart_id)
        paid = find_paid_with(cart_id, seen)
        if paid is not None:
            return Started(address=f"{_own_page(till, paid.id)}?new=1", is_paid=True)
        if find_live_attempt_of_cart(cart_id) is not None:
            raise Raced
        draft = draft_order(cart, now=now)
        compare(seen, draft.fingerprint)
        order = _order_for(till, cart, draft, now)
        note_calculation(order, draft, now=now)
        write_notes(order.id, notes_from(cart.answers), now=now)
        if begin_at_once:
            note_consent(order.id, now=now)
        take_uses(order, draft.offers, now=now)
        take_credit(order, today=day_in(load_settings().time_zone, now), now=now)
        protected_until = now + PROTECTED
        place_holds(order.id, sum_demand(draft.demand), protected_until=protected_until, now=now)
        if not order.due_minor:
            take_credit_alone(till, order, now=now)
            return Started(address=f"{_own_page(till, order.id)}?new=1", is_paid=True)
        attempt = start_attempt(
            order, cart_id=cart.id, now=now, protected_until=protected_until, expires_at=now + SESSION_LASTS
        )
        return attempt.id


def _order_for(till: Till, cart: Cart, draft: Draft, now: datetime) -> Order:
    """Return the basket's own unpaid order when it is the same, else a new one in the place of the old."""
    on_its_way = select(Attempt.order_id).where(
        Attempt.cart_id == cart.id, Attempt.state == AttemptState.PROCESSING
    )
    query = (
        select(Order)
        .where(Order.cart_id == cart.id, Order.fingerprint == draft.fingerprint, Order.id.not_in(on_its_way))
        .where(Order.payment == PaymentState.PENDING)
        .where(or_(Order.cancelled_by.is_(None), Order.cancelled_by == "system"))
        .order_by(Order.id.desc())
        .with_for_update()
    )
    same = db.session.scalars(query.execution_options(populate_existing=True)).first()
    unpaid = list_unpaid_orders_of_cart(cart.id)
    kept = set(db.session.scalars(on_its_way))
    lock_offers_of(draft.offers)
    lock_accounts([one.account_id for one in draft.paying_cards])
    lock_items([one.variant_id for one in draft.lines])
    for old in unpaid:
        # A bank payment that is on its way is not taken back by a new basket.
        if old is not same and old.id not in kept:
            cancel_order(old, reason="the basket changed", actor="shopper", now=now)
    if same is None:
        return place_order(draft, secret_key=till.secret_keys[0], now=now)
    reopen_order(same, now=now)
    return same


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
        found = _page_of(attempt_id)
        if found is not None:
            return found
        time.sleep(0.15)
    raise Unclear("no session yet")


def _page_of(attempt_id: int) -> Started | None:
    end_reading()
    attempt = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    is_open = attempt.state is AttemptState.OPEN and attempt.session_url
    return Started(address=attempt.session_url or "") if is_open else None


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


def _own_page(till: Till, order_id: int) -> str:
    order = db.session.get_one(Order, order_id)
    token = find_link_token(till.secret_keys, order.link_salt, order.link_hash)
    return f"/orders/{token}/"
