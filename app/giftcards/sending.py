"""Sending a sold card once more, or to another address: with a new code, because nobody can read the old one again."""

from datetime import datetime

from sqlalchemy import delete

from app.cart.models import CartCard
from app.credit.issuing import replace_code
from app.credit.ledger import lock_accounts
from app.credit.models import DISPUTE, CreditAccount
from app.credit.queries import reserved_of
from app.db import db
from app.giftcards.errors import CardStays
from app.giftcards.models import SoldCard
from app.giftcards.queries import get_sold_row_of
from app.giftcards.rules import MOST_MAILS, PAUSE, SAME_PRESS, CardState, state_of
from app.orders.buyer import check_email
from app.orders.models import Order
from app.orders.standing import note

USED = (
    "This card has been used, so its code stays as it is and cannot be sent again. "
    "Ask whoever has it; or write to us if you think that somebody else did."
)
NOT_NOW = {
    CardState.PART: USED,
    CardState.SPENT: USED,
    CardState.TAKEN: "The money for this card went back, so it is not sent any more.",
    CardState.HELD: "A bank is looking into this payment, or the money for it went back. Meanwhile the card waits.",
    CardState.STOPPED: "This card has been stopped. Write to us if you do not know why.",
}
TOO_OFTEN = f"This card was sent {MOST_MAILS} times, as often as we do by ourselves. Write to us if it did not arrive."
TOO_SOON = "It was sent a few minutes ago. Wait ten minutes and look among the spam, then send it again."


def send_again(order: Order, sold_id: int, typed: str, *, secret_key: str, now: datetime) -> bool:
    """Mail an unused card of a locked, paid order with a new code; the old code ends. A second press does nothing.

    Returns whether it goes out. Raises NoSuchSoldCard, CardStays, AnswerRefused.
    """
    row = get_sold_row_of(order.id, sold_id)
    account = lock_accounts([row.account_id])[row.account_id]
    email = check_email(typed)
    is_same = email.lower() == account.email
    if is_same and now - row.mailed_at < SAME_PRESS:
        return False
    _check(row, account, is_same=is_same, now=now)
    replace_code(account, email=email, secret_key=secret_key, now=now)
    db.session.execute(delete(CartCard).where(CartCard.account_id == account.id))
    row.mails, row.mailed_at = row.mails + 1, now
    note(order.id, "card_sent_again", actor="shopper", now=now)
    return True


def _check(row: SoldCard, account: CreditAccount, *, is_same: bool, now: datetime) -> None:
    """Raise CardStays unless a locked card is whole and its mail may go out."""
    state = state_of(
        value=row.value_minor, taken=row.taken_minor, balance=account.balance_minor,
        reserved=reserved_of(account.id), is_stopped=account.stopped_at is not None,
        is_held=account.stopped_by == DISPUTE,
    )  # fmt: skip
    if state is not CardState.WHOLE:
        raise CardStays(NOT_NOW[state])
    if row.mails >= MOST_MAILS:
        raise CardStays(TOO_OFTEN)
    if is_same and now - row.mailed_at < PAUSE:
        raise CardStays(TOO_SOON)
