"""What must hold of returns (O4): no more comes back than was sent, and the ledger says what was decided."""

from collections.abc import Sequence

from sqlalchemy import String, cast, func, select

from app.db import db
from app.inventory.models import MovementKind, StockMovement
from app.orders.models import OrderLine
from app.orders.parcels import units_of_lines
from app.returns.models import Return, ReturnLine
from app.returns.queries import TAKEN, units_not_returned
from app.verifying import Check


def ask_returns() -> tuple[int, Sequence[str]]:
    """O4: of no line more units come back than were sent, and what went back on the shelf is what was decided."""
    wrong = []
    for order_id in db.session.scalars(select(Return.order_id).distinct().order_by(Return.order_id)).all():
        sent, spare = units_of_lines(order_id), units_not_returned(order_id)
        rows = db.session.execute(
            select(ReturnLine.order_line_id, OrderLine.variant_id, func.sum(TAKEN))
            .join(Return, Return.id == ReturnLine.return_id)
            .join(OrderLine, OrderLine.id == ReturnLine.order_line_id)
            .where(Return.order_id == order_id, Return.called_off_at.is_(None))
            .group_by(ReturnLine.order_line_id, OrderLine.variant_id)
        ).all()
        for line, variant, units in rows:
            is_foreign = line not in sent
            if is_foreign or units > sent[line].sent or spare.get(variant, 0) < 0:
                wrong.append(f"order id {order_id}: more comes back than was sent")
    decided = select(ReturnLine.return_id, func.sum(ReturnLine.restocked)).group_by(ReturnLine.return_id)
    said = {str(key): int(units or 0) for key, units in db.session.execute(decided)}
    moved = dict(_movements())
    wrong += [
        f"return id {key}: {said.get(key, 0)} were to go on the shelf, {moved.get(key, 0)} did"
        for key in sorted(said.keys() | moved.keys())
        if said.get(key, 0) != moved.get(key, 0)
    ]
    return len(said), wrong


def _movements() -> list[tuple[str, int]]:
    query = (
        select(cast(StockMovement.cause_id, String), func.sum(StockMovement.on_hand_change))
        .where(StockMovement.cause_kind == "return", StockMovement.kind == MovementKind.RETURNED)
        .group_by(StockMovement.cause_id)
    )
    return [(key, int(units)) for key, units in db.session.execute(query)]


CHECKS = [
    Check(code="O4", sentence="No more comes back than was sent, and the shelf got what was decided.", ask=ask_returns)
]  # fmt: skip
