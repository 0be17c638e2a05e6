"""Sending an order on its way, parcel by parcel."""

import re

from flask import current_app, request
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.errors import DomainError
from app.orders.buyer import tidy
from app.orders.errors import StepRefused, UnitsRefused
from app.orders.fetching import call_to_fetch
from app.orders.models import Order
from app.orders.parcels import get_shipment_of, units_of_lines
from app.orders.queries import get_order_with_lines
from app.orders.recalling import recall_parcel
from app.orders.shipping import change_tracking, ship_order
from app.payments.letters import write_of_parcel, write_of_recall, write_of_waiting
from app.returns.queries import list_returns
from app.web.permissions import current_actor, needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.showing import Problems, change
from blueprints.staff.reading import read_seen


@staff_orders.post("/<int:number>/shipment")
@needs("orders.ship")
def ship(number: int) -> Response | tuple[str, int]:
    """Say that a parcel has left, and write to the shopper."""
    seen, now, till = read_seen(request.form.get("sent", "")), utcnow(), current_app.extensions["till"]

    def send(order: Order) -> None:
        shipment = ship_order(
            order, typed_units(order, "units"), seen=seen,
            carrier=typed("carrier", 60), tracking=typed("tracking", 80), actor=current_actor(), now=now,
        )  # fmt: skip
        write_of_parcel(till, order, shipment, now)

    return change(number, send, lambda error, order: beside_lines(error, order, "units"))


@staff_orders.post("/<int:number>/readiness")
@needs("orders.ship")
def call_buyer(number: int) -> Response | tuple[str, int]:
    """Say that an order waits to be fetched, and write to the shopper."""
    till, now = current_app.extensions["till"], utcnow()

    def call(order: Order) -> None:
        call_to_fetch(order, actor=current_actor(), now=now)
        write_of_waiting(till, order, now)

    return change(number, call)


@staff_orders.post("/<int:number>/shipments/<int:shipment_id>")
@needs("orders.ship")
def follow(number: int, shipment_id: int) -> Response | tuple[str, int]:
    """Say another courier or number of a parcel that has left."""

    def correct(order: Order) -> None:
        change_tracking(
            order, get_shipment_of(order.id, shipment_id), carrier=typed("carrier", 60),
            tracking=typed("tracking", 80), actor=current_actor(), now=utcnow(),
        )  # fmt: skip

    return change(number, correct)


@staff_orders.post("/<int:number>/shipments/<int:shipment_id>/recall")
@needs("orders.ship")
def recall(number: int, shipment_id: int) -> Response | tuple[str, int]:
    """Say that a parcel has not left after all, and write to the shopper."""
    till, reason, now = current_app.extensions["till"], typed("reason", 200), utcnow()

    def take_back(order: Order) -> None:
        shipment = get_shipment_of(order.id, shipment_id)
        if any(one.called_off_at is None for one in list_returns(order.id)):
            raise StepRefused("The buyer sends something of this order back, so the parcel has reached them.")
        recall_parcel(order, shipment, reason=reason or "recorded too early", actor=current_actor(), now=now)
        write_of_recall(till, order, shipment, now)

    return change(number, take_back)


def beside_lines(error: DomainError, order: Order, prefix: str) -> Problems:
    """Return the sentences of refused units beside the fields of their lines, where each line still has one."""
    lines = error.lines if isinstance(error, UnitsRefused) else {}
    units = units_of_lines(order.id) if lines else {}
    if any(not units[line_id].left for line_id in lines):
        return []
    return [(f"{prefix}-{line_id}", sentence) for line_id, sentence in lines.items()]


def typed(name: str, longest: int) -> str:
    """Return what was typed into a field, tidied and cut."""
    return tidy(request.form.get(name, ""))[:longest]


def typed_units(order: Order, prefix: str) -> dict[int, int]:
    """Return order line id -> units of the fields `prefix-ID`; empty is none. Raises UnitsRefused."""
    units = {}
    for line in get_order_with_lines(order.id).lines:
        said = request.form.get(f"{prefix}-{line.id}", "").strip() or "0"
        if not re.fullmatch(r"[0-9]{1,4}", said):
            sentence = f"{line.words}: enter a whole number, such as 1."
            raise UnitsRefused(sentence, lines={line.id: sentence})
        units[line.id] = int(said)
    return {key: number for key, number in units.items() if number}
