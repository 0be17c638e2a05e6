"""Doors, their topics and their daily sums."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id


class DoorKind(StrEnum):
    """What stands behind the door."""

    WHATSAPP = "whatsapp"
    FORUM = "forum"
    CALL = "call"
    MEETING = "meeting"


class DoorState(StrEnum):
    """Whether visitors may come in."""

    OPEN = "open"
    CLOSED = "closed"


class Door(Base):
    """One way in; `invitation` is shown after a press only and may be rotated."""

    __tablename__ = "doors"
    __table_args__ = (
        CheckConstraint("invitation LIKE 'https://%'", name="invitation"),
        Index("ix_doors_state_position", "state", "position"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[DoorState] = mapped_column(EnumText(DoorState))
    kind: Mapped[DoorKind] = mapped_column(EnumText(DoorKind))
    name: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(120))
    countries: Mapped[list[str]]
    summary: Mapped[str] = mapped_column(String(300))
    invitation: Mapped[str] = mapped_column(String(500))
    hours: Mapped[str] = mapped_column(String(200))
    what_to_expect: Mapped[list[str]]
    rules: Mapped[list[str]]
    first_message: Mapped[str] = mapped_column(String(300))
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("pictures.id"))
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class DoorTopic(Base):
    """What is spoken of behind a door."""

    __tablename__ = "door_topics"
    __table_args__ = (Index("ix_door_topics_topic_id", "topic_id"),)

    door_id: Mapped[int] = mapped_column(ForeignKey("doors.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="RESTRICT"), primary_key=True)
    position: Mapped[int]


class DoorDay(Base):
    """How often, on one day, a door's invitation was shown and somebody said they went in."""

    __tablename__ = "door_days"
    __table_args__ = (CheckConstraint("shown >= 0 AND joined >= 0", name="counts"),)

    door_id: Mapped[int] = mapped_column(ForeignKey("doors.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    shown: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)
