"""Carts, their lines, and what was laid aside."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.cart.rules import MOST_OF_ONE
from app.db import Base, EnumText, Id


class Place(StrEnum):
    """Where a thing lies that is not in the basket itself; what was taken out is remembered with where from."""

    LATER = "later"
    TAKEN = "taken"
    TAKEN_LATER = "taken_later"


class Cart(Base):
    """One visitor's basket; `answers` holds the checkout's answers by name, `typed` what is no answer yet."""

    __tablename__ = "carts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=0)
    country: Mapped[str] = mapped_column(String(2), default="")
    code: Mapped[str] = mapped_column(String(24), default="")  # as pricing spells codes
    rate_id: Mapped[int | None] = mapped_column(
        Id
    )  # the way that was chosen; what is not offered any more is no choice
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    typed: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)


class CartLine(Base):
    """Some units of one variant; `via` is the source edge that led here, if a link said so.

    `seen_minor` and `seen_currency` are the price that the shopper last saw and went on with.
    """

    __tablename__ = "cart_lines"
    __table_args__ = (
        CheckConstraint(f"quantity BETWEEN 1 AND {MOST_OF_ONE}", name="quantity"),
        CheckConstraint("(seen_minor IS NULL) = (seen_currency IS NULL)", name="seen"),
        UniqueConstraint("cart_id", "variant_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    quantity: Mapped[int]
    via: Mapped[str] = mapped_column(String(120), default="")
    added_at: Mapped[datetime]
    seen_minor: Mapped[int | None]
    seen_currency: Mapped[str | None] = mapped_column(String(3))


class AsideLine(Base):
    """Units kept for later, or taken out and still there to be put back; never counted, priced or paid for."""

    __tablename__ = "cart_aside_lines"
    __table_args__ = (
        CheckConstraint(f"quantity BETWEEN 1 AND {MOST_OF_ONE}", name="quantity"),
        CheckConstraint("place IN ('later', 'taken', 'taken_later')", name="place"),
        CheckConstraint("(seen_minor IS NULL) = (seen_currency IS NULL)", name="seen"),
        UniqueConstraint("cart_id", "variant_id", "place"),
        Index("ix_cart_aside_lines_cart", "cart_id", "laid_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    place: Mapped[Place] = mapped_column(EnumText(Place))
    quantity: Mapped[int]
    via: Mapped[str] = mapped_column(String(120), default="")
    laid_at: Mapped[datetime]
    seen_minor: Mapped[int | None]
    seen_currency: Mapped[str | None] = mapped_column(String(3))


class CartCard(Base):
    """A gift card that shall pay for a basket; its code is stored nowhere."""

    __tablename__ = "cart_cards"
    __table_args__ = (UniqueConstraint("cart_id", "account_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_accounts.id"), index=True)
    added_at: Mapped[datetime]


class CartLink(Base):
    """A link that was mailed and opens a basket on another device; `mailbox` is where it went, for the limits."""

    __tablename__ = "cart_links"
    __table_args__ = (
        CheckConstraint("expires_at > asked_at", name="expires"),
        Index("ix_cart_links_mailbox", "mailbox", "asked_at"),
        Index("ix_cart_links_cart", "cart_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    mailbox: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]


class CartKey(Base):
    """What another device's cookie holds of a basket, beside the cookie of the device that began it; hashed."""

    __tablename__ = "cart_keys"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("cart_links.id", ondelete="SET NULL"), index=True)
    opened_at: Mapped[datetime]


class CartOwner(Base):
    """That a basket is the one of somebody who has signed in; each has one at most, and each basket one owner."""

    __tablename__ = "cart_owners"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    since: Mapped[datetime]


class CartReminder(Base):
    """The wish for one reminder of a basket, with the wording of the box that was ticked; `sent_at` answers it."""

    __tablename__ = "cart_reminders"
    __table_args__ = (Index("ix_cart_reminders_waiting", "sent_at", "cart_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)  # in small letters
    mailbox: Mapped[str] = mapped_column(
        String(254), index=True
    )  # what every spelling of the address comes to
    wording: Mapped[str] = mapped_column(String(40))
    wanted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
