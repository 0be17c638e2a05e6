"""What people decide about edges: pinning, ordering, rejecting; and counting what an edge led to."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from app.audit.actions import record
from app.catalog.models import Product
from app.content.drafts import ArticleDraft, draft_from_json
from app.content.models import Article, ArticleState
from app.content.queries import current_version
from app.counting import add_to_sum
from app.db import db
from app.errors import NotAllowed, NotFound
from app.freshness import raise_version
from app.outbox.actions import enqueue
from app.relatedness.models import Edge, EdgeDay, EdgeState, Source
from app.relatedness.nodes import topics_of
from app.relatedness.rules import NodeKind, class_words, is_registered_for, may_lead
from app.settings.queries import load_settings

Target = tuple[NodeKind, int]
CHOSEN = "Chosen by the editors"


def pin(article: Article, target: Target, *, actor: str, now: datetime, reason: str = "") -> Edge:
    """Let an article lead to a thing by an editor's word; raises NotAllowed where the link matrix says no."""
    check_link(article, target)
    words = reason or _reason_for(article, target)
    edge = _find(article.id, target, Source.PINNED)
    last = db.session.scalar(
        select(func.max(Edge.rank)).where(
            *_from(article.id), Edge.to_kind == target[0], Edge.source == Source.PINNED, _shown()
        )
    )
    if edge is None:
        edge = Edge(
            from_kind=NodeKind.ARTICLE,
            from_id=article.id,
            to_kind=target[0],
            to_id=target[1],
            source=Source.PINNED,
            made_by=actor,
            made_at=now,
        )
        db.session.add(edge)
    elif edge.state is EdgeState.SHOWN:
        return edge
    edge.state, edge.score = EdgeState.SHOWN, 1.0
    edge.rank = 0 if last is None else last + 1
    edge.reason = words
    edge.expires_on = draft_seen(article).review_due
    edge.decided_by, edge.decided_at = actor, now
    db.session.flush()
    is_seen = article.state is ArticleState.PUBLISHED
    _changed(article.id, "edge.pinned", edge, actor=actor, now=now, is_seen=is_seen)
    return edge


def unpin(edge: Edge, *, actor: str, now: datetime) -> None:
    """Take an editor's link away."""
    edge.state, edge.decided_by, edge.decided_at = EdgeState.PAST, actor, now
    _changed(edge.from_id, "edge.unpinned", edge, actor=actor, now=now)


def move_up(edge: Edge, *, actor: str, now: datetime) -> None:
    """Let an editor's link change places with the one before it."""
    before = db.session.scalars(
        select(Edge)
        .where(*_from(edge.from_id), Edge.to_kind == edge.to_kind, Edge.source == Source.PINNED, _shown())
        .where(Edge.rank < edge.rank)
        .order_by(Edge.rank.desc())
    ).first()
    if before is None:
        return
    before.rank, edge.rank = edge.rank, before.rank
    _changed(edge.from_id, "edge.moved", edge, actor=actor, now=now)


def reject(edge: Edge, *, actor: str, now: datetime) -> None:
    """Refuse a suggestion for good: the computation never makes it again."""
    edge.state, edge.decided_by, edge.decided_at = EdgeState.REJECTED, actor, now
    _changed(edge.from_id, "edge.rejected", edge, actor=actor, now=now)


def write_edges(article: Article, targets: Iterable[Target], *, actor: str, now: datetime) -> None:
    """Keep the edges of what the published text itself shows as cards."""
    wanted = list(dict.fromkeys(targets))
    query = select(Edge).where(*_from(article.id), Edge.source == Source.WRITTEN)
    known = {(edge.to_kind, edge.to_id): edge for edge in db.session.scalars(query)}
    for target, edge in known.items():
        if target not in wanted:
            edge.state = EdgeState.PAST
    for rank, target in enumerate(wanted):
        edge_or_none = known.get(target)
        row = edge_or_none or Edge(
            from_kind=NodeKind.ARTICLE,
            from_id=article.id,
            to_kind=target[0],
            to_id=target[1],
            source=Source.WRITTEN,
            made_by=actor,
            made_at=now,
        )
        row.state, row.rank, row.score, row.reason = EdgeState.SHOWN, rank, 1.0, "Spoken of in this piece"
        row.expires_on = draft_from_json(article.draft).review_due
        db.session.add(row)
    db.session.flush()


def renew_links(article: Article, due: date | None) -> None:
    """Let what its editors wrote and chose last as long as an article that is published now: until it is read again."""
    query = select(Edge).where(*_from(article.id), Edge.source != Source.SUGGESTED, _shown())
    for edge in db.session.scalars(query):
        edge.expires_on = due


def check_link(article: Article, target: Target) -> None:
    """Raise NotAllowed when the link matrix refuses this article to lead to this product."""
    if target[0] is not NodeKind.PRODUCT:
        return
    product = db.session.get(Product, target[1])
    if product is None:
        raise NotFound("There is no such product.")
    draft = draft_seen(article)
    if is_allowed(draft, product):
        return
    if product.product_class == 4 and draft.article_class in "BC":
        raise NotAllowed(
            f"{product.title} is a medical device. An article of class {draft.article_class} may lead to it only when "
            "it is registered for a use, and shares a topic with it."
        )
    raise NotAllowed(
        f"An article of class {draft.article_class} may not lead to {product.title}: "
        "what stands beside words about illness becomes advertising for it."
    )


def draft_seen(article: Article) -> ArticleDraft:
    """Return an article as readers have it, and as it is kept while they do not: a link stands beside the former."""
    version = current_version(article.id) if article.state is ArticleState.PUBLISHED else None
    return draft_from_json(version.content if version else article.draft)


def is_allowed(draft: ArticleDraft, product: Product) -> bool:
    """Say whether the link matrix lets an article as it is written lead to a product as it is."""
    node_class = class_words(product.product_class, is_registered=product.is_registered)
    is_for_it = product.is_registered and is_registered_for(
        node_class, topics_of(NodeKind.PRODUCT, product.id), draft.topics
    )
    return may_lead(
        draft.article_class,
        product.product_class,
        guide_class=draft.guide_class,
        is_registered_device=is_for_it,
        sells_ingestibles=bool(load_settings().ingestible_markets),
    )


def get_edge(edge_id: int) -> Edge:
    """Return an edge; raises NotFound."""
    edge = db.session.get(Edge, edge_id)
    if edge is None:
        raise NotFound
    return edge


def count_edge(
    edge_id: int, *, day: date, clicks: int = 0, carts: int = 0, paid: int = 0, refunded: int = 0
) -> None:
    """Add to what an edge led to on a day; an edge that is gone counts for nothing."""
    amounts = {"clicks": clicks, "carts": carts, "paid": paid, "refunded": refunded}
    if db.session.get(Edge, edge_id) is not None:
        add_to_sum(EdgeDay, {"edge_id": edge_id, "day": day}, **{name: n for name, n in amounts.items() if n})


def _from(article_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Edge.from_kind == NodeKind.ARTICLE, Edge.from_id == article_id)


def _shown() -> ColumnElement[bool]:
    return Edge.state == EdgeState.SHOWN


def _find(article_id: int, target: Target, source: Source) -> Edge | None:
    query = select(Edge).where(*_from(article_id), Edge.to_kind == target[0], Edge.to_id == target[1])
    return db.session.scalars(query.where(Edge.source == source)).first()


def _reason_for(article: Article, target: Target) -> str:
    """Return why an editor's link stands there: the topic both share, where there is one."""
    theirs = topics_of(*target)
    shared = [slug for slug in draft_seen(article).topics if slug in theirs]
    if not shared:
        return CHOSEN
    name = theirs[shared[0]]
    return f"{CHOSEN}; both are about {name[:1].lower()}{name[1:]}"


def _changed(
    article_id: int, action: str, edge: Edge, *, actor: str, now: datetime, is_seen: bool = True
) -> None:
    """Record the change and, where readers see the article, owe what follows from it."""
    if is_seen:
        enqueue(
            "graph_update", {"kind": "article", "id": article_id, "only_own": True}, now=now, at_leisure=True
        )
        raise_version()
    details = {"to": f"{edge.to_kind}:{edge.to_id}"}
    record(action, actor=actor, subject=("article", article_id), now=now, details=details)
