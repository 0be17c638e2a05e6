"""What must hold of cards that were sold (G3): one for each unit that was paid, worth what was paid for it."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.audit.actions import record
from app.clock import utcnow
from app.credit.models import Cause, CreditEntry, Reason
from app.db import db, transaction
from app.giftcards.issuing import ISSUE
from app.giftcards.models import GiftWish, SoldCard
from app.orders.models import GIFT_CARD, Order, OrderLine
from app.outbox.actions import enqueue
from app.outbox.models import OutboxItem
from app.verifying import Check


def ask_cards() -> tuple[int, Sequence[str]]:
    """G3: each unit of a paid line of gift cards has one card, and nothing else has one."""
    rows = db.session.execute(
        select(Order.id, OrderLine.id, OrderLine.quantity, Order.paid_at, func.count(SoldCard.id))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(SoldCard, SoldCard.order_line_id == OrderLine.id)
        .where(OrderLine.product_kind == GIFT_CARD)
        .group_by(Order.id, OrderLine.id, OrderLine.quantity, Order.paid_at)
        .order_by(OrderLine.id)
    ).all()
    owed = _owed()
    return len(rows), [
        f"order id {order}, line {line}: {made} gift cards of {units if paid else 0}"
        for order, line, units, paid, made in rows
        if made != (units if paid else 0) and not (paid and made < units and order in owed)
    ]


def repair_cards() -> None:
    """Owe the cards that paid lines lack; one logged action each. One too many is for a person."""
    now = utcnow()
    made = select(func.count(SoldCard.id)).where(SoldCard.order_line_id == OrderLine.id).scalar_subquery()
    lacking = (OrderLine.product_kind == GIFT_CARD, made < OrderLine.quantity)
    query = select(OrderLine.order_id).join(Order, Order.id == OrderLine.order_id)
    with transaction():
        for order_id in sorted(set(db.session.scalars(query.where(*lacking, Order.paid_at.is_not(None))))):
            enqueue(ISSUE, {"order": order_id}, now=now)
            record("order.cards_owed", actor="system", subject=("order", order_id), now=now)


def ask_values() -> tuple[int, Sequence[str]]:
    """G3: what was put on a sold card is what was paid for it, and what was taken off is what its row says."""
    sold = db.session.scalars(select(SoldCard).order_by(SoldCard.id)).all()
    put_on, taken = _sums(Cause.ISSUED, Reason.SOLD), _sums(Cause.ADJUSTED, Reason.MONEY_BACK)
    return len(sold), [
        f"gift card {one.account_id}: sold for {one.value_minor} less {one.taken_minor}, its ledger says"
        f" {put_on.get(one.account_id, 0)} less {-taken.get(one.account_id, 0)}"
        for one in sold
        if (put_on.get(one.account_id, 0), -taken.get(one.account_id, 0))
        != (one.value_minor, one.taken_minor)
    ]


def ask_loops() -> tuple[int, Sequence[str]]:
    """G3: no gift card pays for a gift card; what they pay of an order is at most its other things."""
    cards = (
        select(OrderLine.order_id, func.sum(OrderLine.total_minor).label("minor"))
        .where(OrderLine.product_kind == GIFT_CARD)
        .group_by(OrderLine.order_id)
        .subquery()
    )
    rows = db.session.execute(select(Order, cards.c.minor).join(cards, cards.c.order_id == Order.id)).all()
    return len(rows), [
        f"order {order.number}: {order.credit_minor} of it is paid by gift card, {minor} of it buys gift cards"
        for order, minor in rows
        if order.credit_minor > order.total_minor - int(minor)
    ]


def ask_wishes() -> tuple[int, Sequence[str]]:
    """G3: whom cards are for stands with the cards once they are made, and nowhere else."""
    rows = db.session.execute(
        select(GiftWish.order_id, Order.paid_at).join(Order, Order.id == GiftWish.order_id)
    ).all()
    return len(rows), [f"order id {key} is paid and keeps a wish" for key, paid in rows if paid is not None]


def _owed() -> set[int]:
    """Return the orders whose cards are owed."""
    query = select(OutboxItem.data).where(OutboxItem.kind == ISSUE, OutboxItem.done_at.is_(None))
    return {int(data["order"]) for data in db.session.scalars(query.where(OutboxItem.dead_at.is_(None)))}


def _sums(cause: Cause, reason: Reason) -> dict[int, int]:
    mine = (CreditEntry.cause == cause, CreditEntry.reason == reason.value, CreditEntry.order_id.is_not(None))
    query = select(CreditEntry.account_id, func.sum(CreditEntry.amount_minor)).where(*mine)
    rows = db.session.execute(query.group_by(CreditEntry.account_id))
    return {account: int(minor) for account, minor in rows}


CHECKS = [
    Check(
        code="G3", sentence="Each unit of a paid line of gift cards became one card.", ask=ask_cards,
        repair=repair_cards,
    ),
    Check(code="G3", sentence="A sold card holds what was paid for it, less what went back.", ask=ask_values),
    Check(code="G3", sentence="No wish whom a card is for outlives its payment.", ask=ask_wishes),
    Check(code="G3", sentence="No gift card pays for a gift card.", ask=ask_loops),
]  # fmt: skip
