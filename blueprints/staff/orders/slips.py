"""Packing slips to print: of one order, of one parcel, or of many orders at once, a slip a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

from app.orders.additions import find_firsts
from app.orders.amending import address_of, addresses_of
from app.orders.buyer import Buyer
from app.orders.models import Order, OrderLine, OrderState
from app.orders.notes import notes_of
from app.orders.parcels import get_shipment_of, list_left, units_of_lines
from app.orders.queries import list_orders, list_orders_with_lines
from app.orders.shipping import MAY_SHIP
from app.orders.withdrawing import list_withdrawn_among
from app.web.permissions import needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.listing import PAGE, read_mark
from blueprints.staff.orders.showing import found
from blueprints.store.places import country_name


@dataclass(frozen=True, kw_only=True)
class Slip:
    """The paper of one parcel: for whom, and (line, units) of what is inside."""

    order: Order
    to: Buyer
    inside: Sequence[tuple[OrderLine, int]]
    country: str


@staff_orders.get("/<int:number>/slip/")
@needs("orders.see")
def slip(number: int) -> str:
    """The paper that goes into the parcel: what is still to be packed, without prices."""
    return _sheet([_slip_of(found(number))])


@staff_orders.get("/<int:number>/shipments/<int:shipment_id>/slip/")
@needs("orders.see")
def slip_of_parcel(number: int, shipment_id: int) -> str:
    """The paper of one parcel that has left, to print again."""
    order = found(number)
    inside = [(one.line, one.units) for one in get_shipment_of(order.id, shipment_id).lines]
    return _sheet([_slip(order, address_of(order), inside)])


@staff_orders.get("/slips/")
@needs("orders.see")
def slips() -> str:
    """The papers of the orders that were chosen, or of those that have waited longest, PAGE of them at most."""
    if request.args.get("which") == "all":
        chosen = [one.id for one in list_orders(queue="to_pack", limit=PAGE + 1)]
    else:
        marks = (read_mark(one) for one in request.args.getlist("number")[: 2 * PAGE])
        chosen = sorted({one for one in marks if one is not None and one > 0})
    orders = list_orders_with_lines(chosen[:PAGE])
    withdrawn = list_withdrawn_among([one.id for one in orders])
    units = units_of_lines(*(one.id for one in orders))
    ready = [one for one in orders if _is_to_pack(one) and one.id not in withdrawn]
    to = addresses_of(ready)
    made = [_slip(one, to[one.id], list_left(_packed(one), units)) for one in ready]
    return _sheet(
        [one for one in made if one.inside],
        left_out=[one.number for one in orders if one.id in withdrawn],
        has_more=len(chosen) > PAGE,
        is_many=True,
    )


def _slip_of(order: Order) -> Slip:
    return _slip(order, address_of(order), list_left(_packed(order), units_of_lines(order.id)))


def _slip(order: Order, to: Buyer, inside: Sequence[tuple[OrderLine, int]]) -> Slip:
    return Slip(order=order, to=to, inside=inside, country=country_name(order.country))


def _packed(order: Order) -> list[OrderLine]:
    return [one for one in order.lines if one.needs_parcel]


def _is_to_pack(order: Order) -> bool:
    return order.state is OrderState.OPEN and order.payment in MAY_SHIP


def _sheet(
    slips: list[Slip], *, left_out: Sequence[int] = (), has_more: bool = False, is_many: bool = False
) -> str:
    return render_template(
        "staff/orders/slips.html",
        slips=slips,
        goes_with=find_firsts([one.order.id for one in slips]),
        notes_of=notes_of([one.order.id for one in slips]),
        left_out=left_out,
        has_more=has_more,
        is_many=is_many,
    )
