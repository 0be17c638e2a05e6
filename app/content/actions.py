"""Writing articles: the working copy."""

from datetime import datetime

from sqlalchemy import update

from app.audit.actions import record
from app.content.drafts import ArticleDraft, draft_from_json, draft_to_json
from app.content.errors import ArticleNotFound, StaleDraft
from app.content.finding import refresh_article
from app.content.models import Article
from app.content.revising import note_revision
from app.db import db
from app.errors import Invalid
from app.markdown import render_markdown
from app.slugs import claim_slug, has_slug

NO_LETTERS = "article"  # the address of an article whose title has none; an editor gives it a better one


def write_article(draft: ArticleDraft, *, actor: str, now: datetime, slug: str = "") -> Article:
    """Start an article; its address is made from `slug` or its title."""
    _check(draft)
    article = Article(
        slug=f"new-{now.timestamp():.6f}",
        title=draft.title,
        draft=draft_to_json(draft),
        created_at=now,
        saved_at=now,
        saved_by=actor,
    )
    db.session.add(article)
    db.session.flush()
    wanted = slug or (draft.title if has_slug(draft.title) else NO_LETTERS)
    article.slug = claim_slug("article", article.id, wanted, now=now)
    note_revision(article.id, 1, article.draft, actor=actor, now=now)
    record("article.written", actor=actor, subject=("article", article.id), now=now)
    return article


def save_draft(
    article_id: int, draft: ArticleDraft, *, seen_revision: int, actor: str, now: datetime
) -> Article:
    """Replace the working copy; raises StaleDraft, and changes nothing, when it is not the one that was seen."""
    _check(draft)
    data = draft_to_json(draft)
    changed = db.session.execute(
        update(Article)
        .where(Article.id == article_id, Article.revision == seen_revision)
        .values(draft=data, title=draft.title, revision=seen_revision + 1, saved_at=now, saved_by=actor)
    )
    article = db.session.get(Article, article_id, populate_existing=True)
    if article is None:
        raise ArticleNotFound
    if changed.rowcount == 0 and article.draft != data:  # type: ignore[attr-defined]
        raise StaleDraft(draft_from_json(article.draft), article.revision)
    if changed.rowcount:  # type: ignore[attr-defined]
        note_revision(article_id, article.revision, data, actor=actor, now=now)
    record("article.saved", actor=actor, subject=("article", article_id), now=now)
    return article


def move_article(article: Article, slug: str, *, actor: str, now: datetime) -> None:
    """Give an article another address; the old one goes on leading to it."""
    before = article.slug
    article.slug = claim_slug("article", article.id, slug, now=now)
    if article.slug != before:
        details = {"from": before, "to": article.slug}
        refresh_article(article.id, now=now)
        record("article.moved", actor=actor, subject=("article", article.id), now=now, details=details)


def _check(draft: ArticleDraft) -> None:
    if not draft.title.strip():
        raise Invalid("An article needs a title.")
    if len(draft.title) > 120 or len(draft.summary) > 300:
        raise Invalid("A title has 120 signs at most, a summary 300.")
    render_markdown(draft.body)  # refuses what is too long, so that a stored draft can always be shown
