"""Questions about returns."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from app.counting import count_some
from app.db import db
from app.inventory.queries import units_put_back
from app.money import smallest_step
from app.orders.models import Order, OrderLine
from app.orders.parcels import units_of_lines, units_sent_by_variant
from app.orders.queries import get_order_with_lines
from app.returns.errors import NoSuchReturn
from app.returns.models import Return, ReturnLine
from app.returns.rules import Came, propose_refund

#: what a line of a return takes of what was sent: what was announced, and once it is here what was inside
TAKEN = func.coalesce(ReturnLine.arrived, ReturnLine.units)


def list_returns(order_id: int) -> Sequence[Return]:
    """Return an order's returns with their lines, oldest first."""
    return db.session.scalars(_whole().where(Return.order_id == order_id).order_by(Return.position)).all()


def get_return_of(order_id: int, return_id: int) -> Return:
    """Return one return of an order with its lines; raises NoSuchReturn."""
    return _one(Return.id == return_id, Return.order_id == order_id)


def get_return(return_id: int) -> Return:
    """Return one return with its lines, for staff; raises NoSuchReturn."""
    return _one(Return.id == return_id)


def count_returns(order_id: int) -> int:
    """Return how many returns an order has, whatever became of them."""
    return db.session.scalar(select(func.count()).where(Return.order_id == order_id)) or 0


def list_open_returns(*, after: int | None = None, limit: int = 50) -> Sequence[tuple[Return, Order]]:
    """Return what comes back or waits for a decision with its order: what is here first, then by age.

    `after` is the id of the return that ended the page before (keyset).
    """
    query = select(Return, Order).join(Order, Order.id == Return.order_id).where(*_open())
    last = db.session.get(Return, after) if after is not None else None
    if last is not None:
        same = Return.received_at.is_(None) if last.received_at is None else Return.received_at.is_not(None)
        behind = and_(same, Return.id > last.id)
        query = query.where(behind if last.received_at is None else or_(behind, Return.received_at.is_(None)))
    query = query.order_by(Return.received_at.is_(None), Return.id).limit(limit)
    return [(one, order) for one, order in db.session.execute(query)]


def count_open_returns() -> int:
    """Return how many returns are not finished, COUNT_BOUND at most."""
    return count_some(select(Return.id).where(*_open()))


def why_returning(order_ids: Collection[int]) -> list[str]:
    """Return in sentences which returns of these orders are not finished."""
    rows = db.session.scalars(
        select(Return).where(Return.order_id.in_(order_ids), *_open()).order_by(Return.id)
    )
    return [f"Return {one.number} is not finished yet." for one in rows]


def units_to_return(order: Order, lines: Sequence[OrderLine]) -> dict[int, int]:
    """Return order line id -> units in parcels that can still be announced; lines without any are left out."""
    spare = units_not_returned(order.id)
    if not any(units > 0 for units in spare.values()):
        return {}
    sent, taken, left = units_of_lines(order.id), _taken(order.id), {}
    for line in lines:
        units = min(sent[line.id].sent - taken.get(line.id, 0), spare.get(line.variant_id, 0))
        if line.needs_parcel and units > 0:
            left[line.id] = units
            spare[line.variant_id] -= units
    return left


def units_not_returned(order_id: int) -> dict[int, int]:
    """Return variant id -> units of an order that were sent and are neither back nor announced."""
    announced = (
        select(OrderLine.variant_id, func.sum(TAKEN))
        .join(ReturnLine, ReturnLine.order_line_id == OrderLine.id)
        .join(Return, Return.id == ReturnLine.return_id)
        .where(Return.order_id == order_id, Return.called_off_at.is_(None))
        .group_by(OrderLine.variant_id)
    )
    sent = units_sent_by_variant(order_id)
    if not sent:
        return {}
    coming = {variant: int(units) for variant, units in db.session.execute(announced)}
    back = units_put_back(order_id)
    return {variant: units - back.get(variant, 0) - coming.get(variant, 0) for variant, units in sent.items()}


def propose_for(back: Return, order: Order, *, held: int = 0, off_cards: int = 0) -> int:
    """Return what staff may give back for a return that was received, in minor units.

    Gift cards that the order bought are none of its things: `held` of its money stands on them or was spent from them,
    and `off_cards` of what went back was taken off them.
    """
    earlier = [
        one
        for one in list_returns(order.id)
        if one.position < back.position and one.received_at is not None and one.called_off_at is None
    ]
    before: dict[int, int] = {}
    for other in earlier:
        for line in other.lines:
            before[line.order_line_id] = before.get(line.order_line_id, 0) + (line.arrived or 0)
    units = units_of_lines(order.id)
    arrived = {one.order_line_id: one.arrived or 0 for one in back.lines}
    lines = get_order_with_lines(order.id).lines
    came = [
        Came(
            paid=one.total_minor - one.discount_minor, ordered=one.quantity, before=before.get(one.id, 0),
            now=arrived.get(one.id, 0), gone=units[one.id].cancelled,
        )
        for one in lines
    ]  # fmt: skip
    packed = [one.id for one in lines if one.needs_parcel]
    kept = sum(units[key].sent + units[key].left - before.get(key, 0) for key in packed)
    is_everything = kept == sum(one.now for one in came)
    shipping = order.shipping_minor - _off_delivery(order)
    return propose_refund(
        came, shipping=shipping, is_everything=is_everything, refundable=order.refundable.minor - held,
        refunded=order.refunded_minor - off_cards, step=smallest_step(order.currency),
    )  # fmt: skip


def _off_delivery(order: Order) -> int:
    """Return what offers took off the delivery: an order's discount that none of its lines has."""
    off_lines = select(func.coalesce(func.sum(OrderLine.discount_minor), 0)).where(
        OrderLine.order_id == order.id
    )
    return order.discount_minor - int(db.session.scalar(off_lines) or 0)


def _taken(order_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(ReturnLine.order_line_id, func.sum(TAKEN))
        .join(Return, Return.id == ReturnLine.return_id)
        .where(Return.order_id == order_id, Return.called_off_at.is_(None))
        .group_by(ReturnLine.order_line_id)
    )
    return {line: int(units) for line, units in rows}


def _open() -> tuple[ColumnElement[bool], ...]:
    return (Return.settled_at.is_(None), Return.called_off_at.is_(None))


def _whole() -> Select[Return]:
    return select(Return).options(selectinload(Return.lines).joinedload(ReturnLine.line))


def _one(*which: ColumnElement[bool]) -> Return:
    found: Return | None = db.session.scalars(
        _whole().where(*which).execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NoSuchReturn
    return found
