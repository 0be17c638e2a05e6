"""Works that articles rest on, every number they were ever known by, and the reviews that a retraction opens."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.content.rules import WorkKind
from app.db import Base, EnumText, Id


class Lookup(StrEnum):
    """What came of asking Crossref or PubMed about a work; a work that nobody asked about has none."""

    WAITING = "waiting"
    FOUND = "found"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"


class Citation(Base):
    """One work, edited in one place; `key` is "doi:..." in lower case, or "pmid:..." where it has no DOI.

    `retracted_by` is "user:ID", "crossref" or "pubmed".
    """

    __tablename__ = "citations"
    __table_args__ = (
        CheckConstraint("doi IS NOT NULL OR pmid IS NOT NULL", name="identified"),
        Index("ix_citations_slug", "slug", unique=True),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    slug: Mapped[str] = mapped_column(String(80), server_default="")
    revision: Mapped[int] = mapped_column(server_default="1", default=1)
    doi: Mapped[str | None] = mapped_column(String(190), unique=True)
    pmid: Mapped[str | None] = mapped_column(String(20), unique=True)
    kind: Mapped[WorkKind] = mapped_column(EnumText(WorkKind))
    csl: Mapped[dict[str, Any]]
    retracted_on: Mapped[date | None]
    retraction_note: Mapped[str | None] = mapped_column(String(300))
    retracted_by: Mapped[str | None] = mapped_column(String(120))
    lookup: Mapped[Lookup | None] = mapped_column(EnumText(Lookup))
    looked_up_at: Mapped[datetime | None]


class CitationKey(Base):
    """A number that a work has or had; whatever text cites it goes on finding the work."""

    __tablename__ = "citation_keys"
    __table_args__ = (Index("ix_citation_keys_citation_id", "citation_id"),)

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    citation_id: Mapped[int] = mapped_column(ForeignKey("citations.id", ondelete="CASCADE"))


class ArticleCitation(Base):
    """A work that the published article rests on, in the order of its reference list."""

    __tablename__ = "article_citations"
    __table_args__ = (Index("ix_article_citations_citation_id", "citation_id"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    citation_id: Mapped[int] = mapped_column(
        ForeignKey("citations.id", ondelete="RESTRICT"), primary_key=True
    )
    position: Mapped[int]


class EvidenceReview(Base):
    """An article to be read again because a work it rests on was retracted; closed with a sentence."""

    __tablename__ = "evidence_reviews"
    __table_args__ = (
        CheckConstraint(
            "(closed_at IS NULL) = (decision IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)",
            name="closed",
        ),
        Index("ix_evidence_reviews_citation_id", "citation_id"),
        Index(
            "uq_evidence_reviews_open",
            "article_id",
            "citation_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    citation_id: Mapped[int] = mapped_column(ForeignKey("citations.id", ondelete="RESTRICT"))
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(120))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(120))
    decision: Mapped[str | None] = mapped_column(String(300))
