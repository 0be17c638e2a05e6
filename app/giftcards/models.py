"""Cards that were sold, and whom a buyer wants them sent to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id
from app.giftcards.rules import LONGEST, MOST_MAILS


class GiftWish(Base):
    """Whom the cards of an unpaid order are for; nobody named means the buyer. It goes when the cards are made."""

    __tablename__ = "gift_wishes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST["gift_name"]), default="")
    email: Mapped[str] = mapped_column(String(254))
    message: Mapped[str] = mapped_column(String(LONGEST["gift_message"]), default="")
    written_at: Mapped[datetime]


class SoldCard(Base):
    """That one unit of an order line became one account; triggers keep all but its mails and what was taken off.

    `taken_minor` is what of its value was taken off again, because the money for it went back.
    """

    __tablename__ = "sold_cards"
    __table_args__ = (
        UniqueConstraint("order_line_id", "unit"),
        CheckConstraint("unit > 0 AND value_minor > 0", name="value"),
        CheckConstraint("taken_minor >= 0 AND taken_minor <= value_minor", name="taken"),
        CheckConstraint(f"mails BETWEEN 1 AND {MOST_MAILS}", name="mails"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"))
    unit: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_accounts.id"), unique=True)
    value_minor: Mapped[int]
    taken_minor: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(LONGEST["gift_name"]), default="")
    message: Mapped[str] = mapped_column(String(LONGEST["gift_message"]), default="")
    mails: Mapped[int] = mapped_column(default=1)
    mailed_at: Mapped[datetime]  # when its mail was owed last
    sold_at: Mapped[datetime]
