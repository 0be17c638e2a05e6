"""Crediting an order to the edges that led to its lines; the worker's part, done any number of times."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.cart.touching import read_touch
from app.catalog.models import Variant
from app.clock import day_in
from app.counting import add_sums
from app.db import db
from app.effect.models import CountedOrder, EdgeSale
from app.effect.rules import LedLine, OrderSums, Share, gone_back, share_out
from app.orders.models import OrderLine
from app.orders.queries import lock_order
from app.relatedness.models import Edge, EdgeDay
from app.relatedness.rules import NodeKind
from app.settings.queries import load_settings


def credit_order(data: dict[str, Any], now: datetime) -> None:
    """Do one owed `effect.order`: {"order": its id}. What is counted already is not counted again."""
    order = lock_order(int(data["order"]))
    lines = led_lines([order.id]).get(order.id, [])
    if order.paid_at is None or not lines:
        return
    zone = load_settings().time_zone
    counted = db.session.get(CountedOrder, order.id)
    if counted is None:
        counted = CountedOrder(order_id=order.id, refunded_minor=0)
        db.session.add(counted)
        paid = share_out((line.touch, line.paid_minor) for line in lines)
        _add_paid(paid, day=day_in(zone, order.paid_at), currency=order.currency)
    before = OrderSums(total_minor=order.total_minor, refunded_minor=counted.refunded_minor)
    after = replace(before, refunded_minor=order.refunded_minor)
    change = [(line.touch, gone_back(line, after) - gone_back(line, before)) for line in lines]
    if any(amount for _, amount in change):
        step = _step(counted.refunded_minor, order.refunded_minor)
        _add_refunded(share_out(change), step, day=day_in(zone, now), currency=order.currency)
    counted.refunded_minor = order.refunded_minor


def led_lines(order_ids: Sequence[int]) -> dict[int, list[LedLine]]:
    """Return the lines of these orders that an edge leading to their thing is known for, by order.

    A first touch whose edge is gone gives way to the last.
    """
    query = (
        select(OrderLine, Variant.product_id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .where(OrderLine.order_id.in_(list(order_ids)), OrderLine.via != "")
        .order_by(OrderLine.order_id, OrderLine.position)
    )
    rows = db.session.execute(query).all()
    touches = {line.id: touch for line, _ in rows if (touch := read_touch(line.via)) is not None}
    edges = _edges({edge for touch in touches.values() for edge in (touch.first, touch.last)})
    led: dict[int, list[LedLine]] = {}
    for line, product_id in rows:
        touch = touches.get(line.id)
        if touch is None or edges.get(touch.last) != (NodeKind.PRODUCT, product_id):
            continue
        touch = touch if touch.first in edges else replace(touch, first=touch.last)
        paid = line.total_minor - line.discount_minor
        led.setdefault(line.order_id, []).append(LedLine(touch=touch, paid_minor=paid))
    return led


def _edges(ids: set[int]) -> dict[int, tuple[NodeKind, int]]:
    query = select(Edge.id, Edge.to_kind, Edge.to_id).where(Edge.id.in_(ids))
    return {edge_id: (kind, to_id) for edge_id, kind, to_id in db.session.execute(query)}


def _step(before: int, after: int) -> int:
    """Return 1 when something goes back for the first time, -1 when nothing is gone any more, else 0."""
    return int(after > 0) - int(before > 0)


def _add_paid(shares: dict[int, Share], *, day: date, currency: str) -> None:
    key = {"day": day}
    add_sums(
        EdgeDay,
        [
            {"edge_id": edge, **key, "paid": one.lines, "first_paid": one.first_lines}
            for edge, one in shares.items()
        ],
    )
    add_sums(
        EdgeSale,
        [
            {
                "edge_id": edge,
                **key,
                "currency": currency,
                "paid_minor": one.minor,
                "first_paid_minor": one.first_minor,
            }
            for edge, one in shares.items()
        ],
    )


def _add_refunded(shares: dict[int, Share], step: int, *, day: date, currency: str) -> None:
    key = {"day": day}
    if step:
        add_sums(
            EdgeDay,
            [
                {"edge_id": edge, **key, "refunded": step * one.lines}
                for edge, one in shares.items()
                if one.lines
            ],
        )
    add_sums(
        EdgeSale,
        [
            {
                "edge_id": edge,
                **key,
                "currency": currency,
                "refunded_minor": one.minor,
                "first_refunded_minor": one.first_minor,
            }
            for edge, one in shares.items()
        ],
    )
