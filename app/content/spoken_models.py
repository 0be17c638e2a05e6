"""An article read aloud."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class SpokenArticle(Base):
    """The sound file (folder and name under /media/), and a mark of what was read: the same is not read twice."""

    __tablename__ = "article_voices"
    __table_args__ = (CheckConstraint("seconds >= 0", name="seconds"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    file: Mapped[str] = mapped_column(String(60))
    seconds: Mapped[int]
    spoken_from: Mapped[str] = mapped_column(String(64))
    spoken_at: Mapped[datetime]
