"""What must hold of what staff keep beside orders: every order is found by its words (F1)."""

from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.audit.actions import record
from app.clock import utcnow
from app.db import db, transaction
from app.orders.additions import ADDED_WORDING, is_waiting
from app.orders.desk_models import Addition, Amendment, OrderWord
from app.orders.finding import index_order, words_of
from app.orders.models import Fulfilment, Order, OrderLine
from app.orders.queries import lock_order
from app.verifying import Check

AT_ONCE = 500


def ask_words() -> tuple[int, Sequence[str]]:
    """F1: the words that each order is found by are those of its rows."""
    looked_at, wrong = 0, []
    for order, apart in _compare_words():
        looked_at += 1
        if apart:
            # how many, and not which: the words are somebody's name and address
            wrong.append(
                f"order {order.number}: {len(apart)} words that it is found by are missing or too many"
            )
    return looked_at, wrong


def repair_words() -> None:
    """Write the words of each order that differs anew; one logged action each."""
    now = utcnow()
    for order_id in [order.id for order, apart in _compare_words() if apart]:
        with transaction():
            index_order(lock_order(order_id))
            record("order.indexed", actor="system", subject=("order", order_id), now=now)


def _compare_words() -> Iterator[tuple[Order, set[str]]]:
    """Yield each order with the words that are missing or too many, some hundred read at a time."""
    last = 0
    while True:
        query = select(Order).where(Order.id > last).order_by(Order.id).limit(AT_ONCE)
        orders = db.session.scalars(query).all()
        if not orders:
            return
        last = orders[-1].id
        inside = [one.id for one in orders]
        skus = _grouped(select(OrderLine.order_id, OrderLine.sku).where(OrderLine.order_id.in_(inside)))
        words = _grouped(select(OrderWord.order_id, OrderWord.word).where(OrderWord.order_id.in_(inside)))
        moved = _moved(inside)
        for order in orders:
            meant = words_of(order, skus.get(order.id, ()), moved.get(order.id, ()))
            yield order, meant ^ words.get(order.id, set())


def _moved(order_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    query = select(Amendment).where(Amendment.order_id.in_(order_ids))
    for one in db.session.scalars(query):
        found.setdefault(one.order_id, []).append((one.name, one.postal_code))
    return found


def _grouped(query: object) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for key, value in db.session.execute(query):  # type: ignore[call-overload]
        found.setdefault(key, set()).add(value)
    return found


def ask_additions() -> tuple[int, Sequence[str]]:
    """O6: an addition goes with an order of the same buyer, which has not left while it may still be paid."""
    added, first = aliased(Order), aliased(Order)
    query = (
        select(added, first, Addition)
        .outerjoin(Addition, Addition.order_id == added.id)
        .outerjoin(first, first.id == Addition.first_id)
        .where(or_(added.consent_wording == ADDED_WORDING, Addition.order_id.is_not(None)))
        .order_by(added.id)
    )
    rows = db.session.execute(query).all()
    firsts = {to.id for _, to, _ in rows if to is not None}
    wrong = []
    for order, to, _ in rows:
        is_both = to is None or order.consent_wording != ADDED_WORDING or order.id in firsts
        # law lets go of the two on days of their own, so one may name its buyer for longer
        keys = () if to is None else {one.email_key for one in (order, to) if one.erased_at is None}
        if is_both or len(keys) > 1 or order.currency != to.currency:
            wrong.append(f"order {order.number} is an addition to nothing, or not to its buyer's own order")
        elif is_waiting(order) and to.fulfilment is Fulfilment.COMPLETE:
            wrong.append(
                f"order {to.number} has left, and order {order.number} may still be paid to go with it"
            )
    return len(rows), wrong


CHECKS = [
    Check(
        code="O6",
        sentence="What was added to an order is its buyer's, and was not left behind while it could be paid.",
        ask=ask_additions,
    ),
    Check(
        code="F1",
        sentence="Staff find each order by what it is known by.",
        ask=ask_words,
        repair=repair_words,
    ),
]
