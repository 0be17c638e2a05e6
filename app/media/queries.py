"""Questions about pictures."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.db import db
from app.media.models import Picture


def pictures_by_id(ids: Iterable[int]) -> dict[int, Picture]:
    """Return pictures by id, in one query (none for no ids)."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.id: row for row in db.session.scalars(select(Picture).where(Picture.id.in_(wanted)))}


def find_pictures(words: str, *, limit: int) -> Sequence[Picture]:
    """Return the newest pictures whose words hold these."""
    query = select(Picture).order_by(Picture.id.desc()).limit(limit)
    if words.strip():
        query = query.where(Picture.alt.icontains(words.strip()[:80], autoescape=True))
    return db.session.scalars(query).all()
