"""Every working copy that was kept: noted with each save, listed, compared, and taken up again as the next one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.audit.actions import record
from app.content.desk_models import ArticleRevision
from app.content.drafts import ArticleDraft, draft_from_json
from app.content.errors import RevisionNotFound, StaleDraft
from app.content.models import Article, ArticleVersion
from app.content.queries import get_article
from app.db import db


@dataclass(frozen=True, kw_only=True)
class RevisionLine:
    """One revision in a list; `version` is the number under which readers saw it, if they did."""

    number: int
    title: str
    restored_from: int | None
    saved_at: datetime
    saved_by: str
    version: int | None


def note_revision(article_id: int, number: int, content: dict[str, Any], *, actor: str, now: datetime,
                  restored_from: int | None = None) -> None:  # fmt: skip
    """Keep the working copy as it stands after a save."""
    db.session.add(
        ArticleRevision(
            article_id=article_id,
            number=number,
            title=content["title"],
            content=content,
            restored_from=restored_from,
            saved_at=now,
            saved_by=actor,
        )
    )


def restore_revision(
    article_id: int, number: int, *, seen_revision: int, actor: str, now: datetime
) -> Article:
    """Make an old revision the working copy again, as a new revision; raises StaleDraft when somebody saved since."""
    old = get_revision(article_id, number)
    changed = db.session.execute(
        update(Article)
        .where(Article.id == article_id, Article.revision == seen_revision)
        .values(draft=old.content, title=old.title, revision=seen_revision + 1, saved_at=now, saved_by=actor)
    )
    article = db.session.get_one(Article, article_id, populate_existing=True)
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise StaleDraft(draft_from_json(article.draft), article.revision)
    note_revision(article_id, article.revision, old.content, actor=actor, now=now, restored_from=number)
    details = {"from": number}
    record("article.restored", actor=actor, subject=("article", article_id), now=now, details=details)
    return article


def list_revisions(article_id: int, *, before: int | None = None, limit: int = 50) -> Sequence[RevisionLine]:
    """Return an article's revisions, newest first, without their texts."""
    columns = (ArticleRevision.number, ArticleRevision.title, ArticleRevision.restored_from)
    query = (
        select(*columns, ArticleRevision.saved_at, ArticleRevision.saved_by, ArticleVersion.number)
        .outerjoin(
            ArticleVersion,
            (ArticleVersion.article_id == ArticleRevision.article_id)
            & (ArticleVersion.revision == ArticleRevision.number),
        )
        .where(ArticleRevision.article_id == article_id)
        .order_by(ArticleRevision.number.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(ArticleRevision.number < before)
    names = [one.name for one in fields(RevisionLine)]
    rows: Iterable[Any] = db.session.execute(query)
    return [RevisionLine(**dict(zip(names, row, strict=True))) for row in rows]


def get_revision(article_id: int, number: int) -> ArticleRevision:
    """Return one revision; raises RevisionNotFound."""
    found = find_revision(article_id, number)
    if found is None:
        get_article(article_id)
        raise RevisionNotFound
    return found


def find_revision(article_id: int, number: int) -> ArticleRevision | None:
    """Return one revision, if it was kept."""
    return db.session.scalars(select(ArticleRevision).filter_by(article_id=article_id, number=number)).first()


def draft_of(revision: ArticleRevision) -> ArticleDraft:
    """Return what a revision says."""
    return draft_from_json(revision.content)
