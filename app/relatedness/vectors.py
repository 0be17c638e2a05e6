"""Keeping what things mean: one vector a node, made again only when its words have changed."""

from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec

from sqlalchemy import select, update

from app.db import db
from app.relatedness.encoding import MODEL, Encodes, EncodingFailed
from app.relatedness.meaning import Meaning, Space
from app.relatedness.models import Node, NodeVector
from app.relatedness.nodes import Described, find_node
from app.relatedness.packing import from_bytes, to_bytes
from app.relatedness.rules import NodeKind

FindEncoder = Callable[[], Encodes | None]


def no_encoder() -> Encodes | None:
    """Stand for a worker that goes by words and topics alone."""
    return None


def make_vector(described: Described, find: FindEncoder) -> tuple[str, bytes] | None:
    """Return what a thing means now and what that was made from; None where it is known already or cannot be told."""
    made_from = _digest(described)
    features = described.features
    node = find_node(features.kind, features.subject_id)
    kept = db.session.get(NodeVector, node.id) if node is not None else None
    if kept is not None and kept.made_from == made_from:
        return None
    encoder = find()
    if encoder is None:
        return None
    try:
        return made_from, to_bytes(encoder.encode([(described.title, described.text)])[0])
    except EncodingFailed:
        return None


def keep_vector(node_id: int, described: Described, made: tuple[str, bytes] | None) -> None:
    """Store what a node means; a vector of other words than it has now is thrown away."""
    kept = db.session.get(NodeVector, node_id)
    if made is not None:
        if kept is None:
            kept = NodeVector(node_id=node_id)
            db.session.add(kept)
        kept.made_from, kept.vector = made
        kept.bridged = None
    elif kept is not None and kept.made_from != _digest(described):
        db.session.delete(kept)
    db.session.flush()


def keep_bridges(article_id: int, meaning: Meaning) -> None:
    """Store an article's vector as drawn to what it leads to."""
    node = select(Node.id).where(Node.kind == NodeKind.ARTICLE, Node.subject_id == article_id)
    change = update(NodeVector).where(NodeVector.node_id == node.scalar_subquery())
    db.session.execute(
        change.values(bridged=to_bytes(meaning.bridged)).execution_options(synchronize_session=False)
    )


def load_space() -> Space | None:
    """Return the vectors of all nodes, or None where there are none or nobody can read them."""
    if find_spec("numpy") is None:
        return None
    ids: dict[NodeKind, list[int]] = {}
    kept: dict[NodeKind, list[bytes]] = {}
    bridged: list[bytes | None] = []
    query = (
        select(Node.kind, Node.subject_id, NodeVector.vector, NodeVector.bridged)
        .join(NodeVector, NodeVector.node_id == Node.id)
        .order_by(Node.kind, Node.subject_id)
    )
    for kind, subject_id, vector, bridge in db.session.execute(query.execution_options(yield_per=2000)):
        ids.setdefault(kind, []).append(subject_id)
        kept.setdefault(kind, []).append(vector)
        if kind is NodeKind.ARTICLE:
            bridged.append(bridge)
    if NodeKind.ARTICLE not in ids:
        return None
    return Space({kind: (ids[kind], from_bytes(kept[kind])) for kind in ids}, from_bytes(bridged))


def _digest(described: Described) -> str:
    return sha256(f"{MODEL}\n{described.title}\n{described.text}".encode()).hexdigest()
