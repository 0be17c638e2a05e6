"""Whether an article takes comments, and closing or opening them by hand."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists
from sqlalchemy.orm import InstrumentedAttribute

from app.audit.actions import record
from app.comments.errors import CommentsClosed
from app.comments.models import CommentClosing
from app.comments.rules import is_closed
from app.content.models import Article, ArticleState
from app.content.queries import get_article
from app.db import db, insert_if_absent
from app.freshness import raise_version
from app.settings.queries import load_settings


def closed_beside(article_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Say as a column of a query about articles whether one was closed by hand."""
    return exists().where(CommentClosing.article_id == article_id)


def takes_comments(article: Article, *, now: datetime, closed_by_hand: bool | None = None) -> bool:
    """Say whether somebody may comment below an article now; asks whether it was closed by hand unless that is told."""
    if closed_by_hand is None:
        closed_by_hand = db.session.get(CommentClosing, article.id) is not None
    settings = load_settings()
    is_published = article.state is ArticleState.PUBLISHED
    return not is_closed(
        is_on=settings.comments_on,
        closed_by_hand=closed_by_hand,
        close_after_days=settings.comments_close_after_days,
        published_at=article.published_at if is_published else None,
        now=now,
    )


def get_open_article(article_id: int, *, now: datetime) -> Article:
    """Return an article that takes comments; raises ArticleNotFound or CommentsClosed."""
    article = get_article(article_id)
    if not takes_comments(article, now=now):
        raise CommentsClosed
    return article


def close_comments(article_id: int, *, actor: str, now: datetime) -> None:
    """Take no more comments below an article; those that stand there stay."""
    get_article(article_id)
    if insert_if_absent(CommentClosing, {"article_id": article_id, "closed_at": now, "closed_by": actor}):
        record("comments.closed", actor=actor, subject=("article", article_id), now=now)
        raise_version()


def open_comments(article_id: int, *, actor: str, now: datetime) -> None:
    """Take comments below an article again."""
    get_article(article_id)
    done = db.session.execute(delete(CommentClosing).where(CommentClosing.article_id == article_id))
    if done.rowcount:  # type: ignore[attr-defined]
        record("comments.opened", actor=actor, subject=("article", article_id), now=now)
        raise_version()
