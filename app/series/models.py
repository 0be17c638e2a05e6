"""Series and their parts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id


class Series(Base):
    """A row of articles with a name."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300))
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class SeriesPart(Base):
    """An article's place in its one series."""

    __tablename__ = "series_parts"
    __table_args__ = (
        UniqueConstraint("series_id", "position"),
        CheckConstraint("position >= 0", name="position"),
    )

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    position: Mapped[int]
