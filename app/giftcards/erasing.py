"""Taking people out of gift cards that were sold: their names and words; the card itself stays good (app/credit)."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update

from app.credit.models import CreditAccount
from app.db import db
from app.giftcards.models import GiftWish, SoldCard
from app.orders.models import OrderLine


def erase_gifts_of(order_ids: Sequence[int]) -> None:
    """Forget what the buyers of these orders said with their cards, and to whom."""
    lines = select(OrderLine.id).where(OrderLine.order_id.in_(order_ids))
    said = update(SoldCard).where(SoldCard.order_line_id.in_(lines))
    db.session.execute(said.values(name="", message=""))
    db.session.execute(delete(GiftWish).where(GiftWish.order_id.in_(order_ids)))


def erase_gifts_to(email: str) -> None:
    """Forget what was said to an address; before the cards forget it."""
    cards = select(CreditAccount.id).where(CreditAccount.email == email)
    said = update(SoldCard).where(SoldCard.account_id.in_(cards))
    db.session.execute(said.values(name="", message=""))
    db.session.execute(delete(GiftWish).where(func.lower(GiftWish.email) == email))
