"""Questions about gift cards."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from app.credit.models import DISPUTE, SET_OFF, CreditAccount, CreditEntry, CreditUse
from app.credit.rules import hash_code
from app.db import db


def find_account_by_code(code: str) -> CreditAccount | None:
    """Return the account that a code opens, spelt as `read_code` does."""
    query = select(CreditAccount).where(CreditAccount.code_hash == hash_code(code))
    return db.session.scalars(query).first() if code else None


def find_account(account_id: int) -> CreditAccount | None:
    """Return an account by its id."""
    return db.session.get(CreditAccount, account_id)


def list_accounts(*, before_id: int | None = None, limit: int = 51) -> Sequence[CreditAccount]:
    """Return accounts that somebody has a code of, newest first."""
    query = (
        select(CreditAccount)
        .where(~CreditAccount.key.startswith(SET_OFF))
        .order_by(CreditAccount.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(CreditAccount.id < before_id)
    return db.session.scalars(query).all()


def accounts_by_id(account_ids: Collection[int]) -> dict[int, CreditAccount]:
    """Return these accounts by id."""
    found = db.session.scalars(select(CreditAccount).where(CreditAccount.id.in_(account_ids)))
    return {one.id: one for one in found}


def list_entries(account_id: int, *, limit: int = 200) -> Sequence[CreditEntry]:
    """Return an account's ledger, newest first."""
    query = select(CreditEntry).where(CreditEntry.account_id == account_id)
    return db.session.scalars(query.order_by(CreditEntry.id.desc()).limit(limit)).all()


def reserved_for(order_ids: Collection[int]) -> dict[int, int]:
    """Return account id -> minor units that these orders have reserved."""
    if not order_ids:
        return {}
    query = (
        select(CreditUse.account_id, func.sum(CreditUse.amount_minor))
        .where(CreditUse.order_id.in_(order_ids), CreditUse.settled_at.is_(None), CreditUse.freed_at.is_(None))
        .group_by(CreditUse.account_id)
    )  # fmt: skip
    return {account: int(minor) for account, minor in db.session.execute(query)}


def reserved_of(account_id: int) -> int:
    """Return the minor units of an account that orders have reserved and not paid with yet."""
    query = select(func.coalesce(func.sum(CreditUse.amount_minor), 0)).where(
        CreditUse.account_id == account_id, CreditUse.settled_at.is_(None), CreditUse.freed_at.is_(None)
    )
    return int(db.session.scalar(query) or 0)


def list_spent(order_id: int) -> Sequence[CreditUse]:
    """Return the settled uses of an order: its payments of the kind credit, in the order of their ids."""
    query = select(CreditUse).where(CreditUse.order_id == order_id, CreditUse.settled_at.is_not(None))
    found = db.session.scalars(query.order_by(CreditUse.id).execution_options(populate_existing=True))
    return found.all()


def sums_of_spent(order_ids: Collection[int] | None = None) -> dict[int, tuple[int, int]]:
    """Return order id -> (paid, given back) by gift cards in minor units; of every order unless some are named."""
    query = (
        select(CreditUse.order_id, func.sum(CreditUse.amount_minor), func.sum(CreditUse.refunded_minor))
        .where(CreditUse.settled_at.is_not(None))
        .group_by(CreditUse.order_id)
    )
    if order_ids is not None:
        query = query.where(CreditUse.order_id.in_(order_ids))
    return {order: (int(paid), int(back)) for order, paid, back in db.session.execute(query)}


def list_over(today: date, *, limit: int = 200) -> Sequence[int]:
    """Return the ids of accounts with money on them whose last day is over and which no order has reserved."""
    reserved = select(CreditUse.id).where(
        CreditUse.account_id == CreditAccount.id, CreditUse.settled_at.is_(None), CreditUse.freed_at.is_(None)
    )
    over = (CreditAccount.expires_on < today, CreditAccount.balance_minor > 0, ~reserved.exists())
    return db.session.scalars(
        select(CreditAccount.id).where(*over).order_by(CreditAccount.id).limit(limit)
    ).all()


def find_stopped(account_id: int) -> str:
    """Return the last four signs of an account that staff have stopped; nothing for one that they have not.

    One that a dispute holds takes back what it paid: it pays nothing meanwhile, and its own money comes off it first.
    """
    query = select(CreditAccount.last_four).where(
        CreditAccount.id == account_id,
        CreditAccount.stopped_at.is_not(None),
        CreditAccount.stopped_by != DISPUTE,
    )
    return db.session.scalar(query) or ""
