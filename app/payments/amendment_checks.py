"""O3 over the whole database: what amendments took off is cancelled, and what they gave back is a refund."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db
from app.orders.desk_models import Amendment, AmendmentKind, AmendmentLine, SetOff, SetOffLine
from app.orders.models import LineCancellation
from app.payments.models import Refund
from app.verifying import Check


def ask_amendments() -> tuple[int, Sequence[str]]:
    """O3: a removal's lines are units that go no more, and refund and gift cards got their sum, to the unit."""
    amounts = (
        select(AmendmentLine.amendment_id, func.sum(AmendmentLine.amount_minor).label("amount"))
        .group_by(AmendmentLine.amendment_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Amendment.id, amounts.c.amount, Refund.amount_minor, Amendment.on_cards_minor, SetOff.amount_minor
        )
        .outerjoin(amounts, amounts.c.amendment_id == Amendment.id)
        .outerjoin(Refund, Refund.id == Amendment.refund_id)
        .outerjoin(SetOff, SetOff.amendment_id == Amendment.id)
        .where(Amendment.kind == AmendmentKind.REMOVAL)
        .order_by(Amendment.id)
    ).all()
    wrong = [
        f"amendment {key}: its lines give back {lines}, its refund {refund}, onto gift cards {on_cards}, set off {off}"
        for key, lines, refund, on_cards, off in rows
        if lines is None or int(lines) != (refund or 0) + on_cards + (off or 0)
    ]
    return len(rows), [*wrong, *_not_cancelled(), *_not_as_asked()]


def _not_as_asked() -> list[str]:
    """Return which set offs are not the sum of their lines, or took off something else than was asked."""
    asked, done = _lines(SetOffLine.order_id, SetOffLine), _lines(AmendmentLine.amendment_id, AmendmentLine)
    return [
        f"order id {one.order_id}: what was to go for it is not what is written down, or not what went"
        for one in db.session.scalars(select(SetOff).order_by(SetOff.order_id))
        if one.off_minor != sum(minor for _, _, minor in asked.get(one.order_id, ()))
        or (one.amendment_id is not None and asked.get(one.order_id) != done.get(one.amendment_id))
    ]


def _lines(
    key: InstrumentedAttribute[int], model: type[SetOffLine] | type[AmendmentLine]
) -> dict[int, set[tuple[int, int, int]]]:
    found: dict[int, set[tuple[int, int, int]]] = {}
    for owner, line, units, minor in db.session.execute(
        select(key, model.order_line_id, model.units, model.amount_minor)
    ):
        found.setdefault(owner, set()).add((line, units, minor))
    return found


def _not_cancelled() -> list[str]:
    off = (
        select(LineCancellation.order_line_id, func.sum(LineCancellation.units).label("units"))
        .group_by(LineCancellation.order_line_id)
        .subquery()
    )
    query = (
        select(AmendmentLine.order_line_id, func.sum(AmendmentLine.units), func.max(off.c.units))
        .outerjoin(off, off.c.order_line_id == AmendmentLine.order_line_id)
        .group_by(AmendmentLine.order_line_id)
    )
    return [
        f"order line {key}: {units} units taken off, {gone or 0} go no more"
        for key, units, gone in db.session.execute(query)
        if int(units) > int(gone or 0)
    ]


CHECKS = [
    Check(
        code="O3",
        sentence="What was taken off an order goes no more, and its price went back.",
        ask=ask_amendments,
    )
]
