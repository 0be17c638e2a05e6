"""Pure rules of payments: what is sent to Stripe, how long things last, what must agree."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.orders.additions import ADDED_WORDING
from app.orders.models import Order, OrderLine
from app.payments.models import Attempt
from app.payments.told import ToldSession

PROTECTED = timedelta(hours=1)
SESSION_LASTS = timedelta(hours=23, minutes=30)
FIRST_HOURS = timedelta(hours=2)
CHECK_OFTEN = timedelta(minutes=5)
CHECK_SELDOM = timedelta(hours=1)
SILENT_TOO_LONG = timedelta(hours=1)


def session_params(
    order: Order, lines: Sequence[OrderLine], attempt: Attempt, *, site_url: str, neutral_words: bool
) -> dict[str, Any]:
    """Return the parameters of an attempt's Checkout Session, from stored values only.

    They are the same on every try, so that the same idempotency key is never sent with other parameters. Stripe
    collects no address and sees neutral names: "Order 1042, item 1" (CARE section 8).
    """
    currency = order.currency.lower()
    is_added = order.consent_wording == ADDED_WORDING  # it has no basket to lead back to

    def item(name: str, unit: int, quantity: int) -> dict[str, Any]:
        price = {"currency": currency, "unit_amount": unit, "product_data": {"name": name}}
        return {"price_data": price, "quantity": quantity}

    what = f"Order {order.number}"
    items = []
    for line in lines:
        name = f"{what}, item {line.position}" if neutral_words else line.words
        if line.discount_minor:  # what is left need not be a multiple of the units, so it is sent as one sum
            of = f" ({line.quantity} units)" if line.quantity > 1 else ""
            items.append(item(f"{name}{of}", line.total_minor - line.discount_minor, 1))
        else:
            items.append(item(name, line.unit_minor, line.quantity))
    if order.credit_minor:  # what gift cards pay falls on no line, so what is left is sent as one sum
        items = [item(f"{what}, what is left to pay", order.due_minor, 1)]
    off_delivery = order.discount_minor - sum(line.discount_minor for line in lines)
    if order.shipping_minor > off_delivery and not order.credit_minor:
        items.append(item(f"{what}, delivery", order.shipping_minor - off_delivery, 1))
    return {
        "mode": "payment",
        "line_items": items,
        "client_reference_id": str(order.number),
        "customer_email": order.email,
        "metadata": {"attempt": attempt.key, "order": str(order.number)},
        "payment_intent_data": {
            "description": what,
            "statement_descriptor_suffix": f"ORDER {order.number}",
            "metadata": {"attempt": attempt.key, "order": str(order.number)},
        },
        "expires_at": int(attempt.expires_at.timestamp()),
        "automatic_tax": {"enabled": False},
        "adaptive_pricing": {"enabled": False},
        "success_url": f"{site_url}/checkout/done/?session={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{site_url}/checkout/{'left/' if is_added else 'check/?back=1'}",
        "locale": "en",
    }


def is_ours(order: Order, attempt: Attempt, told: ToldSession) -> bool:
    """Say whether a session was opened for this attempt: we know its id, or it bears our key and our number.

    Somebody else's session in the same Stripe account touches nothing, whatever of ours it has copied.
    """
    bears_both = told.attempt_key == attempt.key and told.reference == str(order.number)
    return attempt.session_id == told.id or (attempt.session_id is None and bears_both)


def find_mismatches(order: Order, told: ToldSession, *, is_live: bool) -> list[str]:
    """Return what of a session does not agree with our order, as words; empty when all agrees."""
    pairs = [
        ("amount", told.amount_total, order.due_minor),
        ("currency", told.currency, order.currency),
        ("livemode", told.is_live, is_live),
        ("reference", told.reference, str(order.number)),
    ]
    if told.payment_status == "paid" and told.received is not None:
        pairs.append(("captured amount", told.received, order.due_minor))
        pairs.append(("captured currency", told.received_currency, order.currency))
    return [f"{name} is {theirs}, ours is {ours}" for name, theirs, ours in pairs if theirs != ours]


def is_due_for_a_look(attempt: Attempt, now: datetime) -> bool:
    """Say whether the reconciler asks Stripe again: often at first, then hourly, and at the session's end."""
    if now >= attempt.expires_at > attempt.checked_at:
        return True
    if attempt.checked_at > now:  # a clock was wrong when it was last asked for
        return True
    pause = CHECK_OFTEN if now - attempt.created_at <= FIRST_HOURS else CHECK_SELDOM
    return now - attempt.checked_at >= pause
