"""What Stripe Tax has told: answers that are used again, what an order was placed with, what was taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id


class TaxAnswer(Base):
    """An answer by what was asked, hashed, so that looking at a page twice asks once; it says nothing of anybody."""

    __tablename__ = "tax_answers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    asked: Mapped[str] = mapped_column(String(64), unique=True)
    calculation_id: Mapped[str] = mapped_column(String(120))
    lines: Mapped[list[Any]]  # [tax in minor units, basis points] of each line, and of the delivery at last
    asked_at: Mapped[datetime] = mapped_column(index=True)


class OrderTaxCalculation(Base):
    """The calculation that an order's taxes were copied from, and the sale that it became at Stripe once paid."""

    __tablename__ = "order_tax_calculations"
    __table_args__ = (
        CheckConstraint("(transaction_id IS NULL) = (recorded_at IS NULL)", name="recorded"),
        CheckConstraint("tax_minor >= 0", name="tax"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    calculation_id: Mapped[str] = mapped_column(String(120))
    tax_minor: Mapped[int]
    noted_at: Mapped[datetime]
    round: Mapped[int] = mapped_column(
        default=0
    )  # a 5xx is replayed to its key for ever, so then another is used
    transaction_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    recorded_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(200), default="")


class TaxReversal(Base):
    """What one credit note takes back of an order's sale at Stripe; wanted first, then recorded or refused."""

    __tablename__ = "tax_reversals"
    __table_args__ = (
        CheckConstraint("(transaction_id IS NULL) = (recorded_at IS NULL)", name="recorded"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"), unique=True)
    amount_minor: Mapped[int]
    wanted_at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=0)
    transaction_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    recorded_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(200), default="")
