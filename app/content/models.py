"""Articles, their versions and findings; the works they rest on stand in evidence_models.py."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.content.rules import ArticleClass, Certainty, Direction, Outcome, Size
from app.db import Base, EnumText, Id


class ArticleState(StrEnum):
    """Where an article stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Article(Base):
    """An address with a working copy (`draft`, see drafts.py); `revision` grows with every save."""

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published"),
        Index("ix_articles_state_published_at", "state", "published_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[ArticleState] = mapped_column(EnumText(ArticleState), default=ArticleState.DRAFT)
    title: Mapped[str] = mapped_column(String(120))
    draft: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    none_products: Mapped[str | None] = mapped_column(String(300))
    none_doors: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime] = mapped_column(index=True)
    saved_by: Mapped[str] = mapped_column(String(120))
    published_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    corrections: Mapped[
        list[Any] | None
    ]  # what readers were told, as [moment, was, says]; see correction_models


class ArticleVersion(Base):
    """What readers saw from `made_at` on; never changed. `content` is the whole working copy it was made from."""

    __tablename__ = "article_versions"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("minutes >= 1", name="minutes"),
        Index(
            "uq_article_versions_current",
            "article_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    number: Mapped[int]
    revision: Mapped[int | None]
    is_current: Mapped[bool]
    article_class: Mapped[ArticleClass] = mapped_column(EnumText(ArticleClass))
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300))
    content: Mapped[dict[str, Any]]
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    headings: Mapped[list[Any]]
    citations: Mapped[list[str]]
    minutes: Mapped[int]
    certainty: Mapped[Certainty | None] = mapped_column(EnumText(Certainty))
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("pictures.id"))
    review_due: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))


class ArticleTopic(Base):
    """What the published article is about; position 0 is its lead topic."""

    __tablename__ = "article_topics"
    __table_args__ = (Index("ix_article_topics_topic_id", "topic_id"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="RESTRICT"), primary_key=True)
    position: Mapped[int]


class Finding(Base):
    """One graded statement of a published article; `citation_keys` name the works it comes from."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("article_id", "position"),
        CheckConstraint("study_kind BETWEEN 1 AND 5", name="study_kind"),
        CheckConstraint("people IS NULL OR people > 0", name="people"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    position: Mapped[int]
    statement: Mapped[str] = mapped_column(String(500))
    intervention: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome))
    population: Mapped[str] = mapped_column(String(200))
    in_fibromyalgia: Mapped[bool]
    direction: Mapped[Direction] = mapped_column(EnumText(Direction))
    size: Mapped[Size] = mapped_column(EnumText(Size))
    certainty: Mapped[Certainty] = mapped_column(EnumText(Certainty))
    study_kind: Mapped[int]
    people: Mapped[int | None]
    citation_keys: Mapped[list[str]]
    last_searched: Mapped[date | None]
