"""What leads where: one indexed table, joined with what stands at the other end, so that a page asks once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased, defer, joinedload, selectinload

from app.catalog.models import Product, Variant
from app.catalog.queries import is_on_the_shelf
from app.community.models import Door, DoorState
from app.content.models import Article, ArticleState, ArticleTopic, ArticleVersion
from app.content.queries import ArticleCard, card_columns, card_from, cards_by_id
from app.db import db
from app.media.models import Picture
from app.relatedness.markets import leads_in, may_lead_in
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.rules import SHOWN, NodeKind
from app.resources.models import Resource, ResourceState
from app.settings.queries import load_settings
from app.topics.models import Topic

Thing = ArticleCard | Product | Resource | Door
_ORDER = {Source.WRITTEN: 0, Source.PINNED: 1, Source.SUGGESTED: 2}


@dataclass(frozen=True, kw_only=True)
class Link:
    """One edge that a reader may follow, with what stands at its other end."""

    edge_id: int
    kind: NodeKind
    thing: Thing
    source: Source
    rank: int
    score: float
    reason: str
    picture: Picture | None = None

    @property
    def slug(self) -> str:
        """The address of the thing."""
        return self.thing.slug


def edges_from(node: tuple[str, int], *, today: date, country: str | None = None) -> list[Link]:
    """Return what an article leads to now: what is written, then pinned, then suggested, best first.

    Leaves out what visitors do not see (C3), product links past the article's review date, and, for a reader in a
    country ("": where the site is at home), what that market does not let stand there. One query, and one for the
    variants of products; doors come with their picture.
    """
    if node[0] != NodeKind.ARTICLE:
        return []
    lead = aliased(ArticleTopic)
    query = (
        select(Edge, Product, Resource, Door, Picture, *card_columns())  # type: ignore[call-overload]
        .select_from(Edge)
        .outerjoin(
            Product, and_(_to(NodeKind.PRODUCT, Product.id), is_on_the_shelf(), _may_sell(today, country))
        )
        .outerjoin(
            Resource, and_(_to(NodeKind.RESOURCE, Resource.id), Resource.state == ResourceState.PUBLISHED)
        )
        .outerjoin(Door, and_(_to(NodeKind.DOOR, Door.id), Door.state == DoorState.OPEN))
        .outerjoin(Picture, Picture.id == Door.picture_id)
        .outerjoin(Article, and_(_to(NodeKind.ARTICLE, Article.id), Article.state == ArticleState.PUBLISHED))
        .outerjoin(ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.is_current)
        .outerjoin(lead, (lead.article_id == Article.id) & (lead.position == 0))
        .outerjoin(Topic, Topic.id == lead.topic_id)
        .where(Edge.from_kind == NodeKind.ARTICLE, Edge.from_id == node[1], Edge.state == EdgeState.SHOWN)
        .options(
            defer(Product.body),
            defer(Product.body_html),
            joinedload(Product.maker),
            selectinload(Product.variants.and_(Variant.withdrawn_at.is_(None))),
        )
    )
    links = []
    rows: Iterable[Any] = db.session.execute(query)
    for edge, product, resource, door, picture, *columns in rows:
        if product is not None and country is not None and not may_lead_in(product, country):
            continue
        thing = product or resource or door or (card_from(columns) if columns[-1] is not None else None)
        if thing is not None:
            links.append(_link(edge, thing, picture))
    return sorted(links, key=lambda link: (_ORDER[link.source], link.rank, link.edge_id))


def edges_to(node: tuple[str, int], *, today: date, limit: int = 3) -> list[Link]:
    """Return the published articles that lead to a thing, an editor's word first; two queries at most.

    Product links end with the article's review date, seen from either side; the market is asked by whoever knows it.
    """
    kind = NodeKind(node[0])
    query = (
        select(Edge)
        .where(Edge.to_kind == kind, Edge.to_id == node[1], Edge.state == EdgeState.SHOWN)
        .where(Edge.from_kind == NodeKind.ARTICLE, _may_sell(today) if kind is NodeKind.PRODUCT else true())
        .order_by((Edge.source == Source.SUGGESTED), Edge.score.desc(), Edge.rank, Edge.id)
        .limit(limit * 4)
    )
    edges = {edge.from_id: edge for edge in reversed(db.session.scalars(query).all())}
    cards = cards_by_id(edges) if edges else {}
    links = [_link(edge, cards[article_id]) for article_id, edge in edges.items() if article_id in cards]
    return sorted(links, key=lambda link: (_ORDER[link.source] > 1, -link.score, link.rank))[:limit]


def list_edges_for_staff(article_id: int) -> list[Edge]:
    """Return every edge of an article that is shown or was rejected, an editor's word first."""
    query = (
        select(Edge)
        .where(Edge.from_kind == NodeKind.ARTICLE, Edge.from_id == article_id, Edge.state != EdgeState.PAST)
        .order_by(Edge.to_kind, Edge.rank, Edge.id)
    )
    edges = db.session.scalars(query).all()
    return sorted(edges, key=lambda edge: (edge.state is EdgeState.REJECTED, _ORDER[edge.source]))


def _to(kind: NodeKind, column: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return and_(Edge.to_kind == kind, Edge.to_id == column)


def _may_sell(today: date, country: str | None = None) -> ColumnElement[bool]:
    if not (load_settings().article_product_links if country is None else leads_in(country)):
        return false()
    return or_(Edge.expires_on.is_(None), Edge.expires_on >= today)


def _link(edge: Edge, thing: Thing, picture: Picture | None = None) -> Link:
    return Link(
        edge_id=edge.id,
        kind=NodeKind.ARTICLE if isinstance(thing, ArticleCard) else edge.to_kind,
        thing=thing,
        source=edge.source,
        rank=edge.rank,
        score=edge.score,
        reason=edge.reason,
        picture=picture,
    )


def choose_links(links: list[Link], kind: NodeKind, *, sold_out: frozenset[int] = frozenset()) -> list[Link]:
    """Return what a page shows of one kind beneath the text: a person's choices, then suggestions up to the number.

    What the text itself shows is not shown again; a suggested product that is sold out gives way to the next.
    """
    written = {link.thing.id for link in links if link.kind is kind and link.source is Source.WRITTEN}
    chosen: dict[int, Link] = {}
    for link in links:
        is_due = link.source is Source.PINNED or (len(chosen) < SHOWN[kind] and link.thing.id not in sold_out)
        if link.kind is kind and link.thing.id not in written and is_due:
            chosen.setdefault(link.thing.id, link)
    return list(chosen.values())[: SHOWN[kind] + 1]
