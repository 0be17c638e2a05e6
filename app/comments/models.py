"""Commenters, their comments, consents and links; closings."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.comments.rules import CommentState, ConsentEvent, LinkKind, Purpose
from app.db import Base, EnumText, Id
from app.newsletter.addressed import Addressed, Agreed


class Commenter(Addressed, Base):
    """Whoever writes; the row of who was erased stays for its comments' places."""

    __tablename__ = "commenters"
    __table_args__ = (
        CheckConstraint("(email IS NULL) = (email_key IS NULL)", name="email_key"),
        CheckConstraint("email IS NOT NULL OR (mailbox = '' AND domain = '')", name="erased"),
        CheckConstraint("(blocked_at IS NULL) = (blocked_by IS NULL)", name="blocked"),
        Index("ix_commenters_domain_asked_at", "domain", "asked_at"),
    )

    blocked_at: Mapped[datetime | None] = mapped_column(index=True)
    blocked_by: Mapped[str | None] = mapped_column(String(120))


class Comment(Base):
    """A name and plain words below one article; an answer (level 2) stands below a comment of the same article.

    `edition` grows with every change, so that a decision is about what was seen.
    """

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("id", "article_id", "level"),
        ForeignKeyConstraint(
            ["parent_id", "article_id", "parent_level"],
            ["comments.id", "comments.article_id", "comments.level"],
            name="fk_comments_parent",
            ondelete="CASCADE",
        ),
        UniqueConstraint("article_id", "commenter_id", "fingerprint"),
        CheckConstraint(
            "(level = 1 AND parent_id IS NULL AND parent_level IS NULL) OR "
            "(level = 2 AND parent_id IS NOT NULL AND parent_level = 1)",
            name="level",
        ),
        CheckConstraint("(state = 'unconfirmed') = (confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint("state <> 'shown' OR shown_at IS NOT NULL", name="shown"),
        CheckConstraint("(state = 'gone') = (text = '' AND html = '' AND name = '')", name="gone"),
        CheckConstraint(
            "state <> 'shown' OR NOT is_crisis OR by_staff OR decided_at IS NOT NULL", name="looked_at"
        ),
        CheckConstraint("edition >= 1", name="edition"),
        Index("ix_comments_thread", "article_id", "parent_id", "id"),
        Index("ix_comments_parent_id_id", "parent_id", "id"),
        Index("ix_comments_state_id", "state", "id"),
        Index("ix_comments_commenter_id", "commenter_id", "id"),
        Index("ix_comments_fingerprint", "fingerprint"),
        Index(
            "ix_comments_crisis",
            "id",
            sqlite_where=text("is_crisis AND state = 'waiting'"),
            postgresql_where=text("is_crisis AND state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    level: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(Id)
    parent_level: Mapped[int | None]
    commenter_id: Mapped[int] = mapped_column(ForeignKey("commenters.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[CommentState] = mapped_column(EnumText(CommentState))
    reasons: Mapped[list[str]]  # why it waits or waited
    is_crisis: Mapped[bool] = mapped_column(default=False)
    by_staff: Mapped[bool] = mapped_column(default=False)
    wants_answers: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]  # when it first appeared
    edited_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(120))


class CommentBlock(Base):
    """An erased address whose words are not kept, as a salted hash (blocking.py)."""

    __tablename__ = "comment_blocks"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))


class CommentConsent(Agreed, Base):
    """What somebody agreed to or took back, and for which purpose; only added."""

    __tablename__ = "comment_consents"

    commenter_id: Mapped[int] = mapped_column(ForeignKey("commenters.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose] = mapped_column(EnumText(Purpose))
    event: Mapped[ConsentEvent] = mapped_column(EnumText(ConsentEvent))


class CommentLink(Base):
    """The hash of a 128-bit token and the one kind of door it opens."""

    __tablename__ = "comment_links"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(EnumText(LinkKind))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    commenter_id: Mapped[int] = mapped_column(ForeignKey("commenters.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)


class CommentReport(Base):
    """One person's report of one comment; `reporter` tells people apart and names nobody (reporting.py)."""

    __tablename__ = "comment_reports"
    __table_args__ = (UniqueConstraint("comment_id", "reporter"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    reporter: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(index=True)
    settled_at: Mapped[datetime | None]


class CommentClosing(Base):
    """An article below which staff have closed the comments."""

    __tablename__ = "comment_closings"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    closed_at: Mapped[datetime]
    closed_by: Mapped[str] = mapped_column(String(120))
