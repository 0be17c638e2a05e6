"""Articles as machines list them: the newest in feeds, every address in maps, some at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_

from app.content.models import Article, ArticleState, ArticleTopic, ArticleVersion
from app.content.people_models import ArticlePerson, Part
from app.content.queries import Mark, select_cards
from app.db import db
from app.markdown import curl_quotes
from app.media.models import Picture
from app.topics.models import Topic


@dataclass(frozen=True, kw_only=True)
class FeedItem:
    """One article in a feed; `updated_at` is its last change that readers see."""

    id: int
    slug: str
    title: str
    summary: str
    author: str
    topic_slug: str
    topic_name: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class MapRow:
    """One article in a map: its address, last change, and the digest of its drawing."""

    id: int
    slug: str
    changed_at: datetime | None
    picture: Picture | None


def list_feed_items(
    limit: int, *, topic_id: int | None = None, author_id: int | None = None, before: Mark | None = None
) -> list[FeedItem]:
    """Return the newest published articles, of a topic or an author where one is named, older than a mark."""
    query: Select[Any] = (
        select_cards()
        .order_by(Article.published_at.desc(), Article.id.desc())
        .limit(limit)
        .with_only_columns(  # type: ignore[call-overload]
            Article.id,
            Article.slug,
            ArticleVersion.title,
            ArticleVersion.summary,
            ArticleVersion.content["author"].as_string(),
            Topic.slug,
            Topic.name,
            Article.published_at,
            func.coalesce(Article.changed_at, Article.published_at, type_=Article.published_at.type),
        )
    )
    if topic_id is not None:
        about = select(ArticleTopic.article_id).where(ArticleTopic.topic_id == topic_id)
        query = query.where(Article.id.in_(about))
    if author_id is not None:
        bears = (ArticlePerson.contributor_id == author_id) & (ArticlePerson.part == Part.AUTHOR)
        query = query.where(Article.id.in_(select(ArticlePerson.article_id).where(bears)))
    if before is not None:
        query = query.where(tuple_(Article.published_at, Article.id) < before)
    names = [one.name for one in fields(FeedItem)]
    rows: Iterable[Any] = db.session.execute(query)
    told = [dict(zip(names, row, strict=True)) for row in rows]
    return [FeedItem(**one | {name: curl_quotes(one[name]) for name in ("title", "summary")}) for one in told]


def each_map_row(after: int, until: int, *, at_once: int = 1000) -> Iterator[MapRow]:
    """Yield the published articles whose ids are above `after` and not above `until`; memory stays flat."""
    while True:
        query = (
            select(Article.id, Article.slug, Article.changed_at, Article.published_at, Picture)
            .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.is_current)
            .outerjoin(Picture, Picture.id == ArticleVersion.picture_id)
            .where(Article.state == ArticleState.PUBLISHED, Article.id > after, Article.id <= until)
            .order_by(Article.id)
            .limit(at_once)
        )
        rows = db.session.execute(query).all()
        for identity, slug, changed, published, picture in rows:
            yield MapRow(id=identity, slug=slug, changed_at=changed or published, picture=picture)
        db.session.expunge_all()
        if len(rows) < at_once:
            return
        after = rows[-1][0]
