"""A2 as a question to the database: what was erased names nobody, and nobody is named longer than law asks."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, or_, select

from app.clock import utcnow
from app.db import db
from app.orders.erasing import MARKER
from app.orders.models import FIRST_NUMBER, Order, OrderState, PaymentState, Withdrawal
from app.people.erasing import law_until
from app.verifying import Check

LATE = timedelta(days=3)  # the job that erases runs every night


def ask_erased() -> tuple[int, Sequence[str]]:
    """A2: an erased order has neither address nor statement of its buyer, and any other is found by its address."""
    wrong = select(Order.id).where(
        or_(
            Order.erased_at.is_not(None) & ((Order.email != MARKER) | Order.email_key.is_not(None)),
            Order.erased_at.is_(None) & (func.coalesce(Order.email_key, "") != func.lower(Order.email)),
        )
    )
    told = select(Order.id).join(Withdrawal, Withdrawal.order_id == Order.id)
    told = told.where(Order.erased_at.is_not(None), Withdrawal.email != MARKER)
    settled = (Order.state != OrderState.OPEN, Order.payment != PaymentState.DISPUTED)
    late = select(Order.id).where(
        Order.name != MARKER, Order.placed_at < law_until(utcnow()) - LATE, *settled
    )
    words = {
        "does not fit its erasure": wrong,
        "is erased, but a withdrawal names its buyer": told,
        "names its buyer longer than law asks": late,
    }
    found = [
        f"order {one + FIRST_NUMBER - 1} {what}"
        for what, query in words.items()
        for one in db.session.scalars(query.limit(100))
    ]
    return db.session.scalar(select(func.count()).select_from(Order)) or 0, found


CHECKS = [
    Check(code="A2", sentence="What was erased names nobody, and in time every order does.", ask=ask_erased)
]
