"""Questions about orders."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.counting import count_some
from app.db import db
from app.inventory.rules import sum_demand
from app.orders.errors import NoSuchOrder
from app.orders.models import FIRST_NUMBER, GIFT_CARD, Order, OrderEvent, OrderLine, OrderState, PaymentState
from app.orders.rules import hash_link


def lock_order(order_id: int) -> Order:
    """Return an order, locked and read anew; after its cart, before any stock."""
    query = select(Order).where(Order.id == order_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def get_order_by_link(token: str) -> Order:
    """Return the order of a guest link with its lines; raises NoSuchOrder."""
    query = select(Order).where(Order.link_hash == hash_link(token)).options(selectinload(Order.lines))
    order = db.session.scalars(query).first()
    if order is None:
        raise NoSuchOrder
    return order


def get_order(number: int) -> Order:
    """Return an order by its number with its lines, for staff; raises NoSuchOrder."""
    query = select(Order).where(Order.id == number - FIRST_NUMBER + 1).options(selectinload(Order.lines))
    order = db.session.scalars(query).first()
    if order is None:
        raise NoSuchOrder
    return order


def list_orders_with_lines(order_ids: Collection[int]) -> Sequence[Order]:
    """Return these orders with their lines, those of them that there are, oldest first."""
    query = select(Order).where(Order.id.in_(order_ids)).options(selectinload(Order.lines))
    return db.session.scalars(query.order_by(Order.id)).all()


def get_order_with_lines(order_id: int) -> Order:
    """Return an order by its id with its lines."""
    query = select(Order).where(Order.id == order_id).options(selectinload(Order.lines))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def demand_of(order_id: int) -> dict[int, int]:
    """Return variant id -> units of an order's lines that stock is kept of."""
    query = select(OrderLine.variant_id, OrderLine.quantity)
    query = query.where(OrderLine.order_id == order_id, OrderLine.product_kind != GIFT_CARD)
    return sum_demand((variant, units) for variant, units in db.session.execute(query))


def list_stocked(order_ids: Collection[int]) -> Sequence[int]:
    """Return which of these orders hold anything that stock is kept of."""
    inside = select(OrderLine.order_id).where(
        OrderLine.order_id.in_(order_ids), OrderLine.product_kind != GIFT_CARD
    )
    return db.session.scalars(inside.distinct().order_by(OrderLine.order_id)).all()


def list_events(order_id: int) -> Sequence[OrderEvent]:
    """Return an order's timeline, oldest first."""
    query = select(OrderEvent).where(OrderEvent.order_id == order_id).order_by(OrderEvent.id)
    return db.session.scalars(query).all()


def list_orders(*, queue: str = "all", before_id: int | None = None, limit: int = 50) -> Sequence[Order]:
    """Return orders, newest first, but what is to be packed oldest first (keyset by id).

    queue: all, to_pack, unpaid, disputed or cancelled; `before_id` is the id that ended the page before.
    """
    is_rising = queue == "to_pack"
    query = select(Order).where(*_in_queue(queue)).order_by(Order.id if is_rising else Order.id.desc())
    if before_id is not None:
        query = query.where(Order.id > before_id if is_rising else Order.id < before_id)
    query = query.limit(limit)
    return db.session.scalars(query).all()


def count_orders(queue: str) -> int:
    """Return how many orders stand in a queue, COUNT_BOUND at most."""
    return count_some(select(Order.id).where(*_in_queue(queue)))


def find_longest_waiting() -> Order | None:
    """Return the order that has waited longest to be packed."""
    query = select(Order).where(*_in_queue("to_pack")).order_by(Order.paid_at, Order.id).limit(1)
    return db.session.scalars(query).first()


def _in_queue(queue: str) -> tuple[ColumnElement[bool], ...]:
    paid = (PaymentState.PAID, PaymentState.PART_REFUNDED)
    conditions = {
        "to_pack": (Order.state == OrderState.OPEN, Order.payment.in_(paid)),
        "unpaid": (Order.state == OrderState.OPEN, Order.payment == PaymentState.PENDING),
        "disputed": (Order.payment == PaymentState.DISPUTED,),
        "cancelled": (Order.state == OrderState.CANCELLED,),
    }
    return conditions.get(queue, ())


def list_orders_of(user: User, *, before_id: int | None = None, limit: int = 50) -> Sequence[Order]:
    """Return somebody's orders that were paid at some time, newest first (keyset by id), with their lines."""
    query = select(Order).where(*_own(user)).options(selectinload(Order.lines))
    if before_id is not None:
        query = query.where(Order.id < before_id)
    return db.session.scalars(query.order_by(Order.id.desc()).limit(limit)).all()


def get_order_of(user: User, number: int) -> Order:
    """Return one of somebody's own orders with its lines; raises NoSuchOrder for anybody else's."""
    query = select(Order).where(*_own(user), Order.id == number - FIRST_NUMBER + 1)
    order = db.session.scalars(query.options(selectinload(Order.lines))).first()
    if order is None:
        raise NoSuchOrder
    return order


def has_bought(email: str) -> bool:
    """Say whether an order was ever paid under exactly this address, whatever its letters."""
    query = select(Order.id).where(Order.email_key == email.lower(), Order.paid_at.is_not(None))
    return db.session.scalars(query.limit(1)).first() is not None


def find_last_paid_of_cart(cart_id: int) -> Order | None:
    """Return the order of a basket that was paid last."""
    query = (
        select(Order)
        .where(Order.cart_id == cart_id, Order.paid_at.is_not(None))
        .order_by(Order.paid_at.desc(), Order.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def has_led_line(order_id: int) -> bool:
    """Say whether a link of an article led to anything in an order."""
    query = select(OrderLine.id).where(OrderLine.order_id == order_id, OrderLine.via != "").limit(1)
    return db.session.scalar(query) is not None


def _own(user: User) -> tuple[ColumnElement[bool], ...]:
    """An order is a shopper's own by the address that a mailed link has shown to be theirs; staff own none."""
    if not user.is_shopper:
        return (false(),)
    return (Order.email_key == user.email, Order.paid_at.is_not(None))
