"""Forgetting what stood in the mails to an address; their rows stay, so that none is owed again."""

from datetime import datetime

from sqlalchemy import func, select, update

from app.db import db
from app.outbox.claiming import IS_OPEN
from app.outbox.models import OutboxItem


def is_mail_owed(recipient: str) -> bool:
    """Say whether a mail to an address is still on its way."""
    query = select(OutboxItem.id).where(OutboxItem.recipient == recipient, IS_OPEN).limit(1)
    return db.session.scalar(query) is not None


def erase_mails(recipient: str, *, now: datetime) -> None:
    """Empty every mail to an address; one that was given up is settled, since nothing is left to send."""
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.recipient == recipient)
        .values(
            data={"erased": True},
            recipient=None,
            last_error=None,
            dead_at=None,
            sending_at=None,
            done_at=func.coalesce(OutboxItem.done_at, now),
        )
    )


def erase_old_mails(*, before: datetime) -> None:
    """Empty the mails that were done before a moment."""
    old = (OutboxItem.recipient.is_not(None), OutboxItem.done_at < before)
    db.session.execute(
        update(OutboxItem).where(*old).values(data={"erased": True}, recipient=None, last_error=None)
    )
