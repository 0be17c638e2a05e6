"""Questions about what is taken off an order to pay for what is added to it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.db import db
from app.orders.desk_models import Addition, SetOff, SetOffLine
from app.orders.models import FIRST_NUMBER, Order, OrderLine, OrderState, PaymentState

WAITS = "Order {number} is paid with what is taken off this one, and waits for the buyer. Cancel that first."


def find_set_off(order_id: int) -> SetOff | None:
    """Return what pays for an addition beside money, read anew with its lines."""
    query = select(SetOff).where(SetOff.order_id == order_id).options(selectinload(SetOff.lines))
    return db.session.scalars(query.execution_options(populate_existing=True)).first()


def why_nothing_changes(first_id: int) -> str:
    """Return in a sentence why nothing is taken off or given back of an order just now; empty where it may be."""
    query = (
        _waiting().join(Addition, Addition.order_id == SetOff.order_id).where(Addition.first_id == first_id)
    )
    found = db.session.scalars(query.limit(1)).first()
    return WAITS.format(number=found.order_id + FIRST_NUMBER - 1) if found else ""


def list_waiting_for_answer() -> Sequence[SetOff]:
    """Return the set offs that leave nothing to pay and wait for the buyer's word; no payment page will end them."""
    query = _waiting().where(Order.credit_minor == Order.total_minor).order_by(SetOff.order_id)
    return db.session.scalars(query).all()


def find_waiting_for_answer(order_id: int) -> SetOff | None:
    """Return the set off of an addition that leaves nothing to pay and waits for the buyer's word."""
    return next((one for one in list_waiting_for_answer() if one.order_id == order_id), None)


def list_unmade_accounts() -> set[int]:
    """Return the accounts of set offs that have not come about: nothing is on them yet."""
    return set(db.session.scalars(select(SetOff.account_id).where(SetOff.made_at.is_(None))))


def numbers_set_off(refund_ids: Collection[int]) -> Mapping[int, int]:
    """Return refund id -> the number of the order that it paid for, of those refunds that did."""
    query = select(SetOff.refund_id, SetOff.order_id).where(SetOff.refund_id.in_(refund_ids))
    return {refund or 0: order + FIRST_NUMBER - 1 for refund, order in db.session.execute(query)}


def words_off(order_id: int) -> list[tuple[str, int, int]]:
    """Return (thing, units, minor units) of what a set off takes off."""
    query = (
        select(OrderLine, SetOffLine)
        .join(SetOffLine, SetOffLine.order_line_id == OrderLine.id)
        .where(SetOffLine.order_id == order_id)
        .order_by(OrderLine.position)
    )
    return [(line.words, part.units, part.amount_minor) for line, part in db.session.execute(query)]


def write_set_off(
    order: Order, costs: Mapping[int, tuple[int, int]], *, amount: int, account_id: int, expires_at: datetime
) -> SetOff:
    """Write what is asked: `costs` is order line id -> (units, minor units) of the first order, `amount` what pays."""
    made = SetOff(
        order_id=order.id, account_id=account_id, off_minor=sum(minor for _, minor in costs.values()),
        amount_minor=amount, expires_at=expires_at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        SetOffLine(order_id=order.id, order_line_id=key, units=units, amount_minor=minor)
        for key, (units, minor) in costs.items()
    )
    db.session.flush()
    return made


def _waiting() -> Select[SetOff]:
    query = select(SetOff).join(Order, Order.id == SetOff.order_id).where(SetOff.made_at.is_(None))
    return query.where(Order.state == OrderState.OPEN, Order.payment == PaymentState.PENDING)
