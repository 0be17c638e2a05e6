"""Taking money off a sold card before the money for it goes back; and holding cards while a bank looks into it.

The order is locked by the caller, the cards here: in the order of their ids, before any stock. What is spent cannot be
taken off, so a card and a refund that meet end one after the other, and never give the same money twice.
"""

from datetime import datetime

from sqlalchemy import update

from app.audit.actions import record
from app.credit.issuing import ACTED_ON
from app.credit.ledger import lock_accounts, write_entry
from app.credit.models import DISPUTE, Cause, CreditAccount, Reason
from app.db import db
from app.giftcards.errors import CardStays
from app.giftcards.models import SoldCard
from app.giftcards.queries import get_sold_row_of, list_sold_rows
from app.orders.models import Order
from app.orders.standing import note


def take_back_card(order: Order, sold_id: int, *, actor: str, now: datetime) -> int:
    """Take all that is left of a sold card off it and return the minor units; raises NoSuchSoldCard, CardStays."""
    row = get_sold_row_of(order.id, sold_id)
    account = lock_accounts([row.account_id])[row.account_id]
    amount = _take(order, row, account, account.balance_minor, actor=actor, now=now)
    if not amount:
        raise CardStays(
            f"Nothing is left on the card ending in {account.last_four}, so nothing of it can go back."
        )
    _tell(order, amount, actor=actor, now=now)
    return amount


def take_up_to(order: Order, amount: int, *, actor: str, now: datetime) -> int:
    """Take at most this much off an order's cards, the first ones first, because a bank or Stripe has given it back.

    Returns the minor units; less than was asked where it has been spent.
    """
    rows = list_sold_rows(order.id)
    accounts = lock_accounts(one.account_id for one in rows)
    left = amount
    for row in rows:
        account = accounts[row.account_id]
        left -= _take(order, row, account, min(left, account.balance_minor), actor=actor, now=now)
    if left < amount:
        _tell(order, amount - left, actor=actor, now=now)
    return amount - left


def hold_cards(order: Order, *, now: datetime) -> None:
    """Let the cards of a locked order pay nothing: the payment for them is disputed, or its money is gone."""
    for account in lock_accounts(one.account_id for one in list_sold_rows(order.id)).values():
        if account.stopped_at is None:
            account.stopped_at, account.stopped_by = now, DISPUTE
            record("gift_card.held", actor="system", subject=(ACTED_ON, account.id), now=now)
    db.session.flush()


def free_cards(order: Order, *, now: datetime) -> None:
    """Let the cards of a locked order pay again, because their money is here; one that staff stopped stays stopped."""
    for account in lock_accounts(one.account_id for one in list_sold_rows(order.id)).values():
        if account.stopped_by == DISPUTE:
            account.stopped_at = account.stopped_by = None
            record("gift_card.held_no_more", actor="system", subject=(ACTED_ON, account.id), now=now)
    db.session.flush()


def _take(
    order: Order, row: SoldCard, account: CreditAccount, most: int, *, actor: str, now: datetime
) -> int:
    """Take at most `most` off a locked card, never more than it was sold for, and write it down."""
    amount = min(most, account.balance_minor, row.value_minor - row.taken_minor)
    if amount < 1:
        return 0
    db.session.execute(
        update(SoldCard).where(SoldCard.id == row.id).values(taken_minor=SoldCard.taken_minor + amount)
    )
    write_entry(
        account, -amount, Cause.ADJUSTED, actor=actor, now=now, order_id=order.id, reason=Reason.MONEY_BACK.value
    )  # fmt: skip
    details = {"amount": -amount, "currency": order.currency, "order": order.number}
    record("gift_card.taken_back", actor=actor, subject=(ACTED_ON, account.id), now=now, details=details)
    return amount


def _tell(order: Order, amount: int, *, actor: str, now: datetime) -> None:
    note(order.id, "cards_taken_back", actor=actor, now=now, amount=amount, currency=order.currency)
