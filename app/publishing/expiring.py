"""Links to products whose day has passed: an editor's word holds until the article is to be read again (CARE, 7).

Readers see none of them from the day after on. They wait here for somebody: to be renewed, which takes an article that
has been read again, or to be let go. Suggestions are not listed; they are made anew with the article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, tuple_

from app.audit.actions import record
from app.catalog.models import Product
from app.content.models import Article, ArticleState, ArticleVersion
from app.content.queries import current_version
from app.counting import count_some
from app.db import db
from app.errors import Conflict, NotFound
from app.freshness import raise_version
from app.publishing.actions import record_none
from app.publishing.withdrawing import missing_without
from app.relatedness.actions import check_link, unpin
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.rules import NodeKind

RAN_OUT = "Its link ran out and was not renewed."
Mark = tuple[date, int]


@dataclass(frozen=True, kw_only=True)
class Expired:
    """One link that has run out; `due` is when the article as readers have it is to be read again."""

    edge: Edge
    article_id: int
    article: str
    product: str
    due: date | None
    is_renewable: bool

    @property
    def mark(self) -> Mark:
        """Its place in the list."""
        return self.edge.expires_on or date.min, self.edge.id


def list_expired(today: date, *, after: Mark | None = None, limit: int = 50) -> list[Expired]:
    """Return the links of published articles that have run out, the oldest first."""
    query = (
        select(Edge, Article.id, ArticleVersion.title, Product.title, ArticleVersion.review_due)
        .join(Article, (Article.id == Edge.from_id) & (Article.state == ArticleState.PUBLISHED))
        .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.is_current)
        .join(Product, Product.id == Edge.to_id)
        .where(*_has_run_out(today))
        .order_by(Edge.expires_on, Edge.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(Edge.expires_on, Edge.id) > after)
    return [
        Expired(
            edge=edge,
            article_id=article_id,
            article=title,
            product=product,
            due=due,
            is_renewable=edge.source is Source.PINNED and _is_ahead(due, today),
        )
        for edge, article_id, title, product, due in db.session.execute(query)
    ]


def count_expired(today: date) -> int:
    """Return how many links have run out, bounded."""
    published = select(Article.id).where(Article.state == ArticleState.PUBLISHED)
    return count_some(select(Edge.id).where(*_has_run_out(today), Edge.from_id.in_(published)))


def renew(edge_id: int, *, today: date, actor: str, now: datetime) -> None:
    """Let an editor's link go on until its article is to be read again; raises Conflict where that day has passed too.

    The link matrix is asked anew, because the product may have become another thing meanwhile.
    """
    edge, article = _get_expired(edge_id, today)
    version = current_version(article.id)
    due = version.review_due if version else None
    if edge.source is not Source.PINNED:
        raise Conflict("This stands in the text. Read the article again and publish it with a new date.")
    if not _is_ahead(due, today):
        raise Conflict(f"“{article.title}” is itself to be read again. Publish it with a new date first.")
    check_link(article, (edge.to_kind, edge.to_id))
    edge.expires_on, edge.decided_by, edge.decided_at = due, actor, now
    raise_version()
    _record("edge.renewed", edge, actor=actor, now=now)


def let_go(edge_id: int, *, today: date, actor: str, now: datetime) -> None:
    """End a link that has run out; an article that is left without a product says so (C1)."""
    edge, article = _get_expired(edge_id, today)
    if edge.source is not Source.PINNED:
        raise Conflict("This stands in the text. Take it out there and publish the article.")
    unpin(edge, actor=actor, now=now)
    if missing_without(article, NodeKind.PRODUCT, now=now):
        record_none(article, "products", RAN_OUT, actor=actor, now=now)


def _has_run_out(today: date) -> Sequence[ColumnElement[bool]]:
    return (
        Edge.expires_on < today,
        Edge.state == EdgeState.SHOWN,
        Edge.source != Source.SUGGESTED,
        Edge.from_kind == NodeKind.ARTICLE,
        Edge.to_kind == NodeKind.PRODUCT,
    )


def _is_ahead(due: date | None, today: date) -> bool:
    return due is None or due >= today


def _get_expired(edge_id: int, today: date) -> tuple[Edge, Article]:
    query = select(Edge).where(Edge.id == edge_id, *_has_run_out(today)).with_for_update()
    edge = db.session.scalars(query).first()
    article = db.session.get(Article, edge.from_id) if edge else None
    if edge is None or article is None or article.state is not ArticleState.PUBLISHED:
        raise NotFound("There is no such link that has run out. Somebody may have been quicker.")
    return edge, article


def _record(action: str, edge: Edge, *, actor: str, now: datetime) -> None:
    details = {"to": f"{edge.to_kind}:{edge.to_id}", "until": str(edge.expires_on)}
    record(action, actor=actor, subject=("article", edge.from_id), now=now, details=details)
