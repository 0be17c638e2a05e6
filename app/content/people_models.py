"""Who writes and who checks: people and groups with a page of their own, and which articles bear their names."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id


class Part(StrEnum):
    """What somebody did for an article."""

    AUTHOR = "author"
    CHECKER = "checker"


class Contributor(Base):
    """Somebody whose name stands at articles, as they agreed to be shown; a group has no ORCID."""

    __tablename__ = "contributors"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("NOT is_group OR orcid = ''", name="group"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    is_group: Mapped[bool] = mapped_column(default=False)
    does: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text)
    conflicts: Mapped[str] = mapped_column(String(500))
    orcid: Mapped[str] = mapped_column(String(19))
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class ArticlePerson(Base):
    """Whose name a published article bears as its author or checker."""

    __tablename__ = "article_people"
    __table_args__ = (Index("ix_article_people_contributor_id", "contributor_id"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[Part] = mapped_column(EnumText(Part), primary_key=True)
    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributors.id", ondelete="RESTRICT"))
