"""What every form of ours that writes to an address keeps: the address, the log of consents, and how often it may ask.

The letters' form and the comments' each have tables of their own of these shapes, since nobody is on one list by being
on the other.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, db
from app.newsletter.addresses import confirmations_an_hour
from app.newsletter.rules import CONFIRMATION_EVERY

_log = structlog.get_logger("letters")


class Addressed:
    """Columns of somebody known by an address; erasure empties it and keeps the row.

    `mailbox` sees through tags and dots (addresses.py); `asked_at` is when the last mail that answers the form was
    owed.
    """

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254), unique=True)
    mailbox: Mapped[str] = mapped_column(String(254), index=True)
    domain: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]


class Agreed:
    """Columns of a line in a log of consents: when, in which wording, on which form. No network address is kept."""

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    wording: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(40))


def may_be_asked(table: type[Addressed], mailbox: str, domain: str, *, now: datetime) -> bool:
    """Say whether a form's own mail may go to an address now: one a mailbox in six hours, a cap for each domain."""
    return not _was_written_to(table, mailbox, now) and not _domain_is_full(table, domain, now)


def _was_written_to(table: type[Addressed], mailbox: str, now: datetime) -> bool:
    since = now - CONFIRMATION_EVERY
    query = select(table.id).where(table.mailbox == mailbox, table.asked_at > since)
    return db.session.scalars(query.limit(1)).first() is not None


def _domain_is_full(table: type[Addressed], domain: str, now: datetime) -> bool:
    hour = now - timedelta(hours=1)
    query = select(func.count()).where(table.domain == domain, table.asked_at > hour)
    if (db.session.scalar(query) or 0) < confirmations_an_hour(domain):
        return False
    _log.warning("confirmations to one domain are held back")
    return True
