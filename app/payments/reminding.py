"""Reminding of baskets that were left: not of one whose payment is on its way."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from app.cart.reminding import list_left, remind
from app.cart.rules import KEPT_DAYS
from app.db import db, transaction
from app.payments.models import Attempt, AttemptState

AT_ONCE = 200


def remind_of_left(*, site_url: str, now: datetime, say_day: Callable[[datetime], str]) -> int:
    """Owe the reminders that are due, each in its own transaction; return how many. `say_day` writes a day in words."""
    owed = 0
    for cart_id in list(list_left(now=now, limit=AT_ONCE)):
        db.session.rollback()
        with transaction():
            if not _is_being_paid(cart_id):
                until = say_day(now + timedelta(days=KEPT_DAYS))
                owed += remind(cart_id, site_url=site_url, until=until, now=now)
    return owed


def _is_being_paid(cart_id: int) -> bool:
    on_its_way = select(Attempt.id).where(
        Attempt.cart_id == cart_id, Attempt.state == AttemptState.PROCESSING
    )
    return db.session.scalar(on_its_way) is not None
