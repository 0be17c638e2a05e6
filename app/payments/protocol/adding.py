"""Adding things to an order that is paid and not sent yet.

1. Staff: one transaction locks the first order and the stock, writes an order of its own with today's prices, places
its holds, writes its attempt and owes the mail. 2. The buyer agrees on its page, which leads to its Checkout Session.
Where something is taken off in exchange (setting_off), that happens when it is paid; where that leaves nothing to pay
there is no attempt: the buyer's word alone makes it, and it ends by our own clock, since no page can take money for it.
3. From there it is paid, expires, or is paid late like any order (applying); money that comes when the first order has
left or ended goes back by itself. The first order does not leave while an addition may still be paid.
"""

from collections.abc import Mapping
from datetime import datetime

from app.clock import utcnow
from app.db import end_reading, transaction
from app.inventory.holding import place_holds
from app.orders.additions import (
    STALE,
    goes_on,
    list_additions,
    lock_first_of,
    why_nothing_is_added,
    write_addition,
)
from app.orders.cancelling import cancel_order
from app.orders.errors import BasketRefused, StepRefused
from app.orders.models import Order
from app.orders.placing import place_order
from app.orders.queries import list_events, lock_order
from app.orders.rules import CONSENT_WORDING
from app.orders.setting_off import find_waiting_for_answer, list_waiting_for_answer, write_set_off
from app.orders.standing import note
from app.payments.actions import start_attempt
from app.payments.adding import draft_addition
from app.payments.errors import Broken, PaymentsUnavailable, Refused, Unclear
from app.payments.letters import write_of_addition
from app.payments.protocol.applying import look_at_session, take_credit_alone
from app.payments.protocol.leading import Started, open_page
from app.payments.protocol.releasing import free_unanswered
from app.payments.queries import find_live_attempt_of_order, is_waiting_for_money
from app.payments.rules import SESSION_LASTS
from app.payments.setting_off import pay_with, plan_set_off
from app.payments.tax_evidence import note_calculation
from app.payments.till import Till

CHANGED = "Your order was changed in between, so this cannot be done as it was asked. Please write to us."
NOT_OPEN = "This can not be paid any more. Please write to us if you would still like it."


def add_things(
    till: Till,
    first_id: int,
    units: Mapping[int, int],
    *,
    seen: int,
    seen_total: int,
    actor: str,
    now: datetime,
    off: Mapping[int, int] | None = None,
    seen_off: int = 0,
) -> int:
    """Step 1, in the open transaction: offer units (variant id -> number) with an order; returns the new order's id.

    `off` are units (order line id -> number) of the first order that go for it. `seen` is how many additions the page
    had shown, `seen_total` and `seen_off` what it said that they, and what goes, cost in minor units. Raises
    StepRefused, BasketRefused, UnitsRefused, NotEnough.
    """
    first = lock_order(first_id)
    reason = why_nothing_is_added(first)
    if reason or len(list_additions(first.id)) != seen:
        raise StepRefused(reason or STALE)
    draft = draft_addition(first, units, now=now)
    plan = plan_set_off(first, off, draft.quote.total) if off else None
    if (draft.quote.total.minor, plan.off if plan else 0) != (seen_total, seen_off):
        raise StepRefused("A price has changed while you were looking. Look at the new sum.")
    if plan:
        draft = pay_with(draft, plan, actor=actor, now=now, secret_key=till.secret_keys[0])
    order = place_order(draft, secret_key=till.secret_keys[0], now=now, actor=actor)
    note_calculation(order, draft, now=now)
    write_addition(first, order, seen=seen, actor=actor, now=now)
    # kept until the moment that the mail names: its buyer is not here, and has no button for another hour
    expires_at = now + SESSION_LASTS
    if plan:
        (credit,) = draft.cards
        write_set_off(
            order, plan.costs, amount=plan.amount, account_id=credit.account_id, expires_at=expires_at
        )
    place_holds(order.id, dict(units), protected_until=expires_at, now=now)
    if order.due_minor:
        start_attempt(order, cart_id=None, now=now, protected_until=expires_at, expires_at=expires_at)
    write_of_addition(till, first, order, until=expires_at, now=now)
    return order.id


def open_page_of_addition(till: Till, order_id: int) -> Started | None:
    """Step 2: write that the buyer agrees, and return the payment page; None where it is paid or on its way.

    Any number of presses lead to the same page. Raises StepRefused, CheckoutRefused, PaymentsUnavailable.
    """
    agreed = _agree(till, order_id)
    if agreed is None:
        return None
    attempt_id, session_id = agreed
    try:
        if session_id is None:
            return open_page(till, attempt_id)
        found = look_at_session(till, session_id)
    except (Unclear, Broken, Refused) as error:
        raise PaymentsUnavailable from error
    if found.is_paid:
        return None
    end_reading()
    now_open = find_live_attempt_of_order(order_id)
    if now_open is None or not now_open.session_url:
        raise StepRefused(NOT_OPEN)
    return Started(address=now_open.session_url)


def end_unanswered(now: datetime) -> int:
    """End what leaves nothing to pay and was not agreed to in time, or whose first order has ended; return how many.

    It can be agreed to on our own page alone, under the same lock: so our clock is proof here (S4).
    """
    ended = 0
    for order_id in [one.order_id for one in list_waiting_for_answer()]:
        with transaction():
            first, order = lock_first_of(order_id), lock_order(order_id)
            waiting = find_waiting_for_answer(order_id)
            if waiting is None or (waiting.expires_at > now and first is not None and goes_on(first)):
                continue
            free_unanswered(order, now=now)
            cancel_order(order, reason="not agreed to", actor="system", now=now)
            ended += 1
    return ended


def _agree(till: Till, order_id: int) -> tuple[int, str | None] | None:
    """Write that the buyer agrees, and return the attempt and its session; None where nothing is left to pay."""
    now = utcnow()
    with transaction():
        first, order = lock_first_of(order_id), lock_order(order_id)
        attempt = find_live_attempt_of_order(order_id)
        if attempt is None and (order.paid_at or is_waiting_for_money(order_id)):
            return None
        waiting = find_waiting_for_answer(order_id) if attempt is None else None
        if attempt is None and (waiting is None or waiting.expires_at <= now):
            raise StepRefused(NOT_OPEN)
        if first is not None and not goes_on(first):
            raise StepRefused(NOT_OPEN)  # its money would only go back by itself
        if not any(one.kind == "agreed" for one in list_events(order_id)):
            note(order_id, "agreed", actor="shopper", now=now, wording=CONSENT_WORDING)
        if attempt is not None:
            return attempt.id, attempt.session_id
        _make_it(till, order, now=now)
    return None


def _make_it(till: Till, order: Order, *, now: datetime) -> None:
    try:
        take_credit_alone(till, order, now=now)
    except BasketRefused as error:
        raise StepRefused(CHANGED) from error
