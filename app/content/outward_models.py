"""Addresses elsewhere that articles lead to, what came of asking them, and where they stand."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.asking import LinkState
from app.db import Base, EnumText, Id


class OutwardAddress(Base):
    """One address elsewhere; `asked_at` is empty until it was asked, and `unknown` until it answered."""

    __tablename__ = "outward_addresses"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("state <> 'moved' OR moved_to IS NOT NULL", name="moved_to"),
        CheckConstraint("state = 'unknown' OR asked_at IS NOT NULL", name="asked"),
        Index("ix_outward_addresses_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    url: Mapped[str] = mapped_column(Text)
    state: Mapped[LinkState] = mapped_column(EnumText(LinkState), default=LinkState.UNKNOWN)
    said: Mapped[str] = mapped_column(String(200), default="")
    moved_to: Mapped[str | None] = mapped_column(String(500))
    failures: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None] = mapped_column(index=True)


class ArticleOutward(Base):
    """That what readers see of an article leads to an address; `place` is body, findings or references."""

    __tablename__ = "article_outward"
    __table_args__ = (Index("ix_article_outward_address_id", "address_id"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    address_id: Mapped[int] = mapped_column(
        ForeignKey("outward_addresses.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    place: Mapped[str] = mapped_column(String(12), primary_key=True)


class OutwardNote(Base):
    """Which version of an article its addresses were noted of."""

    __tablename__ = "article_outward_notes"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    version: Mapped[int]
