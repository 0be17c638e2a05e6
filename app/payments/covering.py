"""Money for gift cards that went back without us: what is left on them is taken off, and staff hear of the rest.

A bank that took it back after a dispute, or a refund that was made at Stripe, asks no card first (G3).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.giftcards.queries import held_on_cards, list_orders_with_cards
from app.giftcards.taking import take_up_to
from app.orders.models import Order
from app.payments.actions import raise_alert
from app.payments.models import PaymentAlert
from app.payments.queries import list_payments
from app.verifying import Check


def cover_by_cards(order: Order, *, now: datetime) -> int:
    """Take off a locked, tallied order's cards what has gone back of the money for them, as far as it is there.

    Returns the minor units that were taken.
    """
    lacking = lacks_cover(order)
    if lacking < 1 or order.paid_at is None:
        return 0
    taken = take_up_to(order, lacking, actor="system", now=now)
    lacking -= taken
    if lacking:
        lost = order.money(lacking)
        words = (
            f"Order {order.number}: {lost.decimal} {lost.currency} went back that had been paid for gift cards and is"
            " spent. Nothing can be taken off them any more."
        )
        raise_alert("cards_spent", words, key=_key(order.id), now=now, order_id=order.id)
    return taken


def lacks_cover(order: Order) -> int:
    """Return the minor units that went back of an order although they stand on its cards or were spent from them.

    Cards pay for no cards, so what other cards have paid of the order covers nothing: only what came through Stripe.
    """
    held = held_on_cards(order.id)
    if not held:
        return 0
    return held - sum(one.amount_minor - one.refunded_minor for one in list_payments(order.id) if one.is_kept)


def ask_cover() -> tuple[int, Sequence[str]]:
    """G3: no money for a gift card goes back before it is off the card; where it went without us, staff were told."""
    ids = list_orders_with_cards()
    told = set(db.session.scalars(select(PaymentAlert.natural_key).where(PaymentAlert.kind == "cards_spent")))
    orders = db.session.scalars(
        select(Order).where(Order.id.in_(ids), Order.paid_at.is_not(None)).order_by(Order.id)
    ).all()
    return len(orders), [
        f"order {one.number}: {lacks_cover(one)} went back that is not off its gift cards"
        for one in orders
        if lacks_cover(one) > 0 and _key(one.id) not in told
    ]


def _key(order_id: int) -> str:
    return f"cards-spent:{order_id}"


CHECKS = [
    Check(code="G3", sentence="No money for a gift card goes back before it is off the card.", ask=ask_cover)
]
