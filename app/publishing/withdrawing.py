"""Taking away what articles lead to, or the link itself: only where no article would be left without (C1)."""

from datetime import datetime

from sqlalchemy import select

from app.community.actions import set_door_state
from app.community.models import Door, DoorState
from app.content.models import Article, ArticleState
from app.content.queries import cards_by_id
from app.db import db
from app.errors import Conflict
from app.outbox.actions import enqueue
from app.relatedness.actions import unpin
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.queries import edges_from
from app.relatedness.rules import NodeKind
from app.resources.actions import set_resource_state
from app.resources.models import Resource, ResourceState
from app.settings.queries import load_settings


def withdraw_resource(resource: Resource, *, actor: str, now: datetime) -> None:
    """Take a resource away; raises Conflict naming the articles that would be left without any."""
    _refuse_if_last(NodeKind.RESOURCE, resource.id, "resource", now=now)
    set_resource_state(resource, ResourceState.WITHDRAWN, actor=actor, now=now)
    _owe_update(NodeKind.RESOURCE, resource.id, now=now)


def restore_resource(resource: Resource, *, actor: str, now: datetime) -> None:
    """Show a resource again."""
    set_resource_state(resource, ResourceState.PUBLISHED, actor=actor, now=now)
    _owe_update(NodeKind.RESOURCE, resource.id, now=now)


def close_door(door: Door, *, actor: str, now: datetime) -> None:
    """Close a door; raises Conflict naming the articles that would be left without any."""
    _refuse_if_last(NodeKind.DOOR, door.id, "door", now=now)
    set_door_state(door, DoorState.CLOSED, actor=actor, now=now)
    _owe_update(NodeKind.DOOR, door.id, now=now)


def open_door(door: Door, *, actor: str, now: datetime) -> None:
    """Open a door again."""
    set_door_state(door, DoorState.OPEN, actor=actor, now=now)
    _owe_update(NodeKind.DOOR, door.id, now=now)


def remove_link(edge: Edge, *, actor: str, now: datetime) -> None:
    """Take an editor's link away; raises Conflict where readers' article would be left without any of its kind."""
    unpin(edge, actor=actor, now=now)
    article = db.session.get_one(Article, edge.from_id)
    if article.state is ArticleState.PUBLISHED and (word := missing_without(article, edge.to_kind, now=now)):
        raise Conflict(f"This is the only {word} of “{article.title}”. Lead there somewhere else first.")


def missing_without(article: Article, kind: NodeKind, *, now: datetime) -> str:
    """Return "product", "resource" or "door" where an article has none by an editor's word and no recorded none, or "".

    What the computation suggests does not count: it may suggest something else tomorrow.
    """
    recorded = {NodeKind.PRODUCT: article.none_products, NodeKind.DOOR: article.none_doors}
    is_off = kind is NodeKind.PRODUCT and not load_settings().article_product_links
    if kind is NodeKind.ARTICLE or recorded.get(kind) or is_off:
        return ""
    links = edges_from((NodeKind.ARTICLE, article.id), today=now.date())
    return "" if any(one.kind is kind and one.source is not Source.SUGGESTED for one in links) else kind.value


def _owe_update(kind: NodeKind, subject_id: int, *, now: datetime) -> None:
    enqueue("graph_update", {"kind": kind, "id": subject_id}, now=now, at_leisure=True)


def _refuse_if_last(kind: NodeKind, subject_id: int, word: str, *, now: datetime) -> None:
    query = (
        select(Article.id)
        .join(Edge, (Edge.from_kind == NodeKind.ARTICLE) & (Edge.from_id == Article.id))
        .where(Edge.to_kind == kind, Edge.to_id == subject_id, Edge.state == EdgeState.SHOWN)
        .where(Article.state == ArticleState.PUBLISHED)
        .distinct()
    )
    if kind is NodeKind.DOOR:
        query = query.where(Article.none_doors.is_(None))
    left_without = [
        article_id
        for article_id in db.session.scalars(query).all()
        if not any(
            link.kind is kind and link.thing.id != subject_id and link.source is not Source.SUGGESTED
            for link in edges_from((NodeKind.ARTICLE, article_id), today=now.date())
        )
    ]
    if left_without:
        titles = ", ".join(f"“{card.title}”" for card in cards_by_id(left_without[:5]).values())
        raise Conflict(f"This is the only {word} of {titles}. Lead there somewhere else first.")
