"""M4 of gift cards over the whole database: a balance is its entries, and a use is what the ledger says of it.

And P4: nobody waits for a code that is not owed.
"""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.audit.actions import record
from app.clock import utcnow
from app.credit.issuing import CARD_MAIL
from app.credit.ledger import lock_accounts
from app.credit.models import Cause, CreditAccount, CreditEntry, CreditUse
from app.db import db, transaction
from app.outbox.actions import enqueue
from app.outbox.models import OutboxItem
from app.verifying import Check


def ask_balances() -> tuple[int, Sequence[str]]:
    """M4: each card's balance is the sum of its entries and never below nothing."""
    accounts = db.session.scalars(select(CreditAccount).order_by(CreditAccount.id)).all()
    sums = _sums_of_entries()
    return len(accounts), [
        f"gift card {one.id}: {one.balance_minor} left, its entries come to {sums.get(one.id, 0)}"
        for one in accounts
        if one.balance_minor != sums.get(one.id, 0) or one.balance_minor < 0
    ]


def repair_balances() -> None:
    """Set balances to what their entries say; one logged action each. Less than nothing is for a person."""
    now = utcnow()
    with transaction():
        sums = _sums_of_entries()
        for account in lock_accounts(db.session.scalars(select(CreditAccount.id))).values():
            said = sums.get(account.id, 0)
            if account.balance_minor != said and said >= 0:
                account.balance_minor = said
                record("gift_card.repaired", actor="system", subject=("credit_account", account.id), now=now)


def ask_uses() -> tuple[int, Sequence[str]]:
    """M4: what the ledger reserved, released, spent and took back is what each use says."""
    uses = db.session.scalars(select(CreditUse).order_by(CreditUse.id)).all()
    said = _said_of_uses()
    wrong = []
    for use in uses:
        is_freed, is_settled = use.freed_at is not None, use.settled_at is not None
        wanted = {
            Cause.RESERVED: (1, -use.amount_minor),
            Cause.RELEASED: (1, use.amount_minor) if is_freed else (0, 0),
            Cause.SPENT: (1, 0) if is_settled else (0, 0),
        }
        found = said.get(use.id, {})
        if any(found.get(cause, (0, 0)) != sums for cause, sums in wanted.items()):
            wrong.append(f"use {use.id} of gift card {use.account_id} is not what its entries say")
        if found.get(Cause.REFUNDED, (0, 0))[1] != use.refunded_minor:
            wrong.append(
                f"use {use.id} of gift card {use.account_id}: {use.refunded_minor} is not what came back"
            )
    return len(uses), wrong


def ask_mails() -> tuple[int, Sequence[str]]:
    """P4: the code of each card that waits for its mail is owed, or lies with the mails that staff decide about."""
    waiting = _waiting_for_mail()
    lost = _without_a_mail(waiting)
    return len(waiting), [
        f"gift card {one.id} waits for a mail with its code, and none is owed" for one in lost
    ]


def repair_mails() -> None:
    """Owe the mail of each card that waits for one; one logged action each."""
    now = utcnow()
    with transaction():
        for account in _without_a_mail(_waiting_for_mail()):
            enqueue(CARD_MAIL, {"account": account.id, "to": account.email}, now=now)
            record("gift_card.repaired", actor="system", subject=("credit_account", account.id), now=now)


def _waiting_for_mail() -> Sequence[CreditAccount]:
    return db.session.scalars(
        select(CreditAccount).where(CreditAccount.salt != "").order_by(CreditAccount.id)
    ).all()


def _without_a_mail(waiting: Sequence[CreditAccount]) -> list[CreditAccount]:
    items = select(OutboxItem.data).where(OutboxItem.kind == CARD_MAIL, OutboxItem.done_at.is_(None))
    owed = {data.get("account") for data in db.session.scalars(items)}
    return [one for one in waiting if one.id not in owed]


def _sums_of_entries() -> dict[int, int]:
    query = select(CreditEntry.account_id, func.sum(CreditEntry.amount_minor)).group_by(
        CreditEntry.account_id
    )
    return {account: int(minor) for account, minor in db.session.execute(query)}


def _said_of_uses() -> dict[int, dict[Cause, tuple[int, int]]]:
    query = (
        select(CreditEntry.use_id, CreditEntry.cause, func.count(), func.sum(CreditEntry.amount_minor))
        .where(CreditEntry.use_id.is_not(None))
        .group_by(CreditEntry.use_id, CreditEntry.cause)
    )
    said: dict[int, dict[Cause, tuple[int, int]]] = {}
    for use, cause, count, minor in db.session.execute(query):
        said.setdefault(int(use or 0), {})[cause] = (int(count), int(minor))
    return said


CHECKS = [
    Check(
        code="M4", sentence="Each gift card's balance is its entries, and never below nothing.", ask=ask_balances,
        repair=repair_balances,
    ),
    Check(
        code="P4", sentence="Each gift card's code was mailed, or its mail is owed.", ask=ask_mails,
        repair=repair_mails,
    ),
    Check(code="M4", sentence="What orders took from gift cards is what the ledger says.", ask=ask_uses),
]  # fmt: skip
