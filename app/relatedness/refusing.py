"""Ending suggestions that the link matrix does not let stand any more, at once: the computation comes later, or not by.

A thing or an article that becomes another class is another thing to the matrix (CARE, section 7). The computation looks
at what is near a changed thing as it is now, so that an article it was near before would keep its suggestion.
"""

from sqlalchemy import select, update

from app.catalog.models import Product
from app.content.drafts import ArticleDraft
from app.content.models import ArticleTopic, ArticleVersion
from app.content.rules import ArticleClass
from app.db import db
from app.freshness import raise_version
from app.relatedness.actions import is_allowed
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.nodes import topics_of
from app.relatedness.rules import NodeKind, may_lead
from app.settings.queries import load_settings
from app.topics.models import Topic

_AT_ONCE = 500
_SUGGESTED = (
    Edge.from_kind == NodeKind.ARTICLE,
    Edge.to_kind == NodeKind.PRODUCT,
    Edge.source == Source.SUGGESTED,
    Edge.state == EdgeState.SHOWN,
)


def end_refused_from(article_id: int, draft: ArticleDraft) -> None:
    """End what is suggested beneath an article and may not stand there as it is written now."""
    query = select(Edge.id, Product).join(Product, Product.id == Edge.to_id)
    rows = db.session.execute(query.where(*_SUGGESTED, Edge.from_id == article_id).order_by(Edge.id)).all()
    _end([edge_id for edge_id, product in rows if not is_allowed(draft, product)])


def end_refused_to(product: Product) -> None:
    """End the suggestions of a product beneath articles that may not lead to it as it is now: two queries."""
    query = (
        select(Edge.id, Edge.from_id, ArticleVersion.article_class, ArticleVersion.content["guide_class"])
        .join(ArticleVersion, (ArticleVersion.article_id == Edge.from_id) & ArticleVersion.is_current)
        .where(*_SUGGESTED, Edge.to_id == product.id)
        .order_by(Edge.id)
    )
    rows = db.session.execute(query).all()
    sharing = _articles_sharing_a_topic(product) if product.is_registered and rows else frozenset()
    sells = bool(load_settings().ingestible_markets)
    _end(
        [
            edge_id
            for edge_id, article_id, article_class, guide_class in rows
            if not may_lead(
                ArticleClass(article_class),
                product.product_class,
                guide_class=int(guide_class or 1),
                is_registered_device=article_id in sharing,
                sells_ingestibles=sells,
            )
        ]
    )


def _articles_sharing_a_topic(product: Product) -> frozenset[int]:
    query = select(ArticleTopic.article_id).join(Topic, Topic.id == ArticleTopic.topic_id)
    return frozenset(db.session.scalars(query.where(Topic.slug.in_(topics_of(NodeKind.PRODUCT, product.id)))))


def _end(edge_ids: list[int]) -> None:
    for at in range(0, len(edge_ids), _AT_ONCE):
        some = Edge.id.in_(edge_ids[at : at + _AT_ONCE])
        db.session.execute(update(Edge).where(some).values(state=EdgeState.PAST))
    if edge_ids:
        raise_version()
