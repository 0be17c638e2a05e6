"""The one writer of balances: each change is a conditional update with its entry beside it (M4)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from app.credit.errors import NotCovered
from app.credit.models import Cause, CreditAccount, CreditEntry
from app.db import db


def lock_accounts(account_ids: Iterable[int]) -> dict[int, CreditAccount]:
    """Return these accounts, locked in the order of their ids and read anew."""
    wanted = set(account_ids)
    if not wanted:
        return {}
    query = select(CreditAccount).where(CreditAccount.id.in_(wanted)).order_by(CreditAccount.id)
    found = db.session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return {one.id: one for one in found}


def write_entry(
    account: CreditAccount,
    amount: int,
    cause: Cause,
    *,
    actor: str,
    now: datetime,
    use_id: int | None = None,
    order_id: int | None = None,
    reason: str = "",
    only_if: tuple[ColumnElement[bool], ...] = (),
) -> None:
    """Change a balance by signed minor units and write down why; raises NotCovered when that would overdraw it.

    `only_if` are further conditions of the same update, such as that the card is not stopped.
    """
    if amount and not _change(account.id, amount, *only_if):
        raise NotCovered(account.last_four)
    db.session.add(
        CreditEntry(
            account_id=account.id, cause=cause, amount_minor=amount, use_id=use_id, order_id=order_id,
            reason=reason, actor=actor, at=now,
        )
    )  # fmt: skip
    db.session.flush()


def _change(account_id: int, amount: int, *conditions: ColumnElement[bool]) -> bool:
    """Add to a balance unless it would fall below nothing; the row stays locked until the end of the transaction."""
    done = db.session.execute(
        update(CreditAccount)
        .where(CreditAccount.id == account_id, CreditAccount.balance_minor + amount >= 0, *conditions)
        .values(balance_minor=CreditAccount.balance_minor + amount)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
