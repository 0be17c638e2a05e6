"""Suggestions, computed when something is published or changed; the worker's part of the room.

Only the thing that changed and the articles near it are computed again, so the work does not grow with the site.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update

from app.content.drafts import draft_from_json
from app.content.queries import current_version
from app.content.rules import ArticleClass
from app.db import db
from app.freshness import raise_version
from app.outbox.models import OutboxItem
from app.relatedness.models import Edge, EdgeState, Node, Source
from app.relatedness.nodes import count_words, describe, features_of, find_near, keep_node
from app.relatedness.rules import SHOWN, SPARE, NodeKind, may_lead
from app.relatedness.scoring import Features, Suggestion, reason_words, suggest
from app.topics.models import Topic
from app.topics.queries import list_topics

COMPUTATION = "system:words-and-topics-1"
NEAR_ARTICLES = 20
_REASON_LENGTH = 160


def update_graph(data: dict[str, Any], now: datetime) -> None:
    """Do one owed `graph_update`: {"kind": "article|product|resource|door", "id": ID, "only_own": whether an editor's
    choice changed and not the thing itself, so that nothing near it has to be looked at}.
    """
    kind, subject_id = NodeKind(data["kind"]), int(data["id"])
    topics = list_topics()
    features = describe(kind, subject_id, topics)
    keep_node(kind, subject_id, features, now=now)
    if features is None:
        _retire_suggestions(kind, subject_id)
    elif kind is NodeKind.ARTICLE:
        suggest_for_article(features, topics, now=now)
    if features is not None and not data.get("only_own"):
        for near in find_near(features, kinds=[NodeKind.ARTICLE], limit=NEAR_ARTICLES):
            suggest_for_article(near, topics, now=now)
    raise_version()


def rebuild_graph(subjects: list[tuple[NodeKind, int]], *, now: datetime) -> None:
    """Describe all these things and compute every article's suggestions; what was owed is thereby done."""
    topics = list_topics()
    for kind, subject_id in subjects:
        keep_node(kind, subject_id, describe(kind, subject_id, topics), now=now)
    for node in db.session.scalars(select(Node).where(Node.kind == NodeKind.ARTICLE)).all():
        suggest_for_article(features_of(node), topics, now=now)
    owed = update(OutboxItem).where(OutboxItem.kind == "graph_update", OutboxItem.done_at.is_(None))
    db.session.execute(owed.values(done_at=now))
    raise_version()


def suggest_for_article(article: Features, topics: Sequence[Topic], *, now: datetime) -> None:
    """Compute what one article leads to and store it; ids of edges that stay are kept."""
    version = current_version(article.subject_id)
    if version is None:
        return
    names = {topic.slug: topic.name for topic in topics}
    crowd = count_words(article.stems)
    decided = _decided(article.subject_id)
    guide_class = draft_from_json(version.content).guide_class
    near = find_near(article, kinds=list(NodeKind))
    for kind in NodeKind:
        others = [
            one
            for one in near
            if one.kind is kind
            and (kind, one.subject_id) not in decided
            and (kind is not NodeKind.PRODUCT or _allowed(version.article_class, one, guide_class))
        ]
        found = suggest(article, others, crowd=crowd, limit=SHOWN[kind] + SPARE)
        _store(article.subject_id, kind, found, names, expires_on=version.review_due, now=now)


def _allowed(article_class: ArticleClass, product: Features, guide_class: int) -> bool:
    return may_lead(article_class, int(product.node_class), guide_class=guide_class)


def _decided(article_id: int) -> set[tuple[NodeKind, int]]:
    """Return what a person has already decided about: pinned, written in the text, or rejected for good."""
    query = select(Edge.to_kind, Edge.to_id).where(
        Edge.from_kind == NodeKind.ARTICLE,
        Edge.from_id == article_id,
        or_(
            Edge.state == EdgeState.REJECTED,
            (Edge.state == EdgeState.SHOWN) & (Edge.source != Source.SUGGESTED),
        ),
    )
    return {(kind, subject_id) for kind, subject_id in db.session.execute(query)}


def _store(
    article_id: int,
    kind: NodeKind,
    found: list[Suggestion],
    names: Mapping[str, str],
    *,
    expires_on: date | None,
    now: datetime,
) -> None:
    query = select(Edge).where(
        Edge.from_kind == NodeKind.ARTICLE,
        Edge.from_id == article_id,
        Edge.to_kind == kind,
        Edge.source == Source.SUGGESTED,
    )
    known = {edge.to_id: edge for edge in db.session.scalars(query)}
    for edge in known.values():
        if edge.state is EdgeState.SHOWN:
            edge.state = EdgeState.PAST
    for rank, one in enumerate(found):
        row = known.get(one.subject_id)
        if row is None:
            row = Edge(
                from_kind=NodeKind.ARTICLE,
                from_id=article_id,
                to_kind=kind,
                to_id=one.subject_id,
                source=Source.SUGGESTED,
            )
            db.session.add(row)
        row.state, row.rank, row.score = EdgeState.SHOWN, rank, one.score
        row.reason = reason_words(one, names)[:_REASON_LENGTH]
        row.expires_on, row.made_by, row.made_at = expires_on, COMPUTATION, now
    db.session.flush()


def _retire_suggestions(kind: NodeKind, subject_id: int) -> None:
    to_it = (Edge.to_kind == kind) & (Edge.to_id == subject_id)
    from_it = (Edge.from_kind == kind) & (Edge.from_id == subject_id)
    db.session.execute(
        update(Edge)
        .where(or_(to_it, from_it), Edge.source == Source.SUGGESTED, Edge.state == EdgeState.SHOWN)
        .values(state=EdgeState.PAST)
    )
