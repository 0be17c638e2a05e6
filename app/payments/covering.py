"""Money for gift cards that went back without us: what is left on them is taken off, and staff hear of the rest.

A bank that took it back after a dispute, or a refund that was made at Stripe, asks no card first (G3). What a payment
page keeps of a card at that moment, or goods have taken, may come back onto it later: so the card pays nothing more,
and what comes back is taken off then.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.actions import record
from app.clock import utcnow
from app.credit.models import DISPUTE, CreditAccount
from app.credit.using import CAME_BACK
from app.db import db, transaction
from app.giftcards.queries import find_order_of_card, held_on_cards, list_orders_with_cards, list_sold
from app.giftcards.taking import free_cards, hold_cards, take_up_to
from app.orders.models import Order
from app.orders.queries import lock_order
from app.outbox.models import OutboxItem
from app.payments.actions import raise_alert
from app.payments.models import PaymentAlert
from app.payments.queries import list_payments
from app.verifying import Check


def cover_by_cards(order: Order, *, now: datetime, is_news: bool = True) -> int:
    """Take off a locked, tallied order's cards what has gone back of the money for them, as far as it is there.

    Its cards pay nothing while a dispute is open, or while something is lacking that may still come back onto them.
    `is_news` where money may have gone back just now, so that staff are told of each sum that is lacking. Returns the
    minor units that were taken.
    """
    if order.paid_at is None:
        return 0
    lacking = lacks_cover(order)
    taken = take_up_to(order, lacking, actor="system", now=now) if lacking > 0 else 0
    lacking -= taken
    if lacking > 0 and is_news:
        lost = order.money(lacking)
        words = (
            f"Order {order.number}: {lost.decimal} {lost.currency} went back that had been paid for gift cards and is"
            " spent, or kept by a payment page. Its cards pay nothing more, and what comes back onto them is taken off."
        )
        raise_alert("cards_spent", words, key=f"cards-spent:{order.id}:{lacking}", now=now, order_id=order.id)
    _hold(order, lacking, now=now)
    return taken


def look_at_card(data: dict[str, Any], now: datetime) -> None:
    """Do one "payments.came_back" item: take off a card what its order lacks, because something came back onto it."""
    order_id = find_order_of_card(int(data["account"]))
    if order_id is not None:
        cover_by_cards(lock_order(order_id), now=now, is_news=False)


def lacks_cover(order: Order) -> int:
    """Return the minor units that went back of an order although they stand on its cards or were spent from them.

    Cards pay for no cards, so what other cards have paid of the order covers nothing: only what came through Stripe.
    """
    held = held_on_cards(order.id)
    if not held:
        return 0
    return held - sum(one.amount_minor - one.refunded_minor for one in list_payments(order.id) if one.is_kept)


def _hold(order: Order, lacking: int, *, now: datetime) -> None:
    if lacking > 0 or order.disputes_open:
        hold_cards(order, now=now)
    else:
        free_cards(order, now=now)


def ask_cover() -> tuple[int, Sequence[str]]:
    """G3: no money for a gift card goes back before it is off the card; where it went without us, staff were told.

    Then the cards are held, and nothing lies on them but what was just given back and is owed to be taken off.
    """
    orders = _paid_orders()
    told = set(db.session.scalars(select(PaymentAlert.order_id).where(PaymentAlert.kind == "cards_spent")))
    owed, wrong = _owed_accounts(), []
    for one in orders:
        lacking, cards = lacks_cover(one), list_sold(one.id)
        if lacking > 0 and one.id not in told:
            wrong.append(f"order {one.number}: {lacking} went back that is not off its gift cards")
        elif lacking > 0 and any(card.left.minor > 0 and card.account_id not in owed for card in cards):
            wrong.append(f"order {one.number}: {lacking} went back and something is left on its gift cards")
        wrong += _held_wrongly(one, [card.account_id for card in cards], lacking)
    return len(orders), wrong


def _held_wrongly(order: Order, account_ids: Sequence[int], lacking: int) -> list[str]:
    """Return which of an order's cards may pay and should not, or are held for nothing."""
    is_to_be_held = lacking > 0 or bool(order.disputes_open)
    query = select(CreditAccount).where(CreditAccount.id.in_(account_ids)).order_by(CreditAccount.id)
    accounts = db.session.scalars(query).all()
    return [
        f"gift card {one.id} may pay, and its money is disputed or gone" for one in accounts
        if is_to_be_held and one.stopped_at is None
    ] + [
        f"gift card {one.id} is held for nothing" for one in accounts
        if not is_to_be_held and one.stopped_by == DISPUTE
    ]  # fmt: skip


def repair_cover() -> None:
    """Take off cards what went back of their money, hold and free them as orders stand; one logged action each."""
    for order_id in [one.id for one in _paid_orders()]:
        now = utcnow()
        with transaction():
            order = lock_order(order_id)
            if _held_wrongly(order, [one.account_id for one in list_sold(order.id)], lacks_cover(order)):
                record("order.repaired", actor="system", subject=("order", order.id), now=now)
            cover_by_cards(order, now=now)


def _paid_orders() -> Sequence[Order]:
    query = select(Order).where(Order.id.in_(list_orders_with_cards()), Order.paid_at.is_not(None))
    return db.session.scalars(query.order_by(Order.id)).all()


def _owed_accounts() -> set[int]:
    items = select(OutboxItem.data).where(OutboxItem.kind == CAME_BACK, OutboxItem.done_at.is_(None))
    return {int(data["account"]) for data in db.session.scalars(items.where(OutboxItem.dead_at.is_(None)))}


CHECKS = [
    Check(
        code="G3", sentence="No money for a gift card goes back before it is off the card.", ask=ask_cover,
        repair=repair_cover,
    )
]  # fmt: skip
