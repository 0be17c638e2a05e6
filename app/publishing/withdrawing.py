"""Taking away what articles lead to: a resource or a door goes only when no article would be left without (C1)."""

from datetime import datetime

from sqlalchemy import select

from app.community.actions import set_door_state
from app.community.models import Door, DoorState
from app.content.models import Article, ArticleState
from app.content.queries import cards_by_id
from app.db import db
from app.errors import Conflict
from app.outbox.actions import enqueue
from app.relatedness.models import Edge, EdgeState
from app.relatedness.queries import edges_from
from app.relatedness.rules import NodeKind
from app.resources.actions import set_resource_state
from app.resources.models import Resource, ResourceState


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
            link.kind is kind and link.thing.id != subject_id
            for link in edges_from((NodeKind.ARTICLE, article_id), today=now.date())
        )
    ]
    if left_without:
        titles = ", ".join(f"“{card.title}”" for card in cards_by_id(left_without[:5]).values())
        raise Conflict(f"This is the only {word} of {titles}. Lead there somewhere else first.")
