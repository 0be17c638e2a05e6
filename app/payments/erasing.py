"""Taking free words and addresses of pages out of the money's rows; amounts and Stripe's numbers stay, as law asks."""

from collections.abc import Sequence

from sqlalchemy import select, update

from app.db import db
from app.payments.models import Attempt, PaymentAlert, Refund, RefundState
from app.payments.queries import WATCHED_STATES

MARKER = "(erased)"
MOVING = (RefundState.WANTED, RefundState.PENDING)


def why_money_moves(order_ids: Sequence[int]) -> list[str]:
    """Return in sentences what about the money of these orders is not finished."""
    live = select(Attempt.id).where(Attempt.order_id.in_(order_ids), Attempt.state.in_(WATCHED_STATES))
    moving = select(Refund.id).where(Refund.order_id.in_(order_ids), Refund.state.in_(MOVING))
    alert = select(PaymentAlert.id).where(
        PaymentAlert.order_id.in_(order_ids), PaymentAlert.resolved_at.is_(None)
    )
    found = {
        "A payment may still arrive.": live,
        "Money is on its way back.": moving,
        "Our staff have a payment to look at.": alert,
    }
    return [words for words, query in found.items() if db.session.scalar(query.limit(1)) is not None]


def erase_words(order_ids: Sequence[int]) -> None:
    """Replace what people wrote about these orders' money."""
    of = (Refund.order_id.in_(order_ids), Refund.reason != "")
    db.session.execute(update(Refund).where(*of).values(reason=MARKER))
    db.session.execute(update(PaymentAlert).where(PaymentAlert.order_id.in_(order_ids)).values(words=MARKER))
    db.session.execute(update(Attempt).where(Attempt.order_id.in_(order_ids)).values(session_url=None))
