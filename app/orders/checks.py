"""What must hold of orders: their sums (M1), their copies (M2), what they demand of the stock (S3), their axes."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from app.audit.actions import record
from app.clock import utcnow
from app.db import db, transaction
from app.inventory.models import MovementKind, StockHold, StockItem, StockMovement
from app.orders.allocation_checks import CHECKS as ALLOCATION_CHECKS
from app.orders.buyer import Buyer
from app.orders.credit_checks import CHECKS as CREDIT_CHECKS
from app.orders.desk_checks import CHECKS as DESK_CHECKS
from app.orders.models import (
    GIFT_CARD,
    LineCancellation,
    Order,
    OrderCredit,
    OrderLine,
    OrderOffer,
    OrderTax,
    Shipment,
    ShipmentLine,
)
from app.orders.parcels import stands, units_of_lines
from app.orders.rules import order_fingerprint, work_out_standing
from app.orders.standing import facts_of, write_standing
from app.orders.taxes import ask_taxes
from app.orders.use_checks import CHECKS as USE_CHECKS
from app.verifying import Check

#: what is put right by a recall had not left
LEAVING = (MovementKind.SHIPPED, MovementKind.RECALLED)


def ask_sums() -> tuple[int, Sequence[str]]:
    """M1: a total is its lines and delivery less discounts, and each line its price times its number."""
    lines = (
        select(
            OrderLine.order_id,
            func.sum(OrderLine.total_minor).label("total"),
            func.sum(OrderLine.tax_minor).label("tax"),
            func.sum(OrderLine.discount_minor).label("discount"),
            func.sum(OrderLine.unit_minor * OrderLine.quantity).label("units"),
        )
        .group_by(OrderLine.order_id)
        .subquery()
    )
    amount = func.sum(OrderOffer.amount_minor).label("amount")
    offers = select(OrderOffer.order_id, amount).group_by(OrderOffer.order_id).subquery()
    rows = db.session.execute(
        select(Order, lines.c.total, lines.c.tax, lines.c.units, lines.c.discount, offers.c.amount)
        .outerjoin(lines, lines.c.order_id == Order.id)
        .outerjoin(offers, offers.c.order_id == Order.id)
        .order_by(Order.id)
    ).all()
    wrong = []
    for order, total, tax, units, discount, offered in rows:
        whole = order.lines_minor + order.shipping_minor - order.discount_minor
        if total != order.lines_minor or units != total:
            wrong.append(f"order {order.number}: lines come to {total}, the order says {order.lines_minor}")
        if whole != order.total_minor or (tax or 0) > order.tax_minor:
            wrong.append(f"order {order.number}: {order.total_minor} is not lines, delivery and discounts")
        off_delivery = order.discount_minor - (discount or 0)
        if order.discount_minor != (offered or 0) or not 0 <= off_delivery <= order.shipping_minor:
            wrong.append(
                f"order {order.number}: {order.discount_minor} is not what its offers and its lines say"
            )
    return len(rows), [*wrong, *ask_taxes()]


def ask_copies() -> tuple[int, Sequence[str]]:
    """M2: the copies of every order still are what was agreed to: they give its stored fingerprint again."""
    lines: dict[int, list[OrderLine]] = {}
    for line in db.session.scalars(select(OrderLine).order_by(OrderLine.order_id, OrderLine.position)):
        lines.setdefault(line.order_id, []).append(line)
    offers: dict[int, list[OrderOffer]] = {}
    for offer in db.session.scalars(select(OrderOffer).order_by(OrderOffer.order_id, OrderOffer.position)):
        offers.setdefault(offer.order_id, []).append(offer)
    taxes: dict[int, list[OrderTax]] = {}
    for tax in db.session.scalars(select(OrderTax).order_by(OrderTax.order_id, OrderTax.tax_class)):
        taxes.setdefault(tax.order_id, []).append(tax)
    credits: dict[int, list[OrderCredit]] = {}
    for credit in db.session.scalars(
        select(OrderCredit).order_by(OrderCredit.order_id, OrderCredit.position)
    ):
        credits.setdefault(credit.order_id, []).append(credit)
    orders = db.session.scalars(select(Order).order_by(Order.id)).all()
    return len(orders), [
        f"order {order.number} is not what was agreed to, or has no lines"
        for order in orders
        if not lines.get(order.id)
        or order.fingerprint
        != fingerprint_of(
            order,
            lines[order.id],
            offers.get(order.id, []),
            taxes.get(order.id, []),
            credits.get(order.id, []),
        )
    ]


def fingerprint_of(
    order: Order,
    lines: Sequence[OrderLine],
    offers: Sequence[OrderOffer],
    taxes: Sequence[OrderTax],
    credits: Sequence[OrderCredit] = (),
) -> str:
    """Return the fingerprint that an order's stored copies give."""
    return order_fingerprint(
        lines=[(one.variant_id, one.quantity, one.unit_minor, one.words, one.via) for one in lines],
        money=(order.total_minor, order.shipping_minor, order.tax_minor, order.currency),
        buyer={name: getattr(order, name) for name in Buyer.__dataclass_fields__},
        policies=(order.consent_wording, order.terms_version),
        cart_version=order.cart_version,
        offers=[(one.offer_id, one.name, one.code, one.amount_minor) for one in offers],
        discounts=[one.discount_minor for one in lines],
        taxes=[(one.country, one.tax_class, one.points, one.net_minor, one.tax_minor) for one in taxes],
        is_reverse=order.is_reverse_charge,
        delivery=(order.delivery_name, order.pickup_place, order.pickup_hours),
        credits=[(one.account_id, one.last_four, one.amount_minor) for one in credits],
    )


def ask_demand() -> tuple[int, Sequence[str]]:
    """S3: what an unpaid order holds is the sum of its lines for each variant."""
    held = (
        select(StockHold.order_id, StockItem.variant_id, func.sum(StockHold.units))
        .join(StockItem, StockItem.id == StockHold.item_id)
        .where(StockHold.ended_at.is_(None))
        .group_by(StockHold.order_id, StockItem.variant_id)
    )
    holds = {(order, variant): int(units) for order, variant, units in db.session.execute(held)}
    ids = {order for order, _ in holds}
    wanted = (
        select(OrderLine.order_id, OrderLine.variant_id, func.sum(OrderLine.quantity))
        .where(OrderLine.order_id.in_(ids), OrderLine.product_kind != GIFT_CARD)
        .group_by(OrderLine.order_id, OrderLine.variant_id)
    )
    demand = {(order, variant): int(units) for order, variant, units in db.session.execute(wanted)}
    wrong = [
        f"order id {key[0]}, variant {key[1]}: holds {holds.get(key, 0)}, wants {demand.get(key, 0)}"
        for key in sorted(holds.keys() | demand.keys())
        if holds.get(key, 0) != demand.get(key, 0)
    ]
    return len(holds), wrong


def ask_parcels() -> tuple[int, Sequence[str]]:
    """O2: no more of a line is sent and cancelled than was ordered, and the ledger says what parcels say."""
    inside = select(OrderLine.order_id, func.sum(ShipmentLine.units)).join(ShipmentLine)
    shelved = (stands(ShipmentLine.shipment_id), OrderLine.product_kind != GIFT_CARD)
    sent = dict(_units_by_order(inside.where(*shelved)))
    off = dict(
        _units_by_order(select(OrderLine.order_id, func.sum(LineCancellation.units)).join(LineCancellation))
    )
    wrong = []
    for order_id in sorted(sent.keys() | off.keys()):
        if any(one.left < 0 for one in units_of_lines(order_id).values()):
            wrong.append(f"order id {order_id}: more is sent or cancelled than was ordered")
    left = (
        select(StockMovement.cause_id, -func.sum(StockMovement.on_hand_change))
        .where(StockMovement.cause_kind == "order", StockMovement.kind.in_(LEAVING))
        .group_by(StockMovement.cause_id)
    )
    moved = {int(order): int(units) for order, units in db.session.execute(left)}
    wrong += [
        f"order id {key}: its parcels hold {sent.get(key, 0)}, {moved.get(key, 0)} left the shelf"
        for key in sorted(sent.keys() | moved.keys())
        if sent.get(key, 0) != moved.get(key, 0)
    ]
    wrong += [f"parcel {key} is empty" for key in db.session.scalars(_empty_parcels())]
    return len(sent), wrong


def _units_by_order(query: Select[int, int]) -> list[tuple[int, int]]:
    rows = db.session.execute(query.group_by(OrderLine.order_id))
    return [(order, int(units)) for order, units in rows]


def _empty_parcels() -> Select[int]:
    inside = select(ShipmentLine.id).where(ShipmentLine.shipment_id == Shipment.id)
    return select(Shipment.id).where(~inside.exists())


def ask_axes() -> tuple[int, Sequence[str]]:
    """O1: the three stored axes are what the rows say."""
    orders = db.session.scalars(select(Order).order_by(Order.id)).all()
    wrong = []
    for order in orders:
        found = work_out_standing(facts_of(order))
        if (order.state, order.payment, order.fulfilment) != (found.state, found.payment, found.fulfilment):
            wrong.append(f"order {order.number} says {order.state}, {order.payment}, {order.fulfilment}")
    return len(orders), wrong


def repair_axes() -> None:
    """Write the axes of every order that differs; one logged action each."""
    now = utcnow()
    with transaction():
        for order in db.session.scalars(select(Order).order_by(Order.id)).all():
            found = work_out_standing(facts_of(order))
            if (order.state, order.payment, order.fulfilment) != (
                found.state,
                found.payment,
                found.fulfilment,
            ):
                write_standing(order)
                record("order.repaired", actor="system", subject=("order", order.id), now=now)


CHECKS = [
    Check(
        code="M1",
        sentence="Each order's total is its lines and delivery, and its tax what each class bore, to the unit.",
        ask=ask_sums,
    ),
    Check(
        code="M2",
        sentence="Each order's copies still are what was agreed to.",
        ask=ask_copies,
    ),
    Check(
        code="O1", sentence="Each order's three axes are what its rows say.", ask=ask_axes, repair=repair_axes
    ),
    Check(
        code="O2",
        sentence="No more of a line is sent than was ordered, and what was sent has left the shelf.",
        ask=ask_parcels,
    ),
    Check(
        code="S3", sentence="What an unpaid order holds is the sum of its lines for each SKU.", ask=ask_demand
    ),
    *ALLOCATION_CHECKS,
    *USE_CHECKS,
    *DESK_CHECKS,
    *CREDIT_CHECKS,
]
