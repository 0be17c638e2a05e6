"""Step 2 of a checkout: everything or nothing, in one transaction (starting)."""

from datetime import datetime

from sqlalchemy import or_, select

from app.cart.actions import lock_cart
from app.cart.cards import list_cards
from app.cart.models import Cart
from app.clock import day_in, utcnow
from app.credit.ledger import lock_accounts
from app.db import db, transaction
from app.downloads.actions import note_consent
from app.giftcards.issuing import write_wish
from app.giftcards.rules import wish_from
from app.inventory.holding import place_holds
from app.inventory.ledger import lock_items
from app.inventory.rules import sum_demand
from app.orders.cancelling import cancel_order, reopen_order
from app.orders.covering import take_credit
from app.orders.errors import CardChanged
from app.orders.models import Order, PaymentState
from app.orders.notes import notes_from, write_notes
from app.orders.placing import Draft, list_unpaid_orders_of_cart, place_order
from app.orders.redeeming import lock_offers_that_meet, take_uses
from app.payments.actions import start_attempt
from app.payments.drafting import compare, draft_order, find_paid_with
from app.payments.models import Attempt, AttemptState
from app.payments.protocol.applying import take_credit_alone
from app.payments.protocol.leading import Started, own_page
from app.payments.queries import find_live_attempt_of_cart
from app.payments.rules import PROTECTED, SESSION_LASTS
from app.payments.tax_evidence import note_calculation
from app.payments.till import Till
from app.settings.queries import load_settings

NEW_CODE = "A gift card of this basket has been given a new code. Look at the sums again."


class Raced(Exception):
    """Another request of the same basket was first; look again."""


def place(till: Till, cart_id: int, seen: str, *, begin_at_once: bool) -> int | Started:
    """Step 2: everything or nothing, in one transaction; returns the attempt's id.

    What gift cards pay whole has no attempt: it is paid in this transaction, and Stripe is not asked.
    """
    now = utcnow()
    with transaction():
        cart = lock_cart(cart_id)
        paid = find_paid_with(cart_id, seen)
        if paid is not None:
            return Started(address=f"{own_page(till, paid.id)}?new=1", is_paid=True)
        if find_live_attempt_of_cart(cart_id) is not None:
            raise Raced
        draft = draft_order(cart, now=now)
        compare(seen, draft.fingerprint)
        order = _order_for(till, cart, draft, now)
        note_calculation(order, draft, now=now)
        write_notes(order.id, notes_from(cart.answers), now=now)
        write_wish(order.id, wish_from(cart.answers), now=now)
        if begin_at_once:
            note_consent(order.id, now=now)
        take_uses(order, draft.offers, now=now)
        take_credit(order, today=day_in(load_settings().time_zone, now), now=now)
        protected_until = now + PROTECTED
        place_holds(order.id, sum_demand(draft.demand), protected_until=protected_until, now=now)
        if not order.due_minor:
            take_credit_alone(till, order, now=now)
            return Started(address=f"{own_page(till, order.id)}?new=1", is_paid=True)
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
    lock_offers_that_meet(one.id for one in draft.offers)
    _lock_cards(cart, draft)
    lock_items([one.variant_id for one in draft.lines])
    for old in unpaid:
        # A bank payment that is on its way is not taken back by a new basket.
        if old is not same and old.id not in kept:
            cancel_order(old, reason="the basket changed", actor="shopper", now=now)
    if same is None:
        return place_order(draft, secret_key=till.secret_keys[0], now=now)
    reopen_order(same, now=now)
    return same


def _lock_cards(cart: Cart, draft: Draft) -> None:
    """Lock the gift cards that pay; raises CardChanged where one has left the basket since the sums were worked out.

    A card that is sent again gets a new code and leaves every basket: whoever had the old one pays nothing with it.
    """
    if set(lock_accounts([one.account_id for one in draft.paying_cards])) - set(list_cards(cart.id)):
        raise CardChanged(NEW_CODE)
