"""Making and changing series."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from app.audit.actions import record
from app.content.models import Article
from app.db import db
from app.errors import Conflict, Invalid
from app.freshness import raise_version
from app.series.models import Series, SeriesPart
from app.series.queries import get_series
from app.slugs import claim_slug

MOST_PARTS = 60


@dataclass(frozen=True, kw_only=True)
class SeriesDraft:
    """What an editor says of a series; `parts` are the addresses of its articles in their order."""

    title: str
    summary: str
    parts: tuple[str, ...] = ()


def add_series(draft: SeriesDraft, *, actor: str, now: datetime, slug: str = "") -> Series:
    """Make a series."""
    _check(draft)
    series = Series(
        slug=f"new-{now.timestamp():.6f}", title=draft.title, summary=draft.summary, changed_at=now
    )
    db.session.add(series)
    db.session.flush()
    series.slug = claim_slug("series", series.id, slug or draft.title, now=now)
    _write_parts(series.id, draft.parts)
    raise_version()
    record("series.added", actor=actor, subject=("series", series.id), now=now)
    return series


def change_series(
    series_id: int, draft: SeriesDraft, *, seen_revision: int, actor: str, now: datetime
) -> None:
    """Replace what is said of a series and which articles belong to it; raises Conflict when it has changed since."""
    _check(draft)
    series = get_series(series_id)
    claimed = db.session.execute(
        update(Series)
        .where(Series.id == series_id, Series.revision == seen_revision)
        .values(revision=seen_revision + 1, changed_at=now)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        raise Conflict("Somebody else has changed this series since you opened it.")
    series.title, series.summary = draft.title, draft.summary
    series.slug = claim_slug("series", series.id, draft.title, now=now)
    _write_parts(series_id, draft.parts)
    raise_version()
    record("series.changed", actor=actor, subject=("series", series_id), now=now)


def _check(draft: SeriesDraft) -> None:
    if not draft.title or not draft.summary:
        raise Invalid("A series needs a title and a sentence about it.")
    if len(draft.parts) > MOST_PARTS:
        raise Invalid(f"A series has at most {MOST_PARTS} articles.")
    if len(set(draft.parts)) < len(draft.parts):
        raise Invalid("An article stands in it twice.")


def _write_parts(series_id: int, slugs: tuple[str, ...]) -> None:
    rows = db.session.execute(select(Article.slug, Article.id, Article.title).where(Article.slug.in_(slugs)))
    known = {slug: (article_id, title) for slug, article_id, title in rows}
    db.session.execute(delete(SeriesPart).where(SeriesPart.series_id == series_id))
    taken = set(db.session.scalars(select(SeriesPart.article_id)))
    for position, slug in enumerate(slugs):
        if slug not in known:
            raise Invalid(f"There is no article at “{slug}”.")
        article_id, title = known[slug]
        if article_id in taken:
            raise Invalid(f"“{title}” belongs to another series already.")
        db.session.add(SeriesPart(article_id=article_id, series_id=series_id, position=position))
    db.session.flush()
