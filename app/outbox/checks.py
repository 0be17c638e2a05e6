"""E4 for single mails, as a question to the whole database."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from app.clock import utcnow
from app.db import db
from app.outbox.claiming import IS_OPEN, name_uncertain
from app.outbox.models import OutboxItem
from app.verifying import Check

LATE = timedelta(minutes=5)  # a lease and a sweep take half a minute together


def no_mail_hangs() -> tuple[int, Sequence[str]]:
    """E4: a mail that a dead worker left behind has been named uncertain."""
    sending = select(OutboxItem.id).where(IS_OPEN, OutboxItem.sending_at.is_not(None))
    old = sending.where(OutboxItem.leased_until < utcnow() - LATE)
    wrong = [f"outbox item {one} hangs in sending" for one in db.session.scalars(old.limit(100))]
    looked_at = db.session.scalar(
        select(func.count()).select_from(OutboxItem).where(OutboxItem.kind == "mail")
    )
    return looked_at or 0, wrong


def name_them() -> None:
    """Give up, for staff to decide, on what hangs."""
    name_uncertain(now=utcnow())


CHECKS = [
    Check(
        code="E4",
        sentence="A single mail left behind by a dead worker is named uncertain.",
        ask=no_mail_hangs,
        repair=name_them,
    )
]
