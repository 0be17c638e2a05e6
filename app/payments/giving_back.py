"""What staff decide about money and things after a sale: two decisions, each apart from the other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from app.audit.actions import record
from app.clock import day_in
from app.credit.issuing import open_account
from app.credit.ledger import lock_accounts
from app.credit.models import AccountKind, CreditAccount
from app.credit.queries import find_stopped, list_spent
from app.credit.using import give_back_credit, lock_spent
from app.giftcards.queries import get_sold_row_of, held_on_cards, taken_off_cards
from app.giftcards.taking import take_back_card
from app.inventory.actions import take_back
from app.money import Money, smallest_step
from app.orders.errors import StepRefused
from app.orders.models import Fulfilment, Order
from app.orders.setting_off import why_nothing_changes
from app.orders.standing import note
from app.payments.actions import pay_out, refund_as_credit, sum_card_parts, tally, want_refund
from app.payments.errors import RefundRefused
from app.payments.models import Payment, Refund
from app.payments.papers import write_paper_of, write_papers_of_cards
from app.payments.queries import list_payments
from app.returns.models import Return
from app.returns.queries import propose_for, units_not_returned
from app.settings.queries import load_settings

STALE = "Something was refunded while you were looking. Look again before you give more back."


@dataclass(frozen=True, kw_only=True)
class Back:
    """Where a refund went: minor units through Stripe, onto which cards, or the store credit that it became.

    `refund` is the row of what went back of a payment, through Stripe or as store credit.
    """

    through_stripe: int
    refund: Refund | None = None
    cards: tuple[tuple[CreditAccount, int], ...] = ()
    store_credit: CreditAccount | None = None


def refund_order(
    order: Order,
    amount: int,
    *,
    seen_refunded: int,
    reason: str,
    actor: str,
    now: datetime,
    secret_key: str = "",
) -> Back:
    """Give back part or all of a locked order's money, the way it was paid.

    What Stripe took goes back through Stripe, and only what is above that to the gift cards: a card is never turned
    into money. With a `secret_key` all of it becomes store credit instead, whose code is mailed to the buyer.
    `seen_refunded` is what the page said was refunded, in minor units; a second press of the same button is refused
    by it. Raises RefundRefused, StepRefused.
    """
    _check_refund(order, amount, seen_refunded)
    payment = next((one for one in list_payments(order.id) if one.is_kept), None)
    through_stripe = min(amount, left_of_things(payment)) if payment else 0
    if secret_key:
        return _refund_as_credit(
            order, payment, through_stripe, amount, reason=reason, actor=actor, now=now, secret_key=secret_key
        )
    refund = None
    if payment and through_stripe:
        part = _for_cards(order, through_stripe)
        refund = want_refund(payment, through_stripe, reason=reason, actor=actor, now=now)
        refund.cards_minor = part
    cards = put_on_cards(order, amount - through_stripe, onto=None, actor=actor, now=now)
    tally(order, now=now)
    write_papers_of_cards(order, now=now)  # its counter is the last lock
    return Back(through_stripe=through_stripe, refund=refund, cards=cards)


def put_on_cards(
    order: Order, amount: int, *, onto: CreditAccount | None, actor: str, now: datetime
) -> tuple[tuple[CreditAccount, int], ...]:
    """Put what gift cards have paid of a locked order back on them, or `onto` another account; raises RefundRefused.

    Returns each account with its minor units. The caller tallies the order.
    """
    lock_spent(order.id)
    today, left, done = day_in(load_settings().time_zone, now), amount, []
    for use in list_spent(order.id):
        part = min(left, use.amount_minor - use.refunded_minor)
        if part < 1:
            continue
        if onto is None and (stopped := find_stopped(use.account_id)):
            raise RefundRefused(
                f"The gift card ending in {stopped} is stopped, so its part cannot go back there. "
                "Give this back as store credit instead."
            )
        account = give_back_credit(use, part, onto=onto, today=today, actor=actor, now=now)
        if account.is_set_off:  # nobody has a code of it, so it goes back the way it first came
            pay_out(order, account, part, actor=actor, now=now)
        done.append((account, part))
        left -= part
    if left:
        raise RefundRefused("That is more than gift cards have paid of this order.")
    if done:
        note(order.id, "credit_back", actor=actor, now=now, amount=amount, currency=order.currency)
        details = {"amount": amount, "currency": order.currency, "cards": [one.id for one, _ in done]}
        record("order.credit_back", actor=actor, subject=("order", order.id), now=now, details=details)
    return tuple(done)


def _refund_as_credit(
    order: Order, payment: Payment | None, from_payment: int, amount: int, *, reason: str, actor: str,
    now: datetime, secret_key: str,
) -> Back:  # fmt: skip
    if order.erased_at is not None:
        raise RefundRefused("This buyer has been erased, so there is nobody to mail a code to.")
    account = open_account(
        AccountKind.STORE_CREDIT, currency=order.currency, email=order.email, key=str(uuid4()), actor=actor,
        now=now, secret_key=secret_key,
    ).account  # fmt: skip
    refund = None
    if payment and from_payment:
        part = _for_cards(order, from_payment)
        refund = refund_as_credit(payment, from_payment, account, reason=reason, actor=actor, now=now)
        refund.cards_minor = part
        note(order.id, "credit_given", actor=actor, now=now, amount=from_payment, currency=order.currency)
        details = {"amount": from_payment, "currency": order.currency, "card": account.id}
        record("order.credit_given", actor=actor, subject=("order", order.id), now=now, details=details)
    put_on_cards(order, amount - from_payment, onto=account, actor=actor, now=now)
    tally(order, now=now)
    if payment and refund:
        write_paper_of(order, payment, refund, now=now)
    write_papers_of_cards(order, now=now)
    return Back(through_stripe=0, refund=refund, store_credit=account)


def _for_cards(order: Order, amount: int) -> int:
    """Return what of an amount that goes back now was taken off the gift cards of a locked order, in minor units.

    It goes first: just now, or before where its refund has failed. What a bank took back went with its dispute.
    """
    taken = taken_off_cards(order.id)
    return max(0, min(amount, taken - sum_card_parts(order.id) - order.lost_minor)) if taken else 0


def _check_refund(order: Order, amount: int, seen_refunded: int) -> None:
    if seen_refunded != order.refunded_minor:
        raise StepRefused(STALE)
    if order.disputes_open:
        raise StepRefused("The payment is disputed. Answer the dispute at Stripe first.")
    if reason := why_nothing_changes(order.id):
        raise StepRefused(reason)
    left = refundable_of(order).minor
    if left < amount <= order.refundable.minor:
        raise RefundRefused("The rest was paid for gift cards. It goes back from them, below “Gift cards”.")
    if not 0 < amount <= left:
        raise RefundRefused("That is more than is left of this payment, or nothing at all.")
    if amount % smallest_step(order.currency) and amount != left:
        least = order.money(smallest_step(order.currency)).decimal
        raise RefundRefused(f"Amounts in {order.currency} are multiples of {least}.")


def refundable_of(order: Order) -> Money:
    """Return what of an order's money may go back now: not what stands on gift cards it bought, or was spent there."""
    return order.money(max(0, order.refundable.minor - held_on_cards(order.id)))


def propose_for_return(back: Return, order: Order) -> int:
    """Return what staff may give back for a return that was received: of its things, whatever became of its cards."""
    return propose_for(back, order, held=held_on_cards(order.id), off_cards=taken_off_cards(order.id))


def left_of_things(payment: Payment) -> int:
    """Return the minor units of a payment that are left of other things than the gift cards it bought.

    Stripe took the rest for those cards, so it goes back off them alone: else a card that paid for goods beside them
    would be turned into money.
    """
    return max(0, payment.amount_minor - payment.refunded_minor - held_on_cards(payment.order_id))


def buy_back_card(order: Order, sold_id: int, *, seen_refunded: int, actor: str, now: datetime) -> Back:
    """Take all that is left of a card that a locked order bought off it, and give just that back.

    `seen_refunded` as with `refund_order`. Raises NoSuchSoldCard, CardStays, RefundRefused, StepRefused.
    """
    if seen_refunded != order.refunded_minor:
        raise StepRefused(STALE)
    spent = [one.account_id for one in list_spent(order.id)]
    # all at once and by their ids: taking off and giving back each lock some of them
    lock_accounts([*spent, get_sold_row_of(order.id, sold_id).account_id])
    amount = take_back_card(order, sold_id, actor=actor, now=now)
    reason = "a gift card was taken back"
    return refund_order(order, amount, seen_refunded=seen_refunded, reason=reason, actor=actor, now=now)


def restock(order: Order, variant_id: int, units: int, *, actor: str, now: datetime) -> None:
    """Put units that came back from a sent order on the shelf; never more than were sent."""
    if order.fulfilment is Fulfilment.NONE:
        raise StepRefused("Nothing of this order has been sent, so nothing can come back.")
    if not 0 < units <= units_not_returned(order.id).get(variant_id, 0):
        raise StepRefused("That is more than was sent and is not back, or announced as a return, yet.")
    take_back(variant_id, units, cause=("order", order.id), actor=actor, now=now)
    note(order.id, "returned", actor=actor, now=now, units=units)
    details = {"variant": variant_id, "units": units}
    record("order.restocked", actor=actor, subject=("order", order.id), now=now, details=details)
