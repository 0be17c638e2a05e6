"""The outbox's one table."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id


def _recipient_of(context: Any) -> str | None:
    """Return whom a mail goes to, when its row is made; other work goes to nobody."""
    to = (context.get_current_parameters().get("data") or {}).get("to")
    return str(to).lower()[:254] if to else None


class OutboxItem(Base):
    """One piece of work owed."""

    __tablename__ = "outbox_items"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("done_at IS NULL OR dead_at IS NULL", name="one_end"),
        Index(
            "ix_outbox_items_owed",
            "due_at",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recipient: Mapped[str | None] = mapped_column(String(254), default=_recipient_of, index=True)
    natural_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    sending_at: Mapped[datetime | None]  # since when a mail is being handed over; its fate is open meanwhile
    last_error: Mapped[str | None] = mapped_column(String(500))
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
