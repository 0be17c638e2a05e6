"""Requests to be erased."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id


class ErasureRequest(Base):
    """A confirmed wish to be erased; it holds the address until it is carried out, and never after."""

    __tablename__ = "erasure_requests"
    __table_args__ = (CheckConstraint("(email IS NULL) = (done_at IS NOT NULL)", name="done"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    asked_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    done_at: Mapped[datetime | None]
