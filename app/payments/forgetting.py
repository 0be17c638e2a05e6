"""Baskets that nobody has used for long are deleted; their orders stay, and money on its way keeps a basket."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.cart.models import Cart
from app.cart.rules import KEPT_DAYS
from app.db import db
from app.payments.models import Attempt
from app.payments.queries import WATCHED_STATES

AT_ONCE = 1000


def forget_carts(now: datetime) -> int:
    """Delete baskets unused for KEPT_DAYS with what was typed there, AT_ONCE at most; return how many.

    The cookie that opens one has ended by then, for it lasts as long.
    """
    waiting = select(Attempt.id).where(Attempt.cart_id == Cart.id, Attempt.state.in_(WATCHED_STATES))
    old = (
        select(Cart.id)
        .where(Cart.changed_at < now - timedelta(days=KEPT_DAYS), ~waiting.exists())
        .order_by(Cart.changed_at)
        .limit(AT_ONCE)
    )
    gone = db.session.execute(
        delete(Cart).where(Cart.id.in_(old)).execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
