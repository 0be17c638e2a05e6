"""The picture of an article that other sites show beside a link to it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class SharePicture(Base):
    """The drawn picture's file, and a mark of what it was drawn from, so that the same is not drawn twice."""

    __tablename__ = "article_shares"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    digest: Mapped[str] = mapped_column(String(32))
    drawn_from: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime]
