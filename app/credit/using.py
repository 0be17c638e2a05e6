"""What orders do with gift cards: reserve, settle, free and take back (M4, M3).

The order is locked by the caller. A use ends once: every ending is a conditional update.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, update

from app.credit.errors import NotCovered
from app.credit.ledger import lock_accounts, write_entry
from app.credit.models import Cause, CreditAccount, CreditUse
from app.db import db
from app.outbox.actions import enqueue

#: the work of looking whether what came back onto a stopped account may stay there
CAME_BACK = "payments.came_back"


def reserve_credit(order_id: int, parts: dict[int, int], *, today: date | None, now: datetime) -> None:
    """Keep these amounts (account id -> minor units) for a locked order; all or nothing. Raises NotCovered.

    `today` is not asked for where money came late: the price was agreed to while the card was good.
    """
    not_over = () if today is None else (_not_over(today),)
    for account in lock_accounts(parts).values():
        if find_use(order_id, account.id) is not None:
            continue
        amount = parts[account.id]
        use = CreditUse(account_id=account.id, order_id=order_id, amount_minor=amount, taken_at=now)
        db.session.add(use)
        db.session.flush()
        write_entry(
            account, -amount, Cause.RESERVED, use_id=use.id, order_id=order_id, actor="shopper", now=now,
            only_if=(CreditAccount.stopped_at.is_(None), *not_over),
        )  # fmt: skip


def settle_credit(order_id: int, *, now: datetime) -> int:
    """Make a locked order's reserved uses final, because it is paid; returns the minor units that they pay."""
    paid = 0
    for use in _reserved_uses(order_id):
        if _end(use, settled_at=now):
            account = db.session.get_one(CreditAccount, use.account_id)
            write_entry(account, 0, Cause.SPENT, use_id=use.id, order_id=order_id, actor="shopper", now=now)
            paid += use.amount_minor
    return paid


def free_credit(order_id: int, *, proof: str, now: datetime) -> int:
    """Give a locked order's reserved amounts back to their cards; `proof` says why no payment can arrive."""
    uses = _reserved_uses(order_id)
    accounts = lock_accounts(use.account_id for use in uses)
    for use in uses:
        if _end(use, freed_at=now, proof=proof[:200]):
            write_entry(
                accounts[use.account_id], use.amount_minor, Cause.RELEASED, use_id=use.id, order_id=order_id,
                actor="system", now=now,
            )  # fmt: skip
            _owe_a_look(accounts[use.account_id], now=now)
    return len(uses)


def give_back_credit(
    use: CreditUse, amount: int, *, onto: CreditAccount | None = None, today: date, actor: str, now: datetime
) -> CreditAccount:
    """Put part of a settled use back on its card, or `onto` another account; raises NotCovered beyond what was used.

    The order is locked. A card whose last day is over is good again without one: what came back must not be lost.
    """
    counted = db.session.execute(
        update(CreditUse)
        .where(CreditUse.id == use.id, CreditUse.settled_at.is_not(None))
        .where(CreditUse.refunded_minor + amount <= CreditUse.amount_minor)
        .values(refunded_minor=CreditUse.refunded_minor + amount)
    )
    account = onto or lock_accounts([use.account_id])[use.account_id]
    if not counted.rowcount:  # type: ignore[attr-defined]
        raise NotCovered(account.last_four)
    if account.expires_on is not None and account.expires_on < today:
        account.expires_on = None
    write_entry(
        account, amount, Cause.REFUNDED, use_id=use.id, order_id=use.order_id, actor=actor, now=now
    )  # fmt: skip
    _owe_a_look(account, now=now)
    return account


def lock_spent(order_id: int) -> None:
    """Lock the accounts that have paid for a locked order, before its stock is locked and they are given back to."""
    lock_accounts(
        db.session.scalars(select(CreditUse.account_id).where(CreditUse.order_id == order_id)).all()
    )


def find_use(order_id: int, account_id: int) -> CreditUse | None:
    """Return what an order has reserved or spent of an account."""
    query = select(CreditUse).where(
        CreditUse.order_id == order_id, CreditUse.account_id == account_id, CreditUse.freed_at.is_(None)
    )
    return db.session.scalars(query).first()


def _owe_a_look(account: CreditAccount, *, now: datetime) -> None:
    """Owe the look at a locked account that something came back onto, where it is stopped: its money may be gone."""
    if account.stopped_at is not None:
        enqueue(CAME_BACK, {"account": account.id}, now=now)


def _reserved_uses(order_id: int) -> Sequence[CreditUse]:
    open_ones = (CreditUse.order_id == order_id, CreditUse.settled_at.is_(None), CreditUse.freed_at.is_(None))
    query = select(CreditUse).where(*open_ones).order_by(CreditUse.account_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _end(use: CreditUse, **how: object) -> bool:
    """End a use unless it has ended."""
    still = (CreditUse.id == use.id, CreditUse.settled_at.is_(None), CreditUse.freed_at.is_(None))
    done = db.session.execute(update(CreditUse).where(*still).values(**how))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _not_over(today: date) -> ColumnElement[bool]:
    return or_(CreditAccount.expires_on.is_(None), CreditAccount.expires_on >= today)
