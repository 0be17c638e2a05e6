"""Carts and their lines."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.cart.rules import MOST_OF_ONE
from app.db import Base, Id


class Cart(Base):
    """One visitor's basket; `answers` holds the checkout's typed fields by name."""

    __tablename__ = "carts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=0)
    country: Mapped[str] = mapped_column(String(2), default="")
    code: Mapped[str] = mapped_column(String(24), default="")  # as pricing spells codes
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)


class CartLine(Base):
    """Some units of one variant; `via` is the source edge that led here, if a link said so."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        CheckConstraint(f"quantity BETWEEN 1 AND {MOST_OF_ONE}", name="quantity"),
        UniqueConstraint("cart_id", "variant_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    quantity: Mapped[int]
    via: Mapped[str] = mapped_column(String(120), default="")
    added_at: Mapped[datetime]
