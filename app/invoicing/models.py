"""Papers and the counters that number them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id
from app.money import Money


class PaperKind(StrEnum):
    """What a paper does: asks for money, gives some back, or takes such a note back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    CORRECTION = "correction"


class Series(StrEnum):
    """What is counted together."""

    INVOICES = "invoices"
    CREDIT_NOTES = "credit_notes"


IS_INVOICE = text("kind = 'invoice'")


class Paper(Base):
    """One numbered paper; triggers refuse any change, and any number but the next. Minor units, tax inside."""

    __tablename__ = "papers"
    __table_args__ = (
        CheckConstraint("kind IN ('invoice', 'credit_note', 'correction')", name="kind"),
        CheckConstraint("series IN ('invoices', 'credit_notes')", name="series"),
        CheckConstraint("(kind = 'credit_note') = (series = 'credit_notes')", name="counted"),
        CheckConstraint("(kind = 'invoice') = (about_id IS NULL)", name="about"),
        CheckConstraint(
            "(kind = 'invoice') = (refund_id IS NULL AND credit_entry_id IS NULL AND payment_id IS NULL)",
            name="refund",
        ),
        CheckConstraint("payment_id IS NULL OR (refund_id IS NULL AND credit_entry_id IS NULL)", name="lost"),
        CheckConstraint("refund_id IS NULL OR credit_entry_id IS NULL", name="cause"),
        CheckConstraint("credit_entry_id IS NULL OR kind = 'credit_note'", name="card"),
        CheckConstraint("turn > 0 AND (kind = 'correction') = (turn % 2 = 0)", name="turn"),
        CheckConstraint("number > 0 AND total_minor > 0", name="amount"),
        CheckConstraint("tax_minor >= 0 AND tax_minor <= total_minor", name="tax"),
        UniqueConstraint("series", "year", "number"),
        UniqueConstraint("refund_id", "turn"),
        UniqueConstraint("payment_id", "turn"),
        Index(
            "uq_papers_invoice", "order_id", unique=True, sqlite_where=IS_INVOICE, postgresql_where=IS_INVOICE
        ),
        Index("ix_papers_order", "order_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(EnumText(PaperKind))
    series: Mapped[Series] = mapped_column(EnumText(Series))
    year: Mapped[int]
    number: Mapped[int]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refunds.id"))
    #: what went back onto a gift card, where it did not go through a payment
    credit_entry_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entries.id"), unique=True)
    #: the payment that a bank has taken back, where its order was then cancelled
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("papers.id"))  # the paper that this one changes
    turn: Mapped[int] = mapped_column(default=1)  # its place among the papers of its refund or payment
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]  # on the site's calendar, never before the paper ahead of it
    paid_on: Mapped[date]  # when the order's money arrived, on the site's calendar
    seller_name: Mapped[str] = mapped_column(String(200))
    seller_address: Mapped[str] = mapped_column(String(400))
    vat_number: Mapped[str] = mapped_column(String(40), default="")
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int]
    tax_minor: Mapped[int]
    rates: Mapped[list[Any]]  # [basis points, gross, tax] of each rate

    @property
    def total(self) -> Money:
        """All of it, tax inside."""
        return Money(minor=self.total_minor, currency=self.currency)


class PaperCounter(Base):
    """How far a series has come in a year; its row is locked while a number is given."""

    __tablename__ = "paper_counters"
    __table_args__ = (CheckConstraint("last_number >= 0", name="last_number"),)

    series: Mapped[Series] = mapped_column(EnumText(Series), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(default=0)
    last_on: Mapped[date]
