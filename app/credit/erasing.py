"""Taking the person out of gift cards: the money stays good for whoever holds the code, as law and honesty ask."""

from sqlalchemy import update

from app.credit.models import CreditAccount
from app.db import db


def erase_cards(email: str) -> None:
    """Forget the address that cards were mailed to, and with it the way to mail their codes once more."""
    mailed = update(CreditAccount).where(CreditAccount.email == email)
    db.session.execute(mailed.values(email=None, salt=""))
