"""Publishing, publishing changes, and taking an article back."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from app.audit.actions import record
from app.content.desk_models import ArticleRevision, Schedule
from app.content.drafts import draft_from_json
from app.content.finding import refresh_article
from app.content.models import Article, ArticleState, ArticleVersion
from app.content.queries import current_version, lock_article
from app.content.sharing import SHARE_PICTURE
from app.content.speaking import SPEAK
from app.content.versions import make_version
from app.db import db
from app.errors import Conflict, Invalid
from app.freshness import raise_version
from app.markdown import render_markdown
from app.outbox.actions import enqueue
from app.publishing.gate import NotReady, Target, find_lacks, resolve_cards
from app.publishing.telling import owe_telling
from app.publishing.withdrawing import missing_without
from app.relatedness.actions import renew_links, write_edges
from app.relatedness.refusing import end_refused_from
from app.relatedness.rules import NodeKind


def publish_article(
    article: Article,
    *,
    actor: str,
    now: datetime,
    published_at: datetime | None = None,
    announce: bool = True,
    kept: ArticleRevision | None = None,
) -> ArticleVersion:
    """Show the working copy to readers, in the caller's one transaction: state, version, links, audit, owed work.

    `kept` is an earlier working copy to be shown instead. Raises NotReady with everything that is missing (C1),
    Conflict when readers already see this very text. The first publication is announced (outbox `article_published`);
    a later one carries its date (C2).
    """
    lock_article(article)
    content = kept.content if kept else article.draft
    lacks = find_lacks(article, draft_from_json(content))
    if lacks:
        raise NotReady(lacks)
    before = current_version(article.id)
    was_published = article.state is ArticleState.PUBLISHED
    is_changed = before is None or before.content != content
    if was_published and not is_changed:
        raise Conflict("Readers already see this text.")
    version = before
    if version is None or is_changed:
        version = make_version(article, actor=actor, now=now, kept=kept)
    write_edges(article, _list_cards(article, content), actor=actor, now=now)
    renew_links(article, draft_from_json(content).review_due)
    end_refused_from(article.id, draft_from_json(content))
    db.session.execute(delete(Schedule).where(Schedule.article_id == article.id))
    is_first = article.published_at is None
    article.state = ArticleState.PUBLISHED
    if is_first:
        article.published_at = published_at or now
    elif is_changed:
        article.changed_at = now
    action = "article.published" if not was_published else "article.changed"
    details = {"version": version.number}
    record(action, actor=actor, subject=("article", article.id), now=now, details=details)
    _owe_what_follows(article, now=now)
    if is_first and announce:
        key = f"article_published:{article.id}"
        enqueue("article_published", {"article_id": article.id}, now=now, natural_key=key)
    return version


def _list_cards(article: Article, content: dict[str, Any]) -> list[Target]:
    """Return what a text leads to by itself; a link to the article is none."""
    body = render_markdown(draft_from_json(content).body)
    cards, _ = resolve_cards(body, own_slug=article.slug)
    return [one for one in cards if one != (NodeKind.ARTICLE, article.id)]


def _owe_what_follows(article: Article, *, now: datetime) -> None:
    """Let search, pages, the graph and everybody who is told know that readers see something else."""
    refresh_article(article.id, now=now)
    raise_version()
    enqueue("graph_update", {"kind": "article", "id": article.id}, now=now, at_leisure=True)
    enqueue(SHARE_PICTURE, {"article": article.id}, now=now, at_leisure=True)
    enqueue(SPEAK, {"article": article.id}, now=now, at_leisure=True)
    owe_telling(NodeKind.ARTICLE, article.id, now=now)


def archive_article(article: Article, *, actor: str, now: datetime) -> None:
    """Take an article away from readers; its versions are kept, and it can be published again.

    A change that was to come out at a minute does not.
    """
    lock_article(article)
    if article.state is not ArticleState.PUBLISHED:
        raise Conflict("This article is not published.")
    db.session.execute(delete(Schedule).where(Schedule.article_id == article.id))
    article.state = ArticleState.ARCHIVED
    refresh_article(article.id, now=now)
    raise_version()
    record("article.archived", actor=actor, subject=("article", article.id), now=now)
    enqueue("graph_update", {"kind": "article", "id": article.id}, now=now, at_leisure=True)
    owe_telling(NodeKind.ARTICLE, article.id, now=now)


def record_none(article: Article, what: str, reason: str, *, actor: str, now: datetime) -> None:
    """Record why an article leads to no product or to no door; an empty reason takes the record back.

    Raises Conflict where readers see the article and nothing else would stand in its place (C1).
    """
    if what not in ("products", "doors"):
        raise Invalid("Only products and doors may be recorded as none.")
    if len(reason) > 300:
        raise Invalid("Please say it in 300 signs.")
    setattr(article, f"none_{what}", reason.strip() or None)
    kind = NodeKind.PRODUCT if what == "products" else NodeKind.DOOR
    if article.state is ArticleState.PUBLISHED and missing_without(article, kind, now=now):
        raise Conflict(f"Readers see “{article.title}”, and it leads to no {kind.value}. Lead to one first.")
    details = {"none": what, "taken_back": not reason.strip()}
    record("article.none_recorded", actor=actor, subject=("article", article.id), now=now, details=details)
