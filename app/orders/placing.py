"""Making an order out of a basket: copies of everything, which never change after."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.cart.queries import BasketLine
from app.db import db
from app.money import Money
from app.orders.buyer import Buyer
from app.orders.covering import CardInBasket
from app.orders.finding import index_new_order
from app.orders.models import (
    Order,
    OrderCredit,
    OrderLine,
    OrderOffer,
    OrderState,
    OrderTax,
    PaymentState,
)
from app.orders.rules import CONSENT_WORDING, TERMS_VERSION, hash_link, link_token, order_fingerprint
from app.orders.standing import note, write_standing
from app.outbox.mailboxes import mailbox_of
from app.pricing.rules import Quote
from app.pricing.terms import Terms


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An order about to be: the basket's lines, the whole cost and the buyer, all worked out on the server."""

    cart_id: int | None
    cart_version: int
    lines: tuple[BasketLine, ...]
    quote: Quote
    tax_percent: int
    buyer: Buyer
    cards: tuple[CardInBasket, ...] = ()
    consent_wording: str = CONSENT_WORDING

    @property
    def fingerprint(self) -> str:
        """The same for the same things at the same prices to the same place."""
        sums = self.quote
        lines = [
            (one.variant_id, one.quantity, quoted.unit.minor, one.words, one.via)
            for one, quoted in zip(self.lines, sums.lines, strict=True)
        ]
        return order_fingerprint(
            lines=lines,
            money=(sums.total.minor, sums.shipping.minor, sums.tax.minor, sums.total.currency),
            buyer=self.buyer.as_dict(),
            policies=(self.consent_wording, TERMS_VERSION),
            cart_version=self.cart_version,
            offers=[(one.terms.id, one.terms.name, one.terms.code, one.amount.minor) for one in sums.offers],
            discounts=[one.discount.minor for one in sums.lines],
            taxes=[(one.country, one.tax_class, one.points, one.net, one.tax) for one in sums.taxes],
            is_reverse=sums.is_reverse,
            delivery=self.delivery,
            credits=[(one.account_id, one.last_four, one.covers) for one in self.paying_cards],
        )

    @property
    def delivery(self) -> tuple[str, str, str]:
        """The way's name, and place and hours where the shopper fetches the things."""
        rate = self.quote.rate
        return (rate.name, rate.place, rate.hours) if rate else ("", "", "")

    @property
    def offers(self) -> list[Terms]:
        """The offers that take something off."""
        return [one.terms for one in self.quote.offers]

    @property
    def paying_cards(self) -> list[CardInBasket]:
        """The gift cards that pay something."""
        return [one for one in self.cards if one.covers]

    @property
    def credit_minor(self) -> int:
        """What of the total gift cards pay, in minor units."""
        return sum(one.covers for one in self.cards)

    @property
    def due(self) -> Money:
        """What is left to pay on the payment page."""
        return self.quote.total - Money(minor=self.credit_minor, currency=self.quote.total.currency)

    @property
    def demand(self) -> list[tuple[int, int]]:
        """(variant id, units) of each line that stock is kept of."""
        return [(one.variant_id, one.quantity) for one in self.lines if not one.is_gift_card]


def place_order(draft: Draft, *, secret_key: str, now: datetime, actor: str = "shopper") -> Order:
    """Write an unpaid order and its lines; its number and its guest link are given here."""
    salt = secrets.token_hex(16)
    buyer, quote = draft.buyer, draft.quote
    delivery_name, pickup_place, pickup_hours = draft.delivery
    order = Order(
        link_salt=salt,
        link_hash=hash_link(link_token(secret_key, salt)),
        cart_id=draft.cart_id,
        cart_version=draft.cart_version,
        fingerprint=draft.fingerprint,
        currency=quote.total.currency,
        lines_minor=quote.lines_total.minor,
        shipping_minor=quote.shipping.minor,
        discount_minor=quote.discount.minor,
        tax_minor=quote.tax.minor,
        tax_percent=draft.tax_percent,
        total_minor=quote.total.minor,
        credit_minor=draft.credit_minor,
        consent_wording=draft.consent_wording,
        consented_at=now,
        terms_version=TERMS_VERSION,
        delivery_days=quote.days,
        delivery_name=delivery_name,
        pickup_place=pickup_place,
        pickup_hours=pickup_hours,
        is_reverse_charge=quote.is_reverse,
        is_shipped=any(one.is_shipped for one in draft.lines),
        placed_at=now,
        mailbox=mailbox_of(buyer.email),
        **buyer.as_dict(),
    )
    db.session.add(order)
    db.session.flush()
    copies = [*_lines(order.id, draft), *_offers(order.id, draft), *_taxes(order.id, draft)]
    db.session.add_all([*copies, *_credits(order.id, draft)])
    index_new_order(order, [one.sku for one in draft.lines])
    note(order.id, "placed", actor=actor, now=now)
    write_standing(order)
    return order


def list_unpaid_orders_of_cart(cart_id: int) -> Sequence[Order]:
    """Return a basket's orders that wait for their money."""
    query = (
        select(Order)
        .where(
            Order.cart_id == cart_id, Order.state == OrderState.OPEN, Order.payment == PaymentState.PENDING
        )
        .order_by(Order.id)
        .with_for_update()
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _lines(order_id: int, draft: Draft) -> list[OrderLine]:
    made = []
    for position, (line, sums) in enumerate(zip(draft.lines, draft.quote.lines, strict=True), start=1):
        values: dict[str, Any] = {
            name: getattr(line, name)
            for name in (
                "variant_id",
                "sku",
                "product_name",
                "variant_name",
                "quantity",
                "tax_class",
                "returns",
                "via",
            )
        }
        made.append(
            OrderLine(
                order_id=order_id, position=position, product_kind=line.kind, unit_minor=sums.unit.minor,
                total_minor=sums.total.minor, discount_minor=sums.discount.minor, tax_minor=sums.tax.minor, **values,
            )
        )  # fmt: skip
    return made


def _offers(order_id: int, draft: Draft) -> list[OrderOffer]:
    return [
        OrderOffer(
            order_id=order_id, position=position, offer_id=one.terms.id, name=one.terms.name, code=one.terms.code,
            kind=one.terms.kind.value, amount_minor=one.amount.minor,
        )
        for position, one in enumerate(draft.quote.offers, start=1)
    ]  # fmt: skip


def _taxes(order_id: int, draft: Draft) -> list[OrderTax]:
    return [
        OrderTax(
            order_id=order_id, country=one.country, tax_class=one.tax_class, points=one.points, net_minor=one.net,
            tax_minor=one.tax,
        )
        for one in draft.quote.taxes
    ]  # fmt: skip


def _credits(order_id: int, draft: Draft) -> list[OrderCredit]:
    return [
        OrderCredit(
            order_id=order_id, position=position, account_id=one.account_id, last_four=one.last_four,
            amount_minor=one.covers,
        )
        for position, one in enumerate(draft.paying_cards, start=1)
    ]  # fmt: skip
