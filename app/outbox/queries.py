"""Looking at what is owed."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.outbox.models import OutboxItem


def list_dead_items(*, limit: int = 20) -> Sequence[OutboxItem]:
    """Return items that were given up on, newest first."""
    return db.session.scalars(
        select(OutboxItem).where(OutboxItem.dead_at.is_not(None)).order_by(OutboxItem.id.desc()).limit(limit)
    ).all()
