"""G1 and G2, asked of the whole database."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from app.clock import utcnow
from app.db import db, transaction
from app.effect.crediting import led_lines
from app.effect.models import CountedOrder, EdgeSale
from app.effect.rules import OrderSums, gone_back
from app.orders.models import Order, OrderLine
from app.outbox.actions import enqueue
from app.outbox.models import OutboxItem
from app.verifying import Check

_AT_ONCE = 200
_JOB = "effect.order"


def ask_counted() -> tuple[int, Sequence[str]]:
    """G1: each paid order that a link led to is in the sums with what went back of it, or that is owed."""
    owed = {row["order"] for row in db.session.scalars(_still_owed())}
    seen, after = 0, 0
    wrong: list[str] = []
    while some := _led_after(after):
        after = some[-1][0].id
        seen += len(some)
        lines = led_lines([order.id for order, _ in some])
        for order, counted in some:
            if order.id in owed or order.id not in lines:
                continue
            if counted is None:
                wrong.append(f"order {order.number} was led to by an article and is not counted")
            elif counted.refunded_minor != order.refunded_minor:
                back = f"{order.refunded_minor} gone back, {counted.refunded_minor} of it counted"
                wrong.append(f"order {order.number} has {back}")
    return seen, wrong


def ask_sums() -> tuple[int, Sequence[str]]:
    """G2: what each edge is credited with is what the counted orders' lines say."""
    expected: Counter[tuple[int, str, str]] = Counter()
    after = 0
    while some := _counted_after(after):
        after = some[-1][0].id
        lines = led_lines([order.id for order, _ in some])
        for order, counted in some:
            sums = OrderSums(total_minor=order.total_minor, refunded_minor=counted.refunded_minor)
            for line in lines.get(order.id, ()):
                back = gone_back(line, sums)
                expected[line.touch.last, order.currency, "paid_minor"] += line.paid_minor
                expected[line.touch.last, order.currency, "refunded_minor"] += back
                expected[line.touch.first, order.currency, "first_paid_minor"] += line.paid_minor
                expected[line.touch.first, order.currency, "first_refunded_minor"] += back
    kept = _kept()
    wrong = [
        f"edge {edge} has {kept[edge, currency, name]} as {name} {currency}, its orders say "
        f"{expected[edge, currency, name]}"
        for edge, currency, name in sorted({*expected, *kept})
        if kept[edge, currency, name] != expected[edge, currency, name]
    ]
    return len(kept), wrong


def repair_counted() -> None:
    """Owe the counting of every order that is not counted as it stands now."""
    now = utcnow()
    with transaction():
        query = (
            _led()
            .where(func.coalesce(CountedOrder.refunded_minor, -1) != Order.refunded_minor)
            .with_only_columns(Order.id)
        )
        for order_id in db.session.scalars(query).all():
            enqueue(_JOB, {"order": order_id}, now=now, at_leisure=True)


def _still_owed() -> Select[dict[str, Any]]:
    return select(OutboxItem.data).where(OutboxItem.kind == _JOB, OutboxItem.done_at.is_(None))


def _led() -> Select[Order, CountedOrder | None]:
    led = select(OrderLine.order_id).where(OrderLine.via != "")
    query = select(Order, CountedOrder).outerjoin(CountedOrder, CountedOrder.order_id == Order.id)
    return query.where(Order.paid_at.is_not(None), Order.id.in_(led))


def _led_after(order_id: int) -> list[tuple[Order, CountedOrder | None]]:
    query = _led().where(Order.id > order_id).order_by(Order.id).limit(_AT_ONCE)
    return [(order, counted) for order, counted in db.session.execute(query)]


def _counted_after(order_id: int) -> list[tuple[Order, CountedOrder]]:
    query = (
        select(Order, CountedOrder)
        .join(CountedOrder, CountedOrder.order_id == Order.id)
        .where(Order.id > order_id)
        .order_by(Order.id)
        .limit(_AT_ONCE)
    )
    return [(order, counted) for order, counted in db.session.execute(query)]


def _kept() -> Counter[tuple[int, str, str]]:
    names = ("paid_minor", "refunded_minor", "first_paid_minor", "first_refunded_minor")
    query = select(EdgeSale.edge_id, EdgeSale.currency, *(func.sum(getattr(EdgeSale, one)) for one in names))
    kept: Counter[tuple[int, str, str]] = Counter()
    for edge, currency, *sums in db.session.execute(query.group_by(EdgeSale.edge_id, EdgeSale.currency)):
        kept.update({(edge, currency, name): int(value) for name, value in zip(names, sums, strict=True)})
    return kept


CHECKS = [
    Check(
        code="G1",
        sentence="Each paid order that an article led to is counted, with what went back of it.",
        ask=ask_counted,
        repair=repair_counted,
    ),
    Check(code="G2", sentence="What an edge is credited with is what its orders' lines say.", ask=ask_sums),
]
