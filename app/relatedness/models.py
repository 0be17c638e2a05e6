"""Edges, their daily sums, and the words each node is known by."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id
from app.relatedness.rules import NodeKind


class Source(StrEnum):
    """By whose word an edge stands."""

    PINNED = "pinned"
    WRITTEN = "written"
    SUGGESTED = "suggested"


class EdgeState(StrEnum):
    """Whether readers see it; `past` is a suggestion that the computation no longer makes."""

    SHOWN = "shown"
    REJECTED = "rejected"
    PAST = "past"


class Edge(Base):
    """One link; `made_by` is "user:ID" or the name of the computation, `expires_on` the article's review date."""

    __tablename__ = "edges"
    __table_args__ = (
        UniqueConstraint("from_kind", "from_id", "to_kind", "to_id", "source"),
        CheckConstraint("rank >= 0", name="rank"),
        CheckConstraint("from_kind <> to_kind OR from_id <> to_id", name="not_itself"),
        Index("ix_edges_from", "from_kind", "from_id", "state", "to_kind", "rank"),
        Index("ix_edges_to", "to_kind", "to_id", "state"),
        Index("ix_edges_expires_on", "expires_on", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    from_kind: Mapped[NodeKind] = mapped_column(EnumText(NodeKind))
    from_id: Mapped[int] = mapped_column(Id)
    to_kind: Mapped[NodeKind] = mapped_column(EnumText(NodeKind))
    to_id: Mapped[int] = mapped_column(Id)
    source: Mapped[Source] = mapped_column(EnumText(Source))
    state: Mapped[EdgeState] = mapped_column(EnumText(EdgeState))
    rank: Mapped[int]
    score: Mapped[float] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(String(160))
    expires_on: Mapped[date | None]
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[datetime | None]


class EdgeDay(Base):
    """What one edge led to on one day, in sums; kept apart from people and orders.

    Paid and refunded are lines of orders; `first_paid` those whose first link was this one. `refunded` may be below
    nothing on a day on which a refund failed after all.
    """

    __tablename__ = "edge_days"
    __table_args__ = (
        CheckConstraint("clicks >= 0 AND carts >= 0 AND paid >= 0", name="counts"),
        Index("ix_edge_days_day", "day", "edge_id"),
    )

    edge_id: Mapped[int] = mapped_column(ForeignKey("edges.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    shown: Mapped[int] = mapped_column(default=0)
    clicks: Mapped[int] = mapped_column(default=0)
    carts: Mapped[int] = mapped_column(default=0)
    paid: Mapped[int] = mapped_column(default=0)
    first_paid: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)


class Node(Base):
    """What the computation knows of one published thing: its weighted words and its topics."""

    __tablename__ = "graph_nodes"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[NodeKind] = mapped_column(EnumText(NodeKind))
    subject_id: Mapped[int] = mapped_column(Id)
    node_class: Mapped[str] = mapped_column(String(24))
    topics: Mapped[list[str]]
    words: Mapped[dict[str, Any]]
    length: Mapped[float] = mapped_column(Float)
    updated_at: Mapped[datetime]


class NodeWord(Base):
    """A strong word of a node, so that near nodes are found without reading all of them."""

    __tablename__ = "graph_words"
    __table_args__ = (Index("ix_graph_words_word", "word"),)

    node_id: Mapped[int] = mapped_column(ForeignKey("graph_nodes.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String(40), primary_key=True)


class NodeVector(Base):
    """A node's meaning as bytes (packing.py), and what it was made from; `bridged` knows what an article leads to."""

    __tablename__ = "graph_vectors"

    node_id: Mapped[int] = mapped_column(ForeignKey("graph_nodes.id", ondelete="CASCADE"), primary_key=True)
    made_from: Mapped[str] = mapped_column(String(64))
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    bridged: Mapped[bytes | None] = mapped_column(LargeBinary)
