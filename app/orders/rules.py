"""Pure rules of orders: where the three axes stand, fingerprints, guest links."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.money import allocate
from app.orders.models import Fulfilment, Order, OrderState, PaymentState

#: wording shown beside the unticked box; an order copies the version it was given under
CONSENT_WORDING = "order-3"
TERMS_VERSION = "2026-11"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the axes are worked out from; amounts in minor units."""

    paid: int
    refunded: int
    disputes_open: int
    sent: int  # units in parcels
    to_send: int  # units that are neither sent nor cancelled
    is_cancelled: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The three axes."""

    state: OrderState
    payment: PaymentState
    fulfilment: Fulfilment


def work_out_standing(facts: Facts) -> Standing:
    """Return where an order stands, from facts alone."""
    fulfilment = _fulfilment(facts)
    is_over = fulfilment is Fulfilment.COMPLETE or not facts.to_send  # sent, or all of it exchanged
    state = OrderState.CLOSED if is_over else OrderState.OPEN
    if facts.is_cancelled:
        state = OrderState.CANCELLED
    return Standing(state=state, payment=_payment(facts), fulfilment=fulfilment)


def _fulfilment(facts: Facts) -> Fulfilment:
    if facts.sent == 0:
        return Fulfilment.NONE
    return Fulfilment.PARTIAL if facts.to_send else Fulfilment.COMPLETE


def _payment(facts: Facts) -> PaymentState:
    if facts.disputes_open:
        return PaymentState.DISPUTED
    if facts.paid == 0:
        return PaymentState.PENDING
    if facts.refunded == 0:
        return PaymentState.PAID
    return PaymentState.REFUNDED if facts.refunded >= facts.paid else PaymentState.PART_REFUNDED


#: declared edges of each axis; `flask verify` and the tests hold the timeline against them
STATE_EDGES = {
    (OrderState.OPEN, OrderState.CANCELLED),
    (OrderState.OPEN, OrderState.CLOSED),
    (OrderState.CANCELLED, OrderState.OPEN),  # money came late and there is stock
}


def fingerprint(values: dict[str, Any]) -> str:
    """Return one short name for everything that makes an order what it is; equal baskets and answers are equal."""
    plain = json.dumps(values, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def order_fingerprint(
    *,
    lines: Sequence[tuple[int, int, int | None, str, str]],
    money: tuple[int, int, int, str],
    buyer: dict[str, str],
    policies: tuple[str, str],
    cart_version: int,
    offers: Sequence[tuple[int, str, str, int]] = (),
    discounts: Sequence[int] = (),
    taxes: Sequence[tuple[str, str, int, int, int]] = (),
    is_reverse: bool = False,
    delivery: tuple[str, str, str] = ("", "", ""),
    credits: Sequence[tuple[int, str, int]] = (),
) -> str:
    """Return the fingerprint of an order, from a draft or from its stored copies.

    lines: (variant id, quantity, unit price in minor units, words, via); money: total, delivery and tax in minor
    units, and the currency; policies: the versions of consent wording and terms; offers: (id, name, code, amount) of
    each, and `discounts` what they take off each line; taxes: (country, class, basis points, net, tax) of each class;
    delivery: the way's name, place and hours; credits: (account id, last four signs, amount) of each gift card.
    Without offers, taxes, a named way, the number of a business or cards it is what it was before there were any.
    """
    buyer = {name: value for name, value in buyer.items() if value or name != "vat_number"}
    values = {"lines": lines, "money": money, "buyer": buyer, "policies": policies, "version": cart_version}
    if offers:
        values |= {"offers": offers, "discounts": discounts}
    if taxes:
        values |= {"taxes": taxes, "reverse": is_reverse}
    if any(delivery):
        values |= {"delivery": delivery}
    if credits:
        values |= {"credits": credits}
    return fingerprint(values)


def share_of_units(paid: int, *, quantity: int, before: int, units: int, step: int) -> int:
    """Return what units of a line cost in minor units, so that all of its units together cost what was paid for it.

    `before` units of the line went earlier; `step` is the smallest sum of the currency that can be given back.
    """
    parts = allocate(paid // step, [1] * quantity)
    rest = paid % step if before + units == quantity else 0
    return sum(parts[before : before + units]) * step + rest


def answers_of(order: Order) -> dict[str, str]:
    """Return what was answered for an order, as the checkout keeps it; the country is kept apart."""
    fields = ("email", "name", "street", "street_more", "city", "region", "postal_code", "vat_number")
    return {name: getattr(order, name) for name in fields}


def link_token(secret_key: str, salt: str) -> str:
    """Return the 128-bit token of a guest link, made from the site's key and the order's salt."""
    return hmac.new(secret_key.encode(), f"order-link:{salt}".encode(), hashlib.sha256).hexdigest()[:32]


def hash_link(token: str) -> str:
    """Return what is stored of a guest link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_link_token(secret_keys: Sequence[str], salt: str, link_hash: str) -> str | None:
    """Return the token again; older keys are tried too, so that links outlive a change of SECRET_KEY."""
    made = (link_token(key, salt) for key in secret_keys)
    return next((one for one in made if hmac.compare_digest(hash_link(one), link_hash)), None)
