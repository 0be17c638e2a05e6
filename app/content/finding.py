"""What the search knows of an article: the version that readers see."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.content.models import Article, ArticleState, ArticleTopic, ArticleVersion
from app.db import db
from app.search.actions import refresh
from app.search.rules import Kind
from app.search.sources import Document
from app.topics.queries import names_by_subject


def refresh_article(article_id: int, *, now: datetime) -> None:
    """Let the search know what readers see of an article now; to be called in the transaction that changed it."""
    refresh(Kind.ARTICLE, article_id, list_article_documents, now=now)


def list_article_documents(after: int, limit: int) -> Sequence[Document]:
    """Return the published articles as documents, by id, after an id."""
    query = (
        select(Article.id, Article.slug, ArticleVersion.title, ArticleVersion.summary, ArticleVersion.text)
        .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.is_current)
        .where(Article.state == ArticleState.PUBLISHED, Article.id > after)
        .order_by(Article.id)
        .limit(limit)
    )
    rows = db.session.execute(query).all()
    topics = names_by_subject(ArticleTopic, ArticleTopic.article_id, [row.id for row in rows])
    return [
        Document(
            subject_id=row.id,
            title=row.title,
            summary=row.summary,
            url=f"/articles/{row.slug}/",
            text=row.text,
            topics=topics.get(row.id, ()),
        )
        for row in rows
    ]
