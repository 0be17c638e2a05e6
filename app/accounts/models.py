"""Users and their sessions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_security.core import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.rules import may
from app.db import Base, EnumText, Id


class User(UserMixin, Base):  # type: ignore[misc]
    """One person who can sign in; staff have roles, shoppers have none.

    Column names that start with fs_, tf_ or mf_ are those Flask-Security reads.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("password IS NOT NULL OR verified_at IS NOT NULL", name="way_in"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    role_names: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]  # when a link mailed to the address was first pressed
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None] = mapped_column(Id)
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(default=list)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None]

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """Flask-Security asks; our roles are names, and `may` answers."""
        return []

    @property
    def is_staff(self) -> bool:
        """Whether this person has any role."""
        return bool(self.role_names)

    @property
    def is_shopper(self) -> bool:
        """Whether this is somebody without a role who has shown that the address is theirs."""
        return self.verified_at is not None and not self.is_staff

    @property
    def has_second_factor(self) -> bool:
        """Whether a second factor has been set up."""
        return bool(self.tf_primary_method)

    def may(self, permission: str) -> bool:
        """Say whether this person may do what the permission names."""
        return self.active and may(self.role_names, permission)


class UserSession(Base):
    """One browser that is signed in; only the hash of its id is kept."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LinkKind(StrEnum):
    """Which door a mailed link opens."""

    SIGN_IN = "sign_in"
    ERASURE = "erasure"


class MailedLink(Base):
    """One link that somebody asked for; without `token_hash` no mail has been made, and nothing opens."""

    __tablename__ = "mailed_links"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("(token_hash IS NULL) = (sent_at IS NULL)", name="sent"),
        CheckConstraint("used_at IS NULL OR token_hash IS NOT NULL", name="used"),
        Index("ix_mailed_links_mailbox", "mailbox", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(EnumText(LinkKind))
    email: Mapped[str] = mapped_column(String(254))
    mailbox: Mapped[str] = mapped_column(String(254))
    salt: Mapped[str] = mapped_column(String(32))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
