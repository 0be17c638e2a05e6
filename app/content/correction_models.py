"""What was wrong in a published article, what it says now, and when readers were told."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id


class Correction(Base):
    """One dated correction; it is never altered, only followed by another."""

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("was <> '' AND says <> ''", name="words"),
        Index("ix_corrections_article_id", "article_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))
    was: Mapped[str] = mapped_column(String(500))
    says: Mapped[str] = mapped_column(String(500))
    is_mailed: Mapped[bool] = mapped_column(default=False)
