"""Looking at what is owed."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.outbox.models import OutboxItem


def get_dead_item(item_id: int) -> OutboxItem:
    """Return an item that was given up on, locked; raises NotFound, also when somebody has seen to it meanwhile."""
    query = select(OutboxItem).where(OutboxItem.id == item_id, OutboxItem.dead_at.is_not(None))
    item = db.session.scalars(query.with_for_update()).first()
    if item is None:
        raise NotFound("Somebody has seen to this already.")
    return item


def list_dead_items(*, limit: int = 20) -> Sequence[OutboxItem]:
    """Return items that were given up on, newest first."""
    return db.session.scalars(
        select(OutboxItem).where(OutboxItem.dead_at.is_not(None)).order_by(OutboxItem.id.desc()).limit(limit)
    ).all()
