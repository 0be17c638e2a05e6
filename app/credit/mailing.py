"""Mailing a card's code: made once more from its salt when the mail is, and never again after it has left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency
from sqlalchemy import func, select, update

from app.credit.models import CreditAccount, CreditEntry
from app.credit.rules import group_code, hash_code, make_code
from app.db import db, end_reading, transaction
from app.money import Money
from app.outbox.claiming import Claim, GivenUp
from app.outbox.transport import MailRefused
from app.settings.queries import load_settings

LOST = (
    "The site's key was changed before this card's mail left, so its code cannot be made. Issue another card."
)


@dataclass(frozen=True, kw_only=True)
class CardMailer:
    """Sends a code to whom the card was issued; older keys are tried too.

    `tell` returns what else is to be said of an account: from whom a card is that was bought for somebody.
    """

    secret_keys: Sequence[str]
    send: Callable[[dict[str, Any], Claim, datetime], None]
    tell: Callable[[int], dict[str, Any]] = lambda _account_id: {}

    def answer(self, held: Claim, now: datetime) -> None:
        """Do one "gift_card_mail" item: 1. send it, 2. forget the salt, so that nothing can make the code any more.

        A code that has taken its place meanwhile keeps its salt, until its own mail has left.
        """
        account = db.session.get(CreditAccount, held.data["account"], populate_existing=True)
        mail, salt = (self._mail_for(account), account.salt) if account else (None, "")
        end_reading()
        if mail is None:
            return
        try:
            self.send(mail, held, now)
        except MailRefused as refusal:
            if refusal.is_temporary:
                raise
            raise GivenUp(f"The server will not take it: {refusal}") from refusal
        with transaction():
            mine = (CreditAccount.id == held.data["account"], CreditAccount.salt == salt)
            db.session.execute(update(CreditAccount).where(*mine).values(salt=""))

    def _mail_for(self, account: CreditAccount) -> dict[str, Any] | None:
        """Return the mail; None where the card has been mailed, or its holder been erased."""
        if not account.salt or not account.email:
            return None
        codes = (make_code(key, account.salt) for key in self.secret_keys)
        code = next((one for one in codes if hash_code(one) == account.code_hash), None)
        if code is None:
            raise GivenUp(LOST)
        locale = load_settings().locale
        told = self.tell(account.id)
        value = Money(minor=told.pop("value_minor", 0) or _put_on(account.id), currency=account.currency)
        data = {
            **told,
            "code": group_code(code),
            "value": str(format_currency(value.decimal, value.currency, locale=locale)),
            "is_credit": account.kind.value == "store_credit",
            "until": str(format_date(account.expires_on, "d MMMM y", locale=locale))
            if account.expires_on
            else "",
        }
        return {"to": account.email, "template": "gift_card", "data": data}


def _put_on(account_id: int) -> int:
    """Return the minor units that were put on an account."""
    query = select(func.coalesce(func.sum(CreditEntry.amount_minor), 0))
    put_on = query.where(CreditEntry.account_id == account_id, CreditEntry.amount_minor > 0)
    return int(db.session.scalar(put_on) or 0)
