"""Sending an order on its way, parcel by parcel."""

import re

from flask import current_app, render_template, request
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.orders.buyer import tidy
from app.orders.errors import UnitsRefused
from app.orders.models import Order, OrderLine
from app.orders.parcels import get_shipment_of, list_left, units_of_lines
from app.orders.queries import get_order_with_lines
from app.orders.shipping import change_tracking, ship_order
from app.payments.letters import write_of_parcel
from app.web.permissions import current_actor, needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.showing import change, found
from blueprints.store.places import country_name


@staff_orders.post("/<int:number>/shipment")
@needs("orders.ship")
def ship(number: int) -> Response | tuple[str, int]:
    """Say that a parcel has left, and write to the shopper."""
    seen, now, till = request.form.get("sent", ""), utcnow(), current_app.extensions["till"]

    def send(order: Order) -> None:
        shipment = ship_order(
            order, typed_units(order, "units"), seen_sent=int(seen) if re.fullmatch(r"[0-9]{1,6}", seen) else -1,
            carrier=typed("carrier", 60), tracking=typed("tracking", 80), actor=current_actor(), now=now,
        )  # fmt: skip
        write_of_parcel(till, order, shipment, now)

    return change(number, send)


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


@staff_orders.get("/<int:number>/slip/")
@needs("orders.see")
def slip(number: int) -> str:
    """The paper that goes into the parcel: what is still to be packed, without prices."""
    order = found(number)
    inside = list_left([one for one in order.lines if one.needs_parcel], units_of_lines(order.id))
    return _paper(order, inside)


@staff_orders.get("/<int:number>/shipments/<int:shipment_id>/slip/")
@needs("orders.see")
def slip_of_parcel(number: int, shipment_id: int) -> str:
    """The paper of one parcel that has left, to print again."""
    order = found(number)
    inside = get_shipment_of(order.id, shipment_id).lines
    return _paper(order, [(one.line, one.units) for one in inside])


def _paper(order: Order, inside: list[tuple[OrderLine, int]]) -> str:
    return render_template("staff/orders/slips.html", slips=[(order, inside, country_name(order.country))])


def typed(name: str, longest: int) -> str:
    """Return what was typed into a field, tidied and cut."""
    return tidy(request.form.get(name, ""))[:longest]


def typed_units(order: Order, prefix: str) -> dict[int, int]:
    """Return order line id -> units of the fields `prefix-ID`; empty is none. Raises UnitsRefused."""
    units = {}
    for line in get_order_with_lines(order.id).lines:
        said = request.form.get(f"{prefix}-{line.id}", "").strip() or "0"
        if not re.fullmatch(r"[0-9]{1,4}", said):
            raise UnitsRefused(f"{line.words}: enter a whole number, such as 1.")
        units[line.id] = int(said)
    return {key: number for key, number in units.items() if number}
