"""Gift cards against orders over the whole database: copies, uses and what the order waits for (M1, M4)."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.audit.actions import record
from app.clock import utcnow
from app.credit.models import CreditAccount, CreditEntry, CreditUse
from app.credit.using import free_credit
from app.db import db, transaction
from app.inventory.models import StockHold
from app.orders.models import Order, OrderCredit
from app.orders.queries import lock_order
from app.orders.setting_off import list_unmade_accounts
from app.verifying import Check


def ask_covered() -> tuple[int, Sequence[str]]:
    """M1: what gift cards pay of an order is the sum of its copies."""
    copies = (
        select(OrderCredit.order_id, func.sum(OrderCredit.amount_minor).label("minor"))
        .group_by(OrderCredit.order_id)
        .subquery()
    )
    said = func.coalesce(copies.c.minor, 0)
    query = (
        select(Order.id, Order.credit_minor, said)
        .outerjoin(copies, copies.c.order_id == Order.id)
        .where(Order.credit_minor != said)
    )
    total = db.session.scalar(select(func.count()).select_from(OrderCredit)) or 0
    wrong = [
        f"order id {order}: gift cards pay {minor}, its copies say {int(other)}"
        for order, minor, other in db.session.execute(query)
    ]
    return total, [*wrong, *_of_another_currency()]


def _of_another_currency() -> list[str]:
    """Return which orders a card of another currency pays, or bought one."""
    paid = select(OrderCredit.order_id, OrderCredit.account_id)
    sold = select(CreditEntry.order_id, CreditEntry.account_id).where(CreditEntry.order_id.is_not(None))
    both = paid.union(sold).subquery()
    query = (
        select(both.c.order_id, both.c.account_id)
        .join(Order, Order.id == both.c.order_id)
        .join(CreditAccount, CreditAccount.id == both.c.account_id)
        .where(CreditAccount.currency != Order.currency)
    )
    return [
        f"order id {order} and gift card {account} are of two currencies"
        for order, account in db.session.execute(query)
    ]


def ask_taken() -> tuple[int, Sequence[str]]:
    """M4: an order has exactly what was copied from its cards: reserved while it waits, settled once it is paid."""
    holding = set(db.session.scalars(select(StockHold.order_id).where(StockHold.ended_at.is_(None))))
    paid = set(db.session.scalars(select(Order.id).where(Order.paid_at.is_not(None))))
    uses = db.session.scalars(select(CreditUse).where(CreditUse.freed_at.is_(None))).all()
    taken = {(one.order_id, one.account_id): one for one in uses}
    copies = db.session.scalars(select(OrderCredit).order_by(OrderCredit.order_id)).all()
    copied = {(one.order_id, one.account_id): one.amount_minor for one in copies}
    wrong = [
        f"order id {order} takes from gift card {account} what was not agreed to"
        for (order, account), use in taken.items()
        if copied.get((order, account)) != use.amount_minor
    ]
    for use in taken.values():
        if use.settled_at is None and use.order_id not in holding:
            wrong.append(f"order id {use.order_id} has reserved a gift card and waits for no payment")
        if use.settled_at is not None and use.order_id not in paid:
            wrong.append(f"order id {use.order_id} has spent a gift card and was never paid")
    unmade = list_unmade_accounts()
    for key in copied:
        if key[1] in unmade and key not in taken:
            continue  # what is to be taken off for it is taken off when it is paid, and not before
        if key not in taken and key[0] in holding | paid:
            wrong.append(f"order id {key[0]} was to be paid by gift card {key[1]} and has nothing of it")
        elif key in taken and key[0] in paid and taken[key].settled_at is None:
            wrong.append(f"order id {key[0]} is paid and its gift card {key[1]} is not")
    return len(uses), wrong


def repair_taken() -> None:
    """Give back what orders that wait for nothing have reserved; one logged action each."""
    now = utcnow()
    with transaction():
        holding = select(StockHold.order_id).where(StockHold.ended_at.is_(None))
        stale = select(CreditUse.order_id).where(
            CreditUse.freed_at.is_(None), CreditUse.settled_at.is_(None), CreditUse.order_id.not_in(holding)
        )
        for order_id in sorted(set(db.session.scalars(stale))):
            lock_order(order_id)
            free_credit(order_id, proof="repair: the order waits for no payment", now=now)
            record("order.credit_freed", actor="system", subject=("order", order_id), now=now)


CHECKS = [
    Check(code="M1", sentence="What gift cards pay of an order is the sum of its copies.", ask=ask_covered),
    Check(
        code="M4", sentence="Each order has of its gift cards what was agreed to.", ask=ask_taken,
        repair=repair_taken,
    ),
]  # fmt: skip
