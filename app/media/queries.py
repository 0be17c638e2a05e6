"""Questions about pictures."""

from collections.abc import Iterable

from sqlalchemy import select

from app.db import db
from app.media.models import Picture


def pictures_by_id(ids: Iterable[int]) -> dict[int, Picture]:
    """Return pictures by id, in one query (none for no ids)."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.id: row for row in db.session.scalars(select(Picture).where(Picture.id.in_(wanted)))}
