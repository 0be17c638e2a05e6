"""What an order's page says of additions: those that go with it, or the order that it goes with itself."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.orders.additions import find_first_of, list_additions
from app.orders.models import Order, PaymentState
from app.orders.rules import find_link_token
from app.orders.setting_off import find_set_off, find_waiting_for_answer, words_off
from app.payments.queries import find_live_attempt_of_order
from app.payments.till import Till
from app.web.headers import allow_form_target
from blueprints.store.order_words import order_status


@dataclass(frozen=True, kw_only=True)
class Companion:
    """An order in the same parcel: its guest link's token, and its status; without keys that fit there is no token."""

    order: Order
    token: str | None
    status: tuple[str, str]


def describe_additions(order: Order) -> dict[str, Any]:
    """Return what an order's page needs of them; the form that pays may end on Stripe's origin."""
    first, to_pay = find_first_of(order.id), None
    if first is not None and order.payment is PaymentState.PENDING:
        to_pay = find_live_attempt_of_order(order.id) or find_waiting_for_answer(order.id)
    asked = find_set_off(order.id) if to_pay is not None else None
    if to_pay is not None:
        allow_form_target(current_app.extensions["config"].checkout_origin)
    return {
        "goes_with": _companion(first) if first else None,
        "to_pay": to_pay,
        "goes": words_off(order.id) if asked else [],
        "goes_back": order.money(asked.off_minor - asked.amount_minor) if asked else order.money(0),
        "added": [_companion(one) for one in list_additions(order.id)] if first is None else [],
    }


def _companion(order: Order) -> Companion:
    till: Till = current_app.extensions["till"]
    token = find_link_token(till.secret_keys, order.link_salt, order.link_hash)
    return Companion(order=order, token=token, status=order_status(order))
