"""What articles and edges led to in a span of days."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.catalog.models import Product
from app.community.models import Door
from app.content.models import Article, ArticleState
from app.db import db
from app.effect.models import ArticleDay, EdgeSale
from app.money import Money
from app.relatedness.models import Edge, EdgeDay, Source
from app.relatedness.rules import NodeKind
from app.resources.models import Resource

COUNTS = ("shown", "clicks", "carts", "paid", "first_paid", "refunded", "joined")
_MONEY = ("paid_minor", "refunded_minor", "first_paid_minor", "first_refunded_minor")
Mark = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Span:
    """Some days, the first and the last included."""

    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Sales:
    """What was paid and went back in one currency, by the last touch and by the first."""

    paid: Money
    refunded: Money
    first_paid: Money
    first_refunded: Money


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What was counted: shown, followed, carted, paid (lines), refunded (lines), joined."""

    shown: int = 0
    clicks: int = 0
    carts: int = 0
    paid: int = 0
    first_paid: int = 0
    refunded: int = 0
    joined: int = 0


@dataclass(frozen=True, kw_only=True)
class ArticleEffect:
    """One article with what it led to."""

    id: int
    title: str
    reads: int
    subscribed: int
    sums: Sums
    sales: Sequence[Sales] = field(default=())


@dataclass(frozen=True, kw_only=True)
class EdgeEffect:
    """One edge with what it led to."""

    id: int
    article: str
    kind: NodeKind
    to: str
    source: Source
    sums: Sums
    sales: Sequence[Sales] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day's reads, and how often something was followed."""

    day: date
    reads: int
    clicks: int


def list_effects(span: Span, *, after: Mark | None = None, limit: int = 50) -> list[ArticleEffect]:
    """Return articles with what they led to, the most read first, after a mark (reads, id); two queries."""
    return _effects(span, after=after, limit=limit)


def find_effect(article_id: int, span: Span) -> ArticleEffect | None:
    """Return what one article led to."""
    return next(iter(_effects(span, limit=1, article_id=article_id)), None)


def list_edge_effects(article_id: int, span: Span) -> list[EdgeEffect]:
    """Return the edges of an article that were shown or led to something, the most followed first."""
    query = _edge_rows(span).where(Edge.from_id == article_id)
    rows = db.session.execute(query.order_by(func.sum(EdgeDay.clicks).desc(), Edge.id)).all()
    sales = _sales(EdgeSale.edge_id, [row[0].id for row in rows], span)
    return [_edge_effect(row, sales) for row in rows]


def each_edge_effect(span: Span, *, at_once: int = 500) -> Iterator[EdgeEffect]:
    """Yield every edge that was shown or led to something, by id; memory stays flat."""
    after = 0
    while True:
        rows = db.session.execute(
            _edge_rows(span).where(Edge.id > after).order_by(Edge.id).limit(at_once)
        ).all()
        if not rows:
            return
        sales = _sales(EdgeSale.edge_id, [row[0].id for row in rows], span)
        yield from [_edge_effect(row, sales) for row in rows]
        after = rows[-1][0].id
        db.session.expunge_all()


def list_days(span: Span, *, article_id: int | None = None) -> dict[date, Day]:
    """Return reads and steps by day, of one article or of all; days without any are left out."""
    reads = select(ArticleDay.day, func.sum(ArticleDay.reads)).where(_within(ArticleDay.day, span))
    clicks = select(EdgeDay.day, func.sum(EdgeDay.clicks)).where(_within(EdgeDay.day, span))
    if article_id is not None:
        reads = reads.where(ArticleDay.article_id == article_id)
        own = select(Edge.id).where(Edge.from_kind == NodeKind.ARTICLE, Edge.from_id == article_id)
        clicks = clicks.where(EdgeDay.edge_id.in_(own))
    read = {day: int(count) for day, count in db.session.execute(reads.group_by(ArticleDay.day))}
    followed = {day: int(count) for day, count in db.session.execute(clicks.group_by(EdgeDay.day))}
    return {
        day: Day(day=day, reads=read.get(day, 0), clicks=followed.get(day, 0))
        for day in sorted({*read, *followed})
    }


def _effects(
    span: Span, *, limit: int, after: Mark | None = None, article_id: int | None = None
) -> list[ArticleEffect]:
    read = (
        select(
            ArticleDay.article_id,
            func.sum(ArticleDay.reads).label("reads"),
            func.sum(ArticleDay.subscribed).label("subscribed"),
        )
        .where(_within(ArticleDay.day, span))
        .group_by(ArticleDay.article_id)
        .subquery()
    )
    led = (
        select(Edge.from_id, *(func.sum(getattr(EdgeDay, one)).label(one) for one in COUNTS))
        .join(EdgeDay, EdgeDay.edge_id == Edge.id)
        .where(Edge.from_kind == NodeKind.ARTICLE, _within(EdgeDay.day, span))
        .group_by(Edge.from_id)
        .subquery()
    )
    reads = func.coalesce(read.c.reads, 0)
    query: Select[Any] = (
        select(Article.id, Article.title, reads, func.coalesce(read.c.subscribed, 0))
        .add_columns(*(func.coalesce(led.c[one], 0) for one in COUNTS))
        .outerjoin(read, read.c.article_id == Article.id)
        .outerjoin(led, led.c.from_id == Article.id)
        .where(
            or_(
                Article.state == ArticleState.PUBLISHED,
                read.c.reads > 0,
                *(led.c[one] != 0 for one in COUNTS),
            )
        )
        .order_by(reads.desc(), Article.id)
        .limit(limit)
    )
    if article_id is not None:
        query = query.where(Article.id == article_id)
    if after is not None:
        query = query.where(or_(reads < after[0], and_(reads == after[0], Article.id > after[1])))
    rows = db.session.execute(query).all()
    sales = _sales(Edge.from_id, [row[0] for row in rows], span)
    return [
        ArticleEffect(
            id=row[0],
            title=row[1],
            reads=int(row[2]),
            subscribed=int(row[3]),
            sums=_sums(row[4:]),
            sales=sales.get(row[0], []),
        )
        for row in rows
    ]


def _edge_rows(span: Span) -> Select[Any]:
    """Each edge with its article's title, what its end is called, and its sums."""
    name = func.coalesce(Product.title, Resource.title, Door.name, "")
    return (
        select(Edge, Article.title, name, *(func.sum(getattr(EdgeDay, one)) for one in COUNTS))
        .join(EdgeDay, EdgeDay.edge_id == Edge.id)
        .join(Article, and_(Edge.from_kind == NodeKind.ARTICLE, Article.id == Edge.from_id))
        .outerjoin(Product, and_(Edge.to_kind == NodeKind.PRODUCT, Product.id == Edge.to_id))
        .outerjoin(Resource, and_(Edge.to_kind == NodeKind.RESOURCE, Resource.id == Edge.to_id))
        .outerjoin(Door, and_(Edge.to_kind == NodeKind.DOOR, Door.id == Edge.to_id))
        .where(_within(EdgeDay.day, span))
        .group_by(Edge.id, Article.title, name)
    )


def _edge_effect(row: Any, sales: dict[int, list[Sales]]) -> EdgeEffect:
    edge, article, name, *counts = row
    return EdgeEffect(
        id=edge.id,
        article=article,
        kind=edge.to_kind,
        to=name or _title_of(edge),
        source=edge.source,
        sums=_sums(counts),
        sales=sales.get(edge.id, []),
    )


def _title_of(edge: Edge) -> str:
    """Return the title of an article that an edge leads to; it is in the session already on most pages."""
    found = db.session.get(Article, edge.to_id) if edge.to_kind is NodeKind.ARTICLE else None
    return found.title if found else f"{edge.to_kind} {edge.to_id}"


def _sales(by: Any, ids: Iterable[int], span: Span) -> dict[int, list[Sales]]:
    query = (
        select(by, EdgeSale.currency, *(func.sum(getattr(EdgeSale, one)) for one in _MONEY))
        .join(Edge, Edge.id == EdgeSale.edge_id)
        .where(by.in_(list(ids)), Edge.from_kind == NodeKind.ARTICLE, _within(EdgeSale.day, span))
        .group_by(by, EdgeSale.currency)
        .order_by(EdgeSale.currency)
    )
    found: dict[int, list[Sales]] = {}
    for key, currency, *amounts in db.session.execute(query):
        paid, refunded, first_paid, first_refunded = (
            Money(minor=int(one), currency=currency) for one in amounts
        )
        sales = Sales(paid=paid, refunded=refunded, first_paid=first_paid, first_refunded=first_refunded)
        found.setdefault(key, []).append(sales)
    return found


def _sums(counts: Iterable[Any]) -> Sums:
    return Sums(**{name: int(count) for name, count in zip(COUNTS, counts, strict=True)})


def _within(column: Any, span: Span) -> ColumnElement[bool]:
    within: ColumnElement[bool] = column.between(span.since, span.until)
    return within
