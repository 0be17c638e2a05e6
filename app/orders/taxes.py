"""The tax evidence of orders: reading it, and M1 over the whole database."""

from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from app.db import db
from app.orders.models import Order, OrderTax
from app.pricing.taxing import TaxShare, tax_note


def list_order_taxes(order_id: int) -> Sequence[OrderTax]:
    """Return an order's taxes by class; none for an order from before there were any."""
    query = select(OrderTax).where(OrderTax.order_id == order_id).order_by(OrderTax.tax_class)
    return db.session.scalars(query).all()


def note_of_order(order: Order, say: Callable[[int], str]) -> str:
    """Return what stands beside an order's total about its tax; `say` makes words of minor units."""
    shares = [
        TaxShare(
            country=one.country, tax_class=one.tax_class, points=one.points, net=one.net_minor, tax=one.tax_minor
        )
        for one in list_order_taxes(order.id)
    ]  # fmt: skip
    return tax_note(shares or [_before(order)], is_reverse=order.is_reverse_charge, say=say)


def ask_taxes() -> list[str]:
    """M1: the evidence of an order sums to its tax and its total, to the unit."""
    sums = (
        select(OrderTax.order_id, func.sum(OrderTax.tax_minor), func.sum(OrderTax.net_minor))
        .group_by(OrderTax.order_id)
        .order_by(OrderTax.order_id)
    )
    told = {order: (int(tax), int(net)) for order, tax, net in db.session.execute(sums)}
    orders = db.session.scalars(select(Order).where(Order.id.in_(select(OrderTax.order_id)))).all()
    return [
        f"order {order.number}: its taxes come to {told[order.id][0]}, the order says {order.tax_minor}"
        for order in sorted(orders, key=lambda one: one.id)
        if told[order.id] != (order.tax_minor, order.total_minor - order.tax_minor)
    ]


def _before(order: Order) -> TaxShare:
    """Return what an order from before the evidence says of its tax."""
    net = order.total_minor - order.tax_minor
    points = order.tax_percent * 100
    return TaxShare(country=order.country, tax_class="standard", points=points, net=net, tax=order.tax_minor)
