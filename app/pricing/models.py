"""The price history."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id


class Price(Base):
    """One price of one variant from one moment on; a trigger refuses to change or delete it."""

    __tablename__ = "prices"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("ix_prices_current", "variant_id", "currency", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(120))
