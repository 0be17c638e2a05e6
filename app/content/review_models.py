"""Another pair of eyes: who was asked, what they said at which place, and links for people without an account."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id


class Verdict(StrEnum):
    """What somebody who was asked to look says."""

    FINE = "fine"
    CHANGES = "changes"


class ReviewRequest(Base):
    """Somebody asks for another pair of eyes; one open request an article. `reviewer` is "user:3", or nobody."""

    __tablename__ = "review_requests"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (verdict IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)",
            name="answer",
        ),
        Index(
            "uq_review_requests_open",
            "article_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    note: Mapped[str] = mapped_column(String(500))
    reviewer: Mapped[str | None] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(120))
    verdict: Mapped[Verdict | None] = mapped_column(EnumText(Verdict))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(120))


class DraftComment(Base):
    """A word on a draft: on the words in `quote`, or on the whole; an answer names its thread. Never changed."""

    __tablename__ = "draft_comments"
    __table_args__ = (
        CheckConstraint("words <> ''", name="words"),
        CheckConstraint("(resolved_at IS NULL) = (resolved_by IS NULL)", name="resolved"),
        CheckConstraint("thread_id IS NULL OR (quote = '' AND resolved_at IS NULL)", name="thread"),
        Index("ix_draft_comments_article_id", "article_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("draft_comments.id", ondelete="CASCADE"))
    quote: Mapped[str] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(120))
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(String(120))


class PreviewLink(Base):
    """A link that shows the working copy to whoever has it, until it is over or taken back; only its hash is kept."""

    __tablename__ = "preview_links"
    __table_args__ = (Index("ix_preview_links_article_id", "article_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
