"""Subscribers and what they agreed to; campaigns and each person's copy."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id
from app.newsletter.addressed import Addressed, Agreed
from app.newsletter.rules import (
    ConsentEvent,
    DeliveryState,
    Frequency,
    SubscriberState,
    SuppressionReason,
    TokenKind,
)


class Subscriber(Addressed, Base):
    """One address on the letters' list; its row stays for the copies that point at it."""

    __tablename__ = "subscribers"
    __table_args__ = (
        CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed"),
        CheckConstraint("state <> 'unsubscribed' OR unsubscribed_at IS NOT NULL", name="unsubscribed"),
        CheckConstraint("(state = 'erased') = (email IS NULL)", name="erased"),
        CheckConstraint("(email IS NULL) = (email_key IS NULL)", name="email_key"),
        Index("ix_subscribers_domain_asked_at", "domain", "asked_at"),
    )

    state: Mapped[SubscriberState] = mapped_column(EnumText(SubscriberState))
    confirmed_at: Mapped[datetime | None]
    unsubscribed_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]


class Subscription(Base):
    """A topic, or everything (topic_id NULL), at a frequency."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("subscriber_id", "topic_id"),
        Index(
            "uq_subscriptions_everything",
            "subscriber_id",
            unique=True,
            sqlite_where=text("topic_id IS NULL"),
            postgresql_where=text("topic_id IS NULL"),
        ),
        Index("ix_subscriptions_frequency_topic_id", "frequency", "topic_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    frequency: Mapped[Frequency] = mapped_column(EnumText(Frequency))


class SignUp(Base):
    """One answer to the form, not in force before `confirmed_at`."""

    __tablename__ = "sign_ups"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    form: Mapped[str] = mapped_column(String(40))
    wording: Mapped[str] = mapped_column(String(20))
    frequency: Mapped[Frequency] = mapped_column(EnumText(Frequency))
    topics: Mapped[list[str]]  # slugs; empty means everything
    confirmed_at: Mapped[datetime | None]


class ConsentEntry(Agreed, Base):
    """What was agreed or taken back; rows are only added."""

    __tablename__ = "consent_entries"

    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"), index=True)
    event: Mapped[ConsentEvent] = mapped_column(EnumText(ConsentEvent))


class LetterToken(Base):
    """The hash of a 128-bit token and the one kind of door it opens."""

    __tablename__ = "letter_tokens"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[TokenKind] = mapped_column(EnumText(TokenKind))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"), index=True)
    sign_up_id: Mapped[int | None] = mapped_column(ForeignKey("sign_ups.id", ondelete="CASCADE"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Suppression(Base):
    """An address that is not written to, as a salted hash."""

    __tablename__ = "suppressions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[SuppressionReason] = mapped_column(EnumText(SuppressionReason))
    at: Mapped[datetime]


class SuppressionSalt(Base):
    """The salt of this site's suppression list, made once."""

    __tablename__ = "suppression_salt"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[str] = mapped_column(String(64))


class Campaign(Base):
    """One letter with its frozen content; `key` is "article:12" or "weekly:2026-11-21"."""

    __tablename__ = "campaigns"
    __table_args__ = (CheckConstraint("audience >= 0", name="audience"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[Frequency] = mapped_column(EnumText(Frequency))
    content: Mapped[dict[str, Any]]
    audience: Mapped[int]
    frozen_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]


class Delivery(Base):
    """One person's copy. `segment` lists the article ids that are in it, so that equal copies are rendered once."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("campaign_id", "subscriber_id"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint(
            "state NOT IN ('sending', 'accepted', 'uncertain') OR sending_at IS NOT NULL", name="sending_at"
        ),
        CheckConstraint(
            "(state IN ('accepted', 'rejected', 'uncertain', 'withheld')) = (ended_at IS NOT NULL)",
            name="ended_at",
        ),
        Index(
            "ix_deliveries_owed",
            "due_at",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_deliveries_sending",
            "sending_at",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index(
            "ix_deliveries_uncertain",
            "sending_at",
            sqlite_where=text("state = 'uncertain'"),
            postgresql_where=text("state = 'uncertain'"),
        ),
        Index("ix_deliveries_subscriber_id", "subscriber_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="RESTRICT"))
    segment: Mapped[str] = mapped_column(String(400))
    domain: Mapped[str] = mapped_column(String(254))
    state: Mapped[DeliveryState] = mapped_column(EnumText(DeliveryState), default=DeliveryState.WAITING)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    sending_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    code: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(String(300))


class SendBucket(Base):
    """Up to when one receiving domain's share, or everybody's ("*"), is spoken for; shared by all workers."""

    __tablename__ = "send_buckets"

    name: Mapped[str] = mapped_column(String(254), primary_key=True)
    busy_until: Mapped[datetime]
