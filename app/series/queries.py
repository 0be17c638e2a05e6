"""Questions about series; what visitors see of one are its published articles, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from app.content.models import Article
from app.content.queries import ArticleCard, card_columns, card_from, select_cards
from app.db import db
from app.errors import NotFound
from app.remembered import same_for_everybody
from app.series.models import Series, SeriesPart


@dataclass(frozen=True, kw_only=True)
class SeriesView:
    """A series with the cards of what is published of it."""

    id: int
    slug: str
    title: str
    summary: str
    parts: tuple[ArticleCard, ...]

    def around(self, article_id: int) -> tuple[int, ArticleCard | None, ArticleCard | None]:
        """Return an article's number among the parts, and the parts before and after it."""
        ids = [one.id for one in self.parts]
        at = ids.index(article_id)
        before = self.parts[at - 1] if at else None
        after = self.parts[at + 1] if at + 1 < len(ids) else None
        return at + 1, before, after


def find_series(slug: str) -> SeriesView | None:
    """Return the series at this present address, which may have no part that is published."""
    found = _read(Series.slug == slug)
    if found is None:
        series = db.session.scalars(select(Series).where(Series.slug == slug)).first()
        return _view(series, []) if series else None
    return found


def series_beside(article_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Return the series an article belongs to as a column of a query about articles; NULL for none."""
    return select(SeriesPart.series_id).where(SeriesPart.article_id == article_id).scalar_subquery()


@same_for_everybody
def read_series(series_id: int) -> SeriesView | None:
    """Return a series with its published parts; asked once for each version of the site."""
    return _read(Series.id == series_id)


def list_series() -> Sequence[Series]:
    """Return every series by its title."""
    return db.session.scalars(select(Series).order_by(Series.title, Series.id)).all()


def get_series(series_id: int) -> Series:
    """Return a series; raises NotFound."""
    series = db.session.get(Series, series_id)
    if series is None:
        raise NotFound("There is no such series.")
    return series


def slugs_of_parts(series_id: int) -> list[str]:
    """Return the addresses of a series' articles in their order, unpublished ones too."""
    query = select(Article.slug).join(SeriesPart, SeriesPart.article_id == Article.id)
    return list(
        db.session.scalars(query.where(SeriesPart.series_id == series_id).order_by(SeriesPart.position))
    )


def _read(which: ColumnElement[bool]) -> SeriesView | None:
    """Return a series with its published parts; None where there is none of either."""
    query = (
        select_cards()
        .join(SeriesPart, SeriesPart.article_id == Article.id)
        .join(Series, Series.id == SeriesPart.series_id)
        .where(which)
        .order_by(SeriesPart.position)
        .with_only_columns(Series, *card_columns())  # type: ignore[call-overload]
    )
    rows: Sequence[Any] = db.session.execute(query).all()
    return _view(rows[0][0], [card_from(row[1:]) for row in rows]) if rows else None


def _view(series: Series, parts: list[ArticleCard]) -> SeriesView:
    words = {name: getattr(series, name) for name in ("id", "slug", "title", "summary")}
    return SeriesView(**words, parts=tuple(parts))
