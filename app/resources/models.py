"""Resources and their topics."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.asking import LinkState
from app.db import Base, EnumText, Id


class ResourceKind(StrEnum):
    """What a visitor will find there."""

    GUIDE = "guide"
    ORGANISATION = "organisation"
    GUIDELINE = "guideline"
    HELPLINE = "helpline"
    COURSE = "course"
    TOOL = "tool"
    STORIES = "stories"
    DATABASE = "database"


class ResourceState(StrEnum):
    """Whether visitors see it."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Resource(Base):
    """One place elsewhere; `countries` are ISO codes, empty where it is useful anywhere."""

    __tablename__ = "resources"
    __table_args__ = (
        CheckConstraint("url LIKE 'https://%'", name="url"),
        Index("ix_resources_state_kind", "state", "kind"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[ResourceState] = mapped_column(EnumText(ResourceState))
    kind: Mapped[ResourceKind] = mapped_column(EnumText(ResourceKind))
    title: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))
    publisher: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(12))
    countries: Mapped[list[str]]
    cost: Mapped[str] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500))
    why: Mapped[str] = mapped_column(String(300))
    checked_on: Mapped[date]
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class ResourceLink(Base):
    """What came of asking a resource's address last; without a row it was never asked."""

    __tablename__ = "resource_links"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("state <> 'moved' OR moved_to IS NOT NULL", name="moved_to"),
        Index("ix_resource_links_state", "state"),
    )

    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[LinkState] = mapped_column(EnumText(LinkState))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    said: Mapped[str] = mapped_column(String(200))
    moved_to: Mapped[str | None] = mapped_column(String(500))
    failures: Mapped[int] = mapped_column(default=0)


class ResourceTopic(Base):
    """What a resource is about, lead topic first."""

    __tablename__ = "resource_topics"
    __table_args__ = (Index("ix_resource_topics_topic_id", "topic_id"),)

    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="RESTRICT"), primary_key=True)
    position: Mapped[int]
