"""Setting off: what is taken off an order pays for what is added, and the difference alone is charged or given back.

Asked first, and nothing is taken off until the buyer has agreed and the difference is paid. Then, in the transaction
that marks the addition paid: the units go no more, what they cost is set off against the payment that it came with (a
refund as credit, M3), passes through an account of its own and pays the addition (M4); what is more goes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from app.credit.issuing import open_account
from app.credit.ledger import lock_accounts
from app.credit.models import SET_OFF, AccountKind, CreditAccount
from app.credit.queries import list_spent
from app.credit.rules import cover
from app.credit.using import reserve_credit
from app.db import db
from app.errors import DomainError
from app.inventory.ledger import lock_items
from app.money import Money, least_charge, smallest_step
from app.orders.additions import find_first_of, goes_on, list_additions
from app.orders.covering import CardInBasket
from app.orders.desk_models import Addition, SetOff
from app.orders.errors import StepRefused
from app.orders.models import Order
from app.orders.parcels import units_of_lines
from app.orders.placing import Draft
from app.orders.queries import demand_of, get_order_with_lines
from app.orders.setting_off import find_set_off, why_nothing_changes
from app.orders.shipping import cancel_units, check_units
from app.orders.standing import note
from app.outbox.actions import enqueue
from app.payments.actions import refund_as_credit, tally, want_refund
from app.payments.amending import LITTLE_LEFT, costs_of, write_removal
from app.payments.errors import SetOffGone
from app.payments.giving_back import left_of_things, put_on_cards, refundable_of
from app.payments.models import Payment, Refund
from app.payments.papers import write_paper_of, write_papers_of_cards
from app.payments.queries import find_live_attempt_of_order, list_payments

BY_CARD = (
    "These things were not paid through Stripe, so nothing can be set off. "
    "Take things off and add things in two steps."
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a change would do, in minor units: `costs` is order line id -> (units, what they cost) of what goes."""

    costs: Mapping[int, tuple[int, int]]
    amount: int  # what of it pays for what is added
    added: int  # what that costs

    @property
    def off(self) -> int:
        """What the units that go cost."""
        return sum(minor for _, minor in self.costs.values())

    @property
    def to_pay(self) -> int:
        """What is left to pay."""
        return self.added - self.amount

    @property
    def back(self) -> int:
        """What goes back."""
        return self.off - self.amount


def plan_set_off(first: Order, units: Mapping[int, int], added: Money) -> Plan:
    """Work out what is set off when units (order line id -> units) go and `added` is the price of what comes.

    The difference is exact to the unit; where less would be charged than a payment page takes, that least is, and so
    much more goes back. Raises UnitsRefused, StepRefused.
    """
    if reason := why_nothing_changes(first.id):
        raise StepRefused(reason)
    off = {
        line.id: number for line, number in check_units(get_order_with_lines(first.id).lines, units, first.id)
    }
    costs = costs_of(first, off, units_of_lines(first.id))
    total, payment = sum(costs.values()), _kept_payment(first.id)
    if total > refundable_of(first).minor:
        raise StepRefused(LITTLE_LEFT)
    there = min(total, left_of_things(payment)) if payment else 0
    currency = added.currency
    (amount,) = cover(added.minor, [there], step=smallest_step(currency), least=least_charge(currency))
    if amount < 1:
        raise StepRefused(BY_CARD)
    return Plan(costs={key: (off[key], costs[key]) for key in off}, amount=amount, added=added.minor)


def pay_with(draft: Draft, plan: Plan, *, actor: str, now: datetime, secret_key: str) -> Draft:
    """Return an addition's draft with what is set off as its payment, out of an account that nobody has a code of."""
    account = open_account(
        AccountKind.STORE_CREDIT, currency=draft.quote.total.currency, email="", key=f"{SET_OFF}{uuid4()}",
        actor=actor, now=now, secret_key=secret_key,
    ).account  # fmt: skip
    credit = CardInBasket(
        account_id=account.id,
        last_four="",
        covers=plan.amount,
        stays=0,
        currency=account.currency,
        is_good=True,
    )
    return replace(draft, cards=(credit,))


def make_set_off(order: Order, *, now: datetime) -> None:
    """Take off what a locked addition is paid with, and reserve its credit; the first order is locked too.

    Raises SetOffGone where that cannot be any more; then the caller takes nothing. Papers come later.
    """
    asked, first = find_set_off(order.id), find_first_of(order.id)
    if asked is None or first is None or asked.made_at is not None:
        return
    account = _lock(first, order, asked)
    try:
        _take_off(first, order, asked, account, now=now)
        reserve_credit(order.id, {account.id: asked.amount_minor}, today=None, now=now)
    except DomainError as error:
        raise SetOffGone(error.sentence) from error


def write_papers_of_set_off(order: Order, *, now: datetime) -> None:
    """Write the first order's papers of what a locked addition was just paid with; their counter is the last lock."""
    asked, first = find_set_off(order.id), find_first_of(order.id)
    if asked is None or first is None:
        return
    refund = db.session.get_one(Refund, asked.refund_id)
    write_paper_of(first, db.session.get_one(Payment, refund.payment_id), refund, now=now)
    write_papers_of_cards(first, now=now)


def _lock(first: Order, order: Order, asked: SetOff) -> CreditAccount:
    """Lock the gift cards of both orders by their ids, then the stock of both, and return the set off's account."""
    spent = [one.account_id for one in list_spent(first.id)]
    accounts = lock_accounts([*spent, asked.account_id])
    lock_items({*demand_of(first.id), *demand_of(order.id)})
    return accounts[asked.account_id]


def _take_off(first: Order, order: Order, asked: SetOff, account: CreditAccount, *, now: datetime) -> None:
    actor = db.session.get_one(Addition, order.id).made_by
    off = {one.order_line_id: one.units for one in asked.lines}
    costs, payment = costs_of(first, off, units_of_lines(first.id)), _kept_payment(first.id)
    if payment is None or costs != {one.order_line_id: one.amount_minor for one in asked.lines}:
        raise StepRefused("The order was changed in between.")
    if refundable_of(first).minor < asked.off_minor or left_of_things(payment) < asked.amount_minor:
        raise StepRefused(LITTLE_LEFT)
    cancel_units(first, off, actor=actor, now=now, is_exchange=True)
    reason = f"set off against order {order.number}"
    refund = refund_as_credit(payment, asked.amount_minor, account, reason=reason, actor=actor, now=now)
    back, on_cards = _give_back_rest(first, payment, asked, actor=actor, now=now)
    made = write_removal(first, off, costs, refund=back, on_cards=on_cards, actor=actor, now=now)
    asked.made_at, asked.amendment_id, asked.refund_id = now, made.id, refund.id
    details = {"amount": asked.amount_minor, "currency": first.currency, "number": order.number}
    note(first.id, "set_off", actor="shopper", now=now, **details)
    tally(first, now=now)
    _end_others(first, order, now=now)


def _end_others(first: Order, order: Order, *, now: datetime) -> None:
    """Owe the end of what else may be paid to go with a first order of which nothing is left to send."""
    for other in list_additions(first.id) if not goes_on(first) else ():
        attempt = find_live_attempt_of_order(other.id) if other.id != order.id else None
        if attempt is not None:
            enqueue("payments.end", {"attempt": attempt.id}, now=now, natural_key=f"end:{attempt.id}")


def _give_back_rest(
    first: Order, payment: Payment, asked: SetOff, *, actor: str, now: datetime
) -> tuple[Refund | None, int]:
    """Give back what the units cost beyond what is set off: through Stripe first, then onto gift cards."""
    rest = asked.off_minor - asked.amount_minor
    db.session.refresh(payment)
    through_stripe = min(rest, left_of_things(payment))
    refund = None
    if through_stripe:
        refund = want_refund(payment, through_stripe, reason="taken off the order", actor=actor, now=now)
    put_on_cards(first, rest - through_stripe, onto=None, actor=actor, now=now)
    return refund, rest - through_stripe


def _kept_payment(order_id: int) -> Payment | None:
    return next((one for one in list_payments(order_id) if one.is_kept), None)
