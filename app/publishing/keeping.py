"""What follows when a thing changes: a fresh graph, and articles left without a product say so (C1)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.catalog.models import Product
from app.content.models import Article, ArticleState
from app.db import db, transaction
from app.publishing.actions import record_none
from app.publishing.telling import owe_telling
from app.publishing.withdrawing import missing_without
from app.relatedness.actions import draft_seen, is_allowed, unpin
from app.relatedness.computing import COMPUTATION, understand_all, update_graph
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.refusing import end_refused_to
from app.relatedness.rules import NodeKind
from app.relatedness.vectors import FindEncoder, no_encoder
from app.settings.queries import load_settings

TOLD_HERE = (NodeKind.PRODUCT, NodeKind.RESOURCE)  # publishing tells of articles by itself
GONE = "What it led to is no longer in our shop."
REFUSED = "What it led to may not stand beside this article any more."


class Keeper:
    """The worker's part; `find` gets what understands texts, where there is such a thing."""

    def __init__(self, find: FindEncoder = no_encoder) -> None:
        self.find = find

    def keep_up(self, data: dict[str, Any], now: datetime) -> None:
        """Do one owed `graph_update`: steps of their own, safe to repeat (computing.py), and then what follows."""
        update_graph(data, now, self.find)
        if data["kind"] in TOLD_HERE:
            with transaction():
                owe_telling(NodeKind(data["kind"]), int(data["id"]), now=now)
        if NodeKind(data["kind"]) is not NodeKind.PRODUCT or not load_settings().article_product_links:
            return
        with transaction():
            drop_refused(int(data["id"]), now=now)
            record_gone(int(data["id"]), now=now)

    def understand(self, _data: dict[str, Any], now: datetime) -> None:
        """Do one owed `graph_rebuild`."""
        understand_all(now, self.find)


def drop_refused(product_id: int, *, now: datetime) -> None:
    """End what leads to a product and what the link matrix does not let stand there any more.

    A thing that becomes a device, or a device whose registration ends, is another thing to the matrix. Raises nothing.
    """
    product = db.session.get(Product, product_id)
    if product is None:
        return
    end_refused_to(product)
    by_hand = select(Edge).where(
        Edge.to_kind == NodeKind.PRODUCT, Edge.to_id == product_id, Edge.from_kind == NodeKind.ARTICLE,
        Edge.state == EdgeState.SHOWN, Edge.source != Source.SUGGESTED,
    )  # fmt: skip
    for edge in db.session.scalars(by_hand.order_by(Edge.id)).all():
        article = db.session.get_one(Article, edge.from_id)
        if is_allowed(draft_seen(article), product):
            continue
        unpin(edge, actor=COMPUTATION, now=now)
        is_seen = article.state is ArticleState.PUBLISHED
        if is_seen and not article.none_products and missing_without(article, NodeKind.PRODUCT, now=now):
            record_none(article, "products", REFUSED, actor=COMPUTATION, now=now)


def record_gone(product_id: int, *, now: datetime) -> None:
    """Record a "none" where a product that left the shelf was the only one that an editor led to."""
    for article in _articles_once_leading_to(product_id):
        if missing_without(article, NodeKind.PRODUCT, now=now):
            record_none(article, "products", GONE, actor=COMPUTATION, now=now)


def _articles_once_leading_to(product_id: int) -> list[Article]:
    query = (
        select(Article)
        .join(Edge, (Edge.from_kind == NodeKind.ARTICLE) & (Edge.from_id == Article.id))
        .where(Edge.to_kind == NodeKind.PRODUCT, Edge.to_id == product_id)
        .where(Article.state == ArticleState.PUBLISHED, Article.none_products.is_(None))
        .distinct()
    )
    return list(db.session.scalars(query))
