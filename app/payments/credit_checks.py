"""M3 and G3 over the whole database: money that became credit or was paid out of it, and refunds of gift cards."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.credit.models import Cause, CreditEntry, Reason
from app.db import db
from app.giftcards.models import SoldCard
from app.orders.desk_models import SetOff
from app.orders.models import OrderLine
from app.payments.actions import COUNTED
from app.payments.models import Refund
from app.verifying import Check


def ask_turned() -> tuple[int, Sequence[str]]:
    """M3: what an account got of a payment is the refund that became it, and each such refund became one."""
    got = select(CreditEntry.account_id, func.sum(CreditEntry.amount_minor)).where(
        CreditEntry.cause == Cause.REFUNDED, CreditEntry.use_id.is_(None)
    )
    put_on = _sums(got.group_by(CreditEntry.account_id))
    turned = select(Refund.credit_account_id, func.sum(Refund.amount_minor)).where(
        Refund.credit_account_id.is_not(None), Refund.state.in_(COUNTED)
    )
    given = _sums(turned.group_by(Refund.credit_account_id))
    return len(given), [
        f"account {key}: {given.get(key, 0)} became it, and {put_on.get(key, 0)} was put on it"
        for key in sorted(given.keys() | put_on.keys())
        if given.get(key, 0) != put_on.get(key, 0)
    ]


def ask_paid_out() -> tuple[int, Sequence[str]]:
    """M3: what is paid out of a set off is what left its account, no more than was set off, and of its own payment."""
    left = select(CreditEntry.account_id, -func.sum(CreditEntry.amount_minor))
    gone = _sums(left.where(CreditEntry.reason == Reason.PAID_OUT.value).group_by(CreditEntry.account_id))
    came_from, wrong = aliased(Refund), []
    rows = db.session.execute(
        select(SetOff, came_from.payment_id)
        .join(came_from, came_from.id == SetOff.refund_id)
        .order_by(SetOff.order_id)
    ).all()
    for one, payment in rows:
        mine = db.session.scalars(select(Refund).where(Refund.paid_out_of_id == one.account_id)).all()
        out = sum(refund.amount_minor for refund in mine if refund.state in COUNTED)
        if out != gone.get(one.account_id, 0) or out > one.amount_minor:
            wrong.append(
                f"order id {one.order_id}: {out} is paid out of its set off, {gone.get(one.account_id, 0)} left it"
            )
        if any((refund.order_id, refund.payment_id) != (one.order_id, payment) for refund in mine):
            wrong.append(f"order id {one.order_id}: what is paid out of its set off is of another payment")
    return len(rows), wrong


def ask_card_parts() -> tuple[int, Sequence[str]]:
    """G3: what refunds say they gave back for gift cards is no more than was taken off the cards of their order."""
    off = (
        select(OrderLine.order_id, func.sum(SoldCard.taken_minor))
        .join(SoldCard, SoldCard.order_line_id == OrderLine.id)
        .group_by(OrderLine.order_id)
    )
    said = select(Refund.order_id, func.sum(Refund.cards_minor)).where(
        Refund.cards_minor > 0, Refund.state.in_(COUNTED)
    )
    taken, parts = _sums(off), _sums(said.group_by(Refund.order_id))
    return len(parts), [
        f"order id {key}: refunds give back {minor} for gift cards, {taken.get(key, 0)} was taken off them"
        for key, minor in sorted(parts.items())
        if minor > taken.get(key, 0)
    ]


def _sums(query: object) -> dict[int, int]:
    return {key: int(minor) for key, minor in db.session.execute(query)}  # type: ignore[call-overload]


CHECKS = [
    Check(code="M3", sentence="What became credit is a refund, to the unit.", ask=ask_turned),
    Check(
        code="M3", sentence="What is paid out of a set off is what was set off, and goes out once.", ask=ask_paid_out
    ),
    Check(code="G3", sentence="Refunds give back for gift cards what was taken off them.", ask=ask_card_parts),
]  # fmt: skip
