"""What a letter says of an article, read from the content room once and frozen with the campaign."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.content.models import Article, ArticleState, ArticleTopic, ArticleVersion
from app.content.rules import CLASS_WORDS, Certainty
from app.db import db
from app.newsletter.rules import ArticleMail

CERTAINTY_WORDS = {
    Certainty.HIGH: "We can be quite sure of this.",
    Certainty.MODERATE: "This is probably so.",
    Certainty.LOW: "This is not certain; more study may change it.",
    Certainty.VERY_LOW: "Nobody can be sure of this yet.",
}


def read_article(article_id: int) -> ArticleMail | None:
    """Return a published article for a letter, or None when readers cannot see it."""
    return next(iter(_articles(select(Article.id).where(Article.id == article_id))), None)


def list_articles_between(start: datetime, end: datetime) -> list[ArticleMail]:
    """Return the articles published from `start` up to `end`, newest first; 40 at most in one letter."""
    span = select(Article.id).where(Article.published_at >= start, Article.published_at < end)
    return _articles(span.order_by(Article.published_at.desc(), Article.id.desc()).limit(40))


def is_any_public(article_ids: Iterable[int]) -> bool:
    """Say whether readers can still see any of these articles; a letter whose pieces are all taken back stays here."""
    public = select(Article.id).where(
        Article.id.in_(list(article_ids)), Article.state == ArticleState.PUBLISHED
    )
    return db.session.scalars(public.limit(1)).first() is not None


def list_recent_titles(limit: int = 20) -> list[tuple[int, str]]:
    """Return ids and titles of the newest published articles, for staff to preview."""
    query = select(Article.id, Article.title).where(Article.state == ArticleState.PUBLISHED)
    rows = db.session.execute(query.order_by(Article.published_at.desc()).limit(limit))
    return [(row[0], row[1]) for row in rows]


def article_to_json(article: ArticleMail) -> dict[str, Any]:
    """Return the article as plain values for a campaign's frozen content."""
    return {
        "id": article.id,
        "slug": article.slug,
        "title": article.title,
        "summary": article.summary,
        "in_short": list(article.in_short),
        "minutes": article.minutes,
        "kind": article.kind,
        "certainty": article.certainty,
        "topic_ids": list(article.topic_ids),
        "published_at": article.published_at.isoformat(),
    }


def article_from_json(data: dict[str, Any]) -> ArticleMail:
    """Return the article that a campaign has frozen."""
    frozen = {**data, "in_short": tuple(data["in_short"]), "topic_ids": tuple(data["topic_ids"])}
    return ArticleMail(**{**frozen, "published_at": datetime.fromisoformat(data["published_at"])})


def _articles(ids: Any) -> list[ArticleMail]:
    chosen = list(db.session.scalars(ids))
    topics = _topics_of(chosen)
    rows = db.session.execute(
        select(Article, ArticleVersion)
        .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.is_current)
        .where(Article.id.in_(chosen), Article.state == ArticleState.PUBLISHED)
        .order_by(Article.published_at.desc(), Article.id.desc())
    )
    return [_article(article, version, topics.get(article.id, ())) for article, version in rows]


def _topics_of(ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    query = select(ArticleTopic.article_id, ArticleTopic.topic_id).where(
        ArticleTopic.article_id.in_(list(ids))
    )
    found: dict[int, tuple[int, ...]] = {}
    for article_id, topic_id in db.session.execute(query.order_by(ArticleTopic.position)):
        found[article_id] = (*found.get(article_id, ()), topic_id)
    return found


def _article(article: Article, version: ArticleVersion, topic_ids: tuple[int, ...]) -> ArticleMail:
    published_at = article.published_at or version.made_at
    return ArticleMail(
        id=article.id,
        slug=article.slug,
        title=version.title,
        summary=version.summary,
        in_short=tuple(version.content.get("in_short", ())),
        minutes=version.minutes,
        kind=CLASS_WORDS[version.article_class],
        certainty=CERTAINTY_WORDS[version.certainty] if version.certainty else "",
        topic_ids=topic_ids,
        published_at=published_at,
    )
