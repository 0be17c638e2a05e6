"""Orders for staff: what needs a hand, one order, and what may be done with it."""

import re
from collections.abc import Callable

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError, NotFound
from app.money import currency_digits
from app.orders.buyer import tidy
from app.orders.models import FIRST_NUMBER, Order
from app.orders.queries import (
    find_shipment,
    get_order,
    list_events,
    list_orders,
    lock_order,
)
from app.orders.redeeming import list_order_offers
from app.orders.shipping import ship_order
from app.orders.withdrawing import answer_withdrawal, list_open_withdrawals, list_withdrawals_of
from app.payments.actions import resolve_alert
from app.payments.errors import RefundRefused
from app.payments.giving_back import refund_order, restock, units_not_returned
from app.payments.letters import write_letter
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.queries import list_attempts, list_disputes, list_open_alerts, list_payments, list_refunds
from app.web.permissions import current_actor, needs
from blueprints.store.order_words import EVENTS, moment_words, order_status
from blueprints.store.places import country_name

staff_orders = Blueprint("staff_orders", __name__, url_prefix="/staff/orders")
QUEUES = [
    ("to_pack", "To pack"),
    ("all", "All"),
    ("unpaid", "Unpaid"),
    ("disputed", "Disputed"),
    ("cancelled", "Cancelled"),
]
PAGE = 50


@staff_orders.get("/")
@needs("orders.see")
def index() -> str:
    """What needs a hand, and one queue of orders, newest first."""
    queue = request.args.get("queue", "to_pack")
    queue = queue if queue in dict(QUEUES) else "all"
    before = request.args.get("before", "")
    mark = int(before) - FIRST_NUMBER + 1 if re.fullmatch(r"[0-9]{1,15}", before) else None
    orders = list_orders(queue=queue, before_id=mark, limit=PAGE)
    older = (
        url_for("staff_orders.index", queue=queue, before=orders[-1].number) if len(orders) == PAGE else ""
    )
    return render_template(
        "staff/orders.html", orders=orders, alerts=list_open_alerts(), queue=queue, queues=QUEUES, older=older,
        status_of=order_status, withdrawals=list_open_withdrawals(),
    )  # fmt: skip


@staff_orders.get("/<int:number>/")
@needs("orders.see")
def show(number: int) -> str:
    """One order with everything that is known of it."""
    return order_page(found(number))


@staff_orders.post("/<int:number>/shipment")
@needs("orders.ship")
def ship(number: int) -> Response | tuple[str, int]:
    """Say that the parcel has left, and write to the shopper."""
    carrier, tracking = (
        tidy(request.form.get("carrier", ""))[:60],
        tidy(request.form.get("tracking", ""))[:80],
    )
    now, till = utcnow(), current_app.extensions["till"]

    def send(order: Order) -> None:
        ship_order(order, carrier=carrier, tracking=tracking, actor=current_actor(), now=now)
        write_letter(
            till, "order_shipped", order, now,
            natural_key=f"order-shipped:{order.id}", carrier=carrier, tracking=tracking,
        )  # fmt: skip

    return change(number, send)


@staff_orders.post("/<int:number>/refunds")
@needs("orders.refund")
def refund(number: int) -> Response | tuple[str, int]:
    """Give back part or all of the money; a second press is refused by what the page had shown."""
    seen, reason = request.form.get("seen", ""), tidy(request.form.get("reason", ""))[:200]

    def give(order: Order) -> None:
        amount = parse_amount(request.form.get("amount", ""), order.currency)
        shown = int(seen) if re.fullmatch(r"[0-9]{1,12}", seen) else -1
        refund_order(
            order, amount, seen_refunded=shown, reason=reason or "agreed with the shopper",
            actor=current_actor(), now=utcnow(),
        )  # fmt: skip

    return change(number, give)


@staff_orders.post("/<int:number>/returns")
@needs("orders.refund")
def take_in(number: int) -> Response | tuple[str, int]:
    """Put units that came back on the shelf; a decision apart from the money."""
    variant, units = request.form.get("variant", ""), request.form.get("units", "").strip()

    def back(order: Order) -> None:
        if not (re.fullmatch(r"[0-9]{1,15}", variant) and re.fullmatch(r"[0-9]{1,4}", units)):
            raise RefundRefused("Enter how many came back as a whole number.")
        restock(order, int(variant), int(units), actor=current_actor(), now=utcnow())

    return change(number, back)


@staff_orders.post("/<int:number>/cancellation")
@needs("orders.refund")
def cancel(number: int) -> Response | tuple[str, int]:
    """Cancel before the parcel leaves; the money goes back by itself."""
    order = found(number)
    reason = tidy(request.form.get("reason", ""))[:200] or "cancelled by us"
    actor = current_actor()
    try:
        cancel_by_staff(current_app.extensions["jobs_till"], order.id, reason=reason, actor=actor)
    except DomainError as error:
        return order_page(found(number), problem=error.sentence), error.status
    return redirect(url_for("staff_orders.show", number=number), 303)


@staff_orders.post("/alerts/<int:alert_id>")
@needs("orders.refund")
def resolve(alert_id: int) -> Response:
    """Say that an alert has been looked at."""
    if alert_id > 2**53:
        raise NotFound
    with transaction():
        resolve_alert(alert_id, actor=current_actor(), now=utcnow())
    return redirect(url_for("staff_orders.index"), 303)


@staff_orders.post("/withdrawals/<int:withdrawal_id>")
@needs("orders.refund")
def answer(withdrawal_id: int) -> Response:
    """Say that what a withdrawal asks for has been done."""
    if withdrawal_id > 2**53:
        raise NotFound
    with transaction():
        answer_withdrawal(withdrawal_id, actor=current_actor(), now=utcnow())
    return redirect(url_for("staff_orders.index"), 303)


def found(number: int) -> Order:
    """Return the order of a number; NotFound for one that no order can have."""
    if not FIRST_NUMBER <= number < 2**53:
        raise NotFound("There is no such order.")
    return get_order(number)


def change(number: int, work: Callable[[Order], None]) -> Response | tuple[str, int]:
    """Do one thing with a locked order and show it; what is refused is said on its page."""
    order_id = found(number).id
    try:
        with transaction():
            work(lock_order(order_id))
    except DomainError as error:
        return order_page(found(number), problem=error.sentence), error.status
    return redirect(url_for("staff_orders.show", number=number), 303)


def order_page(order: Order, *, problem: str = "") -> str:
    """Return one order's page."""
    events = [
        (EVENTS.get(one.kind, one.kind), moment_words(one.at), one.actor) for one in list_events(order.id)
    ]
    return render_template(
        "staff/order.html",
        order=order,
        status=order_status(order),
        events=events,
        shipment=find_shipment(order.id),
        offers=list_order_offers(order.id),
        attempts=list_attempts(order.id),
        payments=list_payments(order.id),
        refunds=list_refunds(order.id),
        disputes=list_disputes(order.id),
        withdrawals=list_withdrawals_of(order.id),
        not_back={line.variant_id: units_not_returned(order.id, line.variant_id) for line in order.lines},
        country_words=country_name(order.country),
        problem=problem,
    )


def parse_amount(typed: str, currency: str) -> int:
    """Return minor units for "12", "12.5", "12,50" or "€12.50"; raises RefundRefused."""
    plain = typed.strip().lstrip("€£").strip().replace(",", ".")
    digits = currency_digits(currency)
    part_of_one = rf"(\.[0-9]{{1,{digits}}})?" if digits else ""
    if not re.fullmatch(rf"[0-9]{{1,8}}{part_of_one}", plain):
        raise RefundRefused("Enter an amount like 12.50.")
    whole, _, part = plain.partition(".")
    return int(whole + part.ljust(digits, "0"))
