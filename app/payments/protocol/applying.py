"""What a session's present state means for its order; the one way an order becomes paid.

Called with a session that was just asked for by id: by webhook jobs, the success page, ending, and the reconciler.
"""

from dataclasses import dataclass
from datetime import datetime

from app.cart.actions import empty_cart, lock_cart
from app.clock import utcnow
from app.credit.using import settle_credit
from app.db import db, end_reading, transaction
from app.downloads.actions import hand_over_files
from app.giftcards.issuing import issue_sold_cards
from app.inventory.errors import NotEnough
from app.inventory.holding import allocate, turn_holds_into_allocations
from app.inventory.queries import open_holds_of
from app.invoicing.actions import issue_invoice
from app.orders.additions import find_first_of, goes_on, lock_first_of
from app.orders.cancelling import reopen_order
from app.orders.covering import take_credit
from app.orders.errors import BasketRefused, CardChanged, OfferGone
from app.orders.models import Order, OrderState
from app.orders.queries import demand_of, lock_order
from app.orders.redeeming import settle_uses, take_uses_again
from app.orders.standing import note
from app.outbox.actions import enqueue
from app.payments.actions import end_attempt, mark_event, tally
from app.payments.errors import SetOffGone
from app.payments.letters import write_letter, write_of_payment, write_of_set_off
from app.payments.models import Attempt, AttemptState, Payment
from app.payments.protocol.lost_orders import tell_of_lost_order
from app.payments.protocol.releasing import release_attempt
from app.payments.protocol.renewing import is_to_be_renewed, renew_attempt
from app.payments.protocol.returning import WhyNot, give_it_back, tell_of_first_order, tell_of_mismatch
from app.payments.queries import find_attempt, find_live_attempt_of_order, find_payment, list_payments
from app.payments.rules import find_mismatches, is_ours
from app.payments.setting_off import make_set_off, write_papers_of_set_off
from app.payments.tax_evidence import owe_tax_record
from app.payments.till import Till
from app.payments.told import ToldSession


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What was found: the order (0 when the session is not ours), its attempt's state, and words for the log."""

    order_id: int
    state: AttemptState | None
    words: str

    @property
    def is_paid(self) -> bool:
        """Whether the money is here or on its way."""
        return self.state in (AttemptState.PAID, AttemptState.PROCESSING)


PAID_AT_STRIPE = "Stripe says the session is paid"
NOT_OURS = Applied(order_id=0, state=None, words="not a session of this site")


def look_at_session(till: Till, session_id: str, *, event_id: int | None = None) -> Applied:
    """1. Ask Stripe for the session. 2. Apply it, and with it the event that told of it."""
    end_reading()
    told = till.gateway.retrieve_session(session_id)
    now = utcnow()
    with transaction():
        applied = apply_session(till, told, now=now)
        mark_event(event_id, applied.words, now=now)
        return applied


def hear_of_payment(till: Till, intent_id: str) -> None:
    """Before a refund or dispute is applied: take the money that it is about, when its own news are still to come.

    Stripe promises no order of events; one about a payment we do not know yet may be the first we hear of it.
    """
    if not intent_id or find_payment(intent_id) is not None:
        return
    end_reading()
    session_id = till.gateway.find_session_of(intent_id)
    if session_id is not None:
        look_at_session(till, session_id)


def apply_session(till: Till, told: ToldSession, *, now: datetime) -> Applied:
    """Apply a session as Stripe tells it, under its order's lock, in the open transaction; any number of times."""
    attempt = find_attempt(session_id=told.id, key=told.attempt_key)
    if attempt is None:
        tell_of_lost_order(told, now=now)
        return NOT_OURS
    if attempt.cart_id is not None:
        lock_cart(attempt.cart_id)
    lock_first_of(attempt.order_id)
    order = lock_order(attempt.order_id)
    db.session.refresh(attempt)
    if not is_ours(order, attempt, told):
        return NOT_OURS
    _learn_its_id(attempt, told)
    attempt.checked_at = now
    problems = find_mismatches(order, told, is_live=till.is_live)
    if problems:
        tell_of_mismatch(order, attempt, told, problems, now=now)
    words = _apply(till, order, attempt, told, problems, now)
    return Applied(order_id=order.id, state=attempt.state, words=words[:200])


def _apply(
    till: Till, order: Order, attempt: Attempt, told: ToldSession, problems: list[str], now: datetime
) -> str:
    if told.status == "complete" and told.payment_status == "paid":
        return take_money(till, order, attempt, told, problems, now=now)
    if attempt.state in (AttemptState.PAID, AttemptState.EXPIRED, AttemptState.FAILED):
        return "nothing new"
    if told.status == "complete" and told.will_not_be_paid:
        proof = "Stripe says the session is complete and no payment of it can arrive"
        release_attempt(order, attempt, AttemptState.FAILED, proof=proof, now=now)
        write_letter(till, "order_not_paid", order, now, natural_key=f"order-not-paid:{attempt.id}")
        return "delayed payment failed"
    if told.status == "complete":
        return _wait_for_money(till, order, attempt, now)
    if told.status == "expired":
        proof = "Stripe says the session is expired"
        if is_to_be_renewed(order, attempt, now):
            renew_attempt(order, attempt, proof=proof, now=now)
            return "expired, and renewed"
        release_attempt(order, attempt, AttemptState.EXPIRED, proof=proof, now=now)
        return "expired"
    return "still open"


def take_money(
    till: Till, order: Order, attempt: Attempt, told: ToldSession, problems: list[str], *, now: datetime
) -> str:
    """Take a session's money for a locked order and mark it paid, once.

    What was captured is written down as Stripe counts it; what cannot be kept goes back whole (P1).
    """
    if attempt.state is AttemptState.PAID:
        return "taken before"
    if told.captured is None:
        return "paid, and nothing was captured"  # a mismatch, which staff have been told of
    payment = Payment(
        order_id=order.id, attempt_id=attempt.id, session_id=told.id, intent_id=told.intent_id,
        amount_minor=told.captured.minor, currency=told.captured.currency, arrived_at=now, refunded_minor=0,
    )  # fmt: skip
    why_not = _why_not(order, problems) or _promise_things(order, now)
    payment.is_kept = why_not is None
    db.session.add(payment)
    end_attempt(attempt, AttemptState.PAID, proof=PAID_AT_STRIPE, now=now)
    db.session.flush()
    if why_not is not None:
        return give_it_back(till, order, payment, why_not, now=now)
    _mark_paid(till, order, now=now)
    return "paid"


def take_credit_alone(till: Till, order: Order, *, now: datetime) -> None:
    """Let gift cards pay a locked order of which nothing is left to charge: the same end, and Stripe is not asked.

    The caller has placed its holds and reserved its credit in the same transaction. Raises BasketRefused.
    """
    if order.due_minor or _why_not(order, []):
        raise BasketRefused("This order cannot be paid by gift card alone. Please look at the sums again.")
    if _promise_things(order, now, proof="gift cards have paid it whole") is not None:
        raise BasketRefused(
            "This order cannot be paid by gift card just now. Please look at the basket again."
        )
    _mark_paid(till, order, now=now)


def _mark_paid(till: Till, order: Order, *, now: datetime) -> None:
    """Write that a locked order is paid, whose money is written down and whose things are promised."""
    order.paid_at = now
    note(order.id, "paid", actor="shopper", now=now, amount=order.total_minor, currency=order.currency)
    tally(order, now=now)
    _empty_its_cart(order, now)
    _end_others(order, now)
    issue_sold_cards(order, secret_key=till.secret_keys[0], now=now)
    hand_over_files(order, now=now)
    write_of_payment(till, order, now)
    write_of_set_off(till, order, now)
    owe_tax_record(order.id, now=now)
    issue_invoice(order, now=now)  # its counter is the last lock
    write_papers_of_set_off(order, now=now)


def _why_not(order: Order, problems: list[str]) -> WhyNot | None:
    """Return why a locked order may not keep money that has just arrived; None when it may."""
    if problems:
        return WhyNot.DISAGREES
    if any(one.is_kept for one in list_payments(order.id)):
        return WhyNot.TWICE
    if order.erased_at is not None or (
        order.state is OrderState.CANCELLED and order.cancelled_by != "system"
    ):
        return WhyNot.CANCELLED
    first = find_first_of(order.id)
    if first is not None and not goes_on(first):
        return WhyNot.FIRST_GONE
    return None


def _learn_its_id(attempt: Attempt, told: ToldSession) -> None:
    """Remember a session whose answer was lost on its way to us."""
    if attempt.session_id is None:
        attempt.session_id, attempt.session_url = told.id, told.url
        if attempt.state is AttemptState.CREATING:
            attempt.state = AttemptState.OPEN
        db.session.flush()


def _promise_things(order: Order, now: datetime, *, proof: str = PAID_AT_STRIPE) -> WhyNot | None:
    """Turn the order's holds into allocations; where they have ended, take uses, credit and units again if it can.

    An order whose offer or gift card is used up goes back like one whose things are gone: neither ever counts once too
    often (M4). Cards are settled before stock is locked.
    """
    is_held, kept = bool(open_holds_of(order.id)), list[str]()
    try:
        with db.session.begin_nested():
            make_set_off(order, now=now)
            if not is_held:
                kept = take_uses_again(order, now=now)
                take_credit(order, today=None, now=now)
            settle_credit(order.id, now=now)
            if is_held:
                turn_holds_into_allocations(order.id, proof=proof, now=now)
            else:
                allocate(order.id, demand_of(order.id), now=now)
    except SetOffGone:
        return WhyNot.SET_OFF_GONE
    except OfferGone:
        return WhyNot.USED_UP
    except CardChanged:
        return WhyNot.CARD_USED
    except NotEnough:
        return WhyNot.GONE
    if kept:
        tell_of_first_order(order, kept, now=now)
    settle_uses(order.id, now=now)
    reopen_order(order, now=now)
    return None


def _end_others(order: Order, now: datetime) -> None:
    """Owe the end of any other session of a paid order, so that it cannot be paid twice."""
    other = find_live_attempt_of_order(order.id)
    if other is not None:
        enqueue("payments.end", {"attempt": other.id}, now=now, natural_key=f"end:{other.id}")


def _wait_for_money(till: Till, order: Order, attempt: Attempt, now: datetime) -> str:
    """A delayed method: the shopper has agreed, the money comes later; the things stay held."""
    if attempt.state is not AttemptState.PROCESSING:
        attempt.state = AttemptState.PROCESSING
        note(order.id, "payment_on_its_way", actor="shopper", now=now)
        _empty_its_cart(order, now)
        write_letter(till, "order_waiting", order, now, natural_key=f"order-waiting:{attempt.id}")
    return "on its way"


def _empty_its_cart(order: Order, now: datetime) -> None:
    """Take what was paid for out of the basket, unless the basket has changed since."""
    if order.cart_id is None:
        return
    cart = lock_cart(order.cart_id)
    if cart.version == order.cart_version:
        empty_cart(cart, now=now)
