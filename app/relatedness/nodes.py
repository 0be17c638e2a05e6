"""Describing a thing of the site as a node: read from its room, kept as weighted words and topics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.catalog.models import Product, ProductState, ProductTopic
from app.community.models import Door, DoorState, DoorTopic
from app.content.models import Article, ArticleState, ArticleTopic, ArticleVersion
from app.db import db
from app.markdown import plain_words
from app.relatedness.models import Node, NodeWord
from app.relatedness.rules import NodeKind, class_words
from app.relatedness.scoring import Crowd, Features
from app.relatedness.wording import bridge_words, weigh_words
from app.resources.models import Resource, ResourceState, ResourceTopic
from app.topics.models import Topic
from app.topics.queries import TopicWords

STRONG = 24  # words of a node by which others find it
Fields = list[tuple[str, float]]
TopicRow = type[ArticleTopic] | type[ProductTopic] | type[ResourceTopic] | type[DoorTopic]
TOPIC_ROWS: dict[NodeKind, tuple[TopicRow, InstrumentedAttribute[int]]] = {
    NodeKind.ARTICLE: (ArticleTopic, ArticleTopic.article_id),
    NodeKind.PRODUCT: (ProductTopic, ProductTopic.product_id),
    NodeKind.RESOURCE: (ResourceTopic, ResourceTopic.resource_id),
    NodeKind.DOOR: (DoorTopic, DoorTopic.door_id),
}


@dataclass(frozen=True, kw_only=True)
class Described:
    """What is known of a thing, and the words that say it, for whoever can read their meaning."""

    features: Features
    title: str
    text: str


def describe(kind: NodeKind, subject_id: int, topics: Sequence[TopicWords]) -> Described | None:
    """Return what is known of a thing now, or None when visitors do not see it; `topics` bring their synonyms."""
    read = {
        NodeKind.ARTICLE: _article,
        NodeKind.PRODUCT: _product,
        NodeKind.RESOURCE: _resource,
        NodeKind.DOOR: _door,
    }[kind]
    found = read(subject_id)
    if found is None:
        return None
    node_class, fields = found
    text = " ".join(words for words, _ in fields)
    words = weigh_words(fields)
    words |= bridge_words(text, {topic.slug: topic.synonyms for topic in topics})
    features = Features(
        kind=kind,
        subject_id=subject_id,
        node_class=node_class,
        topics=tuple(topics_of(kind, subject_id)),
        words=words,
        length=sum(words.values()),
    )
    rest = "\n".join(words for words, _ in fields[1:])
    return Described(features=features, title=fields[0][0], text=rest)


def topics_of(kind: NodeKind, subject_id: int) -> dict[str, str]:
    """Return the topics of a thing by slug with their names, lead first."""
    table, owner = TOPIC_ROWS[kind]
    query = select(Topic.slug, Topic.name).join(table, table.topic_id == Topic.id)
    rows = db.session.execute(query.where(owner == subject_id).order_by(table.position))
    return {slug: name for slug, name in rows}  # noqa: C416 - rows are no plain tuples


def keep_node(kind: NodeKind, subject_id: int, features: Features | None, *, now: datetime) -> int | None:
    """Store what is known of a thing and return the node's id, or forget it when it is not to be seen."""
    node = find_node(kind, subject_id)
    if features is None:
        if node is not None:
            db.session.delete(node)
            db.session.flush()
        return None
    if node is None:
        node = Node(kind=kind, subject_id=subject_id)
        db.session.add(node)
    node.node_class = features.node_class
    node.topics = list(features.topics)
    node.words = dict(features.words)
    node.length = features.length
    node.updated_at = now
    db.session.flush()
    db.session.execute(delete(NodeWord).where(NodeWord.node_id == node.id))
    db.session.add_all(NodeWord(node_id=node.id, word=word) for word in strong_words(features))
    db.session.flush()
    return node.id


def find_node(kind: NodeKind, subject_id: int) -> Node | None:
    """Return the node of a thing."""
    return db.session.scalars(select(Node).where(Node.kind == kind, Node.subject_id == subject_id)).first()


def strong_words(features: Features) -> list[str]:
    """Return the stems by which a node is found."""
    ordered = sorted(features.stems, key=lambda root: (-features.stems[root][0], root))
    strong = [*ordered[:STRONG], *(f"topic:{slug}" for slug in features.topics[:3])]
    return list(dict.fromkeys(word[:40] for word in strong))


def find_near(features: Features, *, kinds: Iterable[NodeKind], limit: int = 150) -> list[Features]:
    """Return nodes that share strong words with this one, those that share most first."""
    words = set(strong_words(features))
    query = (
        select(Node)
        .join(NodeWord, NodeWord.node_id == Node.id)
        .where(NodeWord.word.in_(words), Node.kind.in_(list(kinds)))
        .where((Node.kind != features.kind) | (Node.subject_id != features.subject_id))
        .group_by(Node.id)
        .order_by(func.count().desc(), Node.id)
        .limit(limit)
    )
    return [features_of(node) for node in db.session.scalars(query)]


def find_known(kind: NodeKind, ids: Iterable[int]) -> list[Features]:
    """Return the stored nodes of these things."""
    query = select(Node).where(Node.kind == kind, Node.subject_id.in_(list(ids)))
    return [features_of(node) for node in db.session.scalars(query)]


def features_of(node: Node) -> Features:
    """Return a stored node as a value."""
    return Features(
        kind=node.kind,
        subject_id=node.subject_id,
        node_class=node.node_class,
        topics=tuple(node.topics),
        words=node.words,
        length=node.length,
    )


def count_words(roots: Iterable[str]) -> Crowd:
    """Return in how many nodes each stem is strong, and how many nodes there are."""
    query = select(NodeWord.word, func.count()).where(NodeWord.word.in_(list(roots))).group_by(NodeWord.word)
    seen_in = {word: int(number) for word, number in db.session.execute(query)}
    return Crowd(seen_in=seen_in, nodes=db.session.scalar(select(func.count()).select_from(Node)) or 0)


def _article(subject_id: int) -> tuple[str, Fields] | None:
    version = db.session.scalars(
        select(ArticleVersion)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(Article.id == subject_id, Article.state == ArticleState.PUBLISHED, ArticleVersion.is_current)
    ).first()
    if version is None:
        return None
    headings = " ".join(str(one[1]) for one in version.headings)
    fields = [(version.title, 4.0), (version.summary, 2.0), (headings, 1.5), (version.text, 1.0)]
    return version.article_class, fields


def _product(subject_id: int) -> tuple[str, Fields] | None:
    product = db.session.get(Product, subject_id)
    if product is None or product.state is not ProductState.PUBLISHED or product.is_gift_card:
        return None  # a gift card is about nothing, so no computation leads to it; a person still may
    fields = [(product.title, 4.0), (product.tagline, 2.0), (plain_words(product.body_html), 1.0)]
    return class_words(product.product_class, is_registered=product.is_registered), fields


def _resource(subject_id: int) -> tuple[str, Fields] | None:
    resource = db.session.get(Resource, subject_id)
    if resource is None or resource.state is not ResourceState.PUBLISHED:
        return None
    fields = [(resource.title, 4.0), (resource.summary, 2.0), (resource.why, 1.5), (resource.audience, 1.0)]
    return resource.kind, fields


def _door(subject_id: int) -> tuple[str, Fields] | None:
    door = db.session.get(Door, subject_id)
    if door is None or door.state is not DoorState.OPEN:
        return None
    fields = [(door.name, 2.0), (door.summary, 2.0), (" ".join(door.what_to_expect), 0.5)]
    return door.language, fields
