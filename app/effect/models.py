"""Sums a day, and which orders are in them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ArticleDay(Base):
    """How often an article was read on one day, and how many sign-ups began beneath it."""

    __tablename__ = "article_days"
    __table_args__ = (
        CheckConstraint("reads >= 0 AND subscribed >= 0", name="counts"),
        Index("ix_article_days_day", "day", "article_id"),
    )

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reads: Mapped[int] = mapped_column(default=0)
    subscribed: Mapped[int] = mapped_column(default=0)


class EdgeSale(Base):
    """What was paid, and went back, through one edge on one day, in minor units of one currency.

    `first_` counts the same money for the edge that was followed first, where the link knew of one before the last.
    """

    __tablename__ = "edge_sales"
    __table_args__ = (
        CheckConstraint("paid_minor >= 0 AND first_paid_minor >= 0", name="paid"),
        Index("ix_edge_sales_day", "day", "edge_id"),
    )

    edge_id: Mapped[int] = mapped_column(ForeignKey("edges.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    paid_minor: Mapped[int] = mapped_column(default=0)
    refunded_minor: Mapped[int] = mapped_column(default=0)
    first_paid_minor: Mapped[int] = mapped_column(default=0)
    first_refunded_minor: Mapped[int] = mapped_column(default=0)


class CountedOrder(Base):
    """An order whose lines are in the sums, and how much of what went back is."""

    __tablename__ = "counted_orders"
    __table_args__ = (CheckConstraint("refunded_minor >= 0", name="refunded"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    refunded_minor: Mapped[int] = mapped_column(default=0)
