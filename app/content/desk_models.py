"""What belongs to the writing desk and never to readers."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id


class Autosave(Base):
    """What one editor typed and has not kept; a sheet is one opened form, `serial` grows with each of its reports.

    `seen_revision` is the working copy that the sheet was filled from. The row goes when its words are kept.
    """

    __tablename__ = "article_autosaves"
    __table_args__ = (
        UniqueConstraint("article_id", "editor", "sheet"),
        CheckConstraint("serial >= 1", name="serial"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    editor: Mapped[str] = mapped_column(String(120))
    sheet: Mapped[str] = mapped_column(String(22))
    serial: Mapped[int]
    seen_revision: Mapped[int]
    draft: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class ArticleRevision(Base):
    """The working copy as it was kept once; never changed. `number` is the article's `revision` of that moment."""

    __tablename__ = "article_revisions"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    content: Mapped[dict[str, Any]]
    restored_from: Mapped[int | None]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(120))


class Schedule(Base):
    """When an article, or a change of one, shall come out, by whose word; with `failed_at`, that it could not and why.

    `revision` is the very text of a change, while an article that nobody has read yet comes out as it is kept by then.
    `was` and `says` are what readers are told of a change that corrects something. `claims` marks the phrases near an
    illness that were looked at. The row goes when the article is published.
    """

    __tablename__ = "article_schedules"
    __table_args__ = (
        CheckConstraint("(failed_at IS NULL) = (why IS NULL)", name="failure"),
        CheckConstraint("(was IS NULL) = (says IS NULL)", name="correction"),
        CheckConstraint("revision IS NOT NULL OR was IS NULL", name="change"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), unique=True)
    publish_at: Mapped[datetime] = mapped_column(index=True)
    with_letter: Mapped[bool]
    claims: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(120))
    failed_at: Mapped[datetime | None]
    why: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int | None]
    was: Mapped[str | None] = mapped_column(String(500))
    says: Mapped[str | None] = mapped_column(String(500))
    by_mail: Mapped[bool] = mapped_column(default=False)

    @property
    def mark(self) -> str:
        """Which minute this is: a press on the desk names the one that stood on its page."""
        return self.asked_at.isoformat()
