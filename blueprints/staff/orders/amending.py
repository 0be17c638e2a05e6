"""Changing an order before it is sent: another address, or fewer things. Its own copies stay."""

from flask import current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError
from app.orders.additions import why_nothing_is_added
from app.orders.amending import address_of, change_address, find_address_change, why_address_stays
from app.orders.buyer import asked_fields, buyer_from, is_required, tidy
from app.orders.errors import AnswerRefused
from app.orders.models import Order, OrderState
from app.orders.parcels import list_left, units_of_lines
from app.orders.queries import lock_order
from app.orders.shipping import MAY_SHIP
from app.payments.amending import costs_of, remove_units
from app.payments.letters import write_letter, write_of_removal
from app.web.permissions import current_actor, needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.packing import beside_lines, typed_units
from blueprints.staff.orders.showing import Problems, found
from blueprints.staff.reading import read_seen
from blueprints.store.places import country_name

Answer = Response | tuple[str, int]
LABELS = {
    "name": "Name on the parcel", "street": "Street and house number", "street_more": "Flat, building or floor",
    "city": "Town or city", "region": "County or region", "postal_code": "Postcode",
}  # fmt: skip


@staff_orders.get("/<int:number>/changes/")
@needs("orders.ship")
def show_changes(number: int) -> str:
    """Show what may still be changed."""
    return changes_page(found(number))


@staff_orders.post("/<int:number>/address")
@needs("orders.ship")
def move(number: int) -> Answer:
    """Send an order that has not left to another address, and write to the buyer where it goes now."""
    order, now, till = found(number), utcnow(), current_app.extensions["till"]
    wanted, seen = buyer_from(request.form), read_seen(request.form.get("seen_change", ""))
    try:
        with transaction():
            locked = lock_order(order.id)
            made = change_address(locked, wanted, seen=seen, actor=current_actor(), now=now)
            if made is not None:
                key = f"order-address:{made.id}"
                write_letter(till, "order_address_changed", locked, now, natural_key=key)
    except AnswerRefused as error:
        return changes_page(found(number), errors=list(error.errors.items())), 422
    except DomainError as error:
        return changes_page(found(number), problem=error.sentence), error.status
    return redirect(url_for("staff_orders.show", number=number), 303)


@staff_orders.post("/<int:number>/removals")
@needs("orders.refund")
def take_off(number: int) -> Answer:
    """Take units off an order that have not left, and give back what they cost."""
    order, seen = found(number), read_seen(request.form.get("seen_refunded", ""))
    reason = tidy(request.form.get("reason", ""))[:200] or "taken off the order"
    try:
        with transaction():
            locked = lock_order(order.id)
            made, back = remove_units(
                locked, typed_units(locked, "off"), seen_refunded=seen, reason=reason, actor=current_actor(),
                now=utcnow(),
            )  # fmt: skip
            write_of_removal(current_app.extensions["till"], locked, made, back, utcnow())
    except DomainError as error:
        order = found(number)
        errors = beside_lines(error, order, "off")
        return changes_page(order, errors=errors, problem="" if errors else error.sentence), error.status
    return redirect(url_for("staff_orders.show", number=number), 303)


def changes_page(order: Order, *, errors: Problems | None = None, problem: str = "") -> str:
    """Return the page with what was typed."""
    to, units = address_of(order), units_of_lines(order.id)
    left = (
        list_left(order.lines, units) if order.state is OrderState.OPEN and order.payment in MAY_SHIP else []
    )
    each = costs_of(order, {line.id: 1 for line, _ in left}, units)
    return render_template(
        "staff/orders/changes.html",
        order=order,
        address_stays=why_address_stays(order),
        fields=[
            (name, LABELS[name], getattr(to, name), is_required(name, order.country))
            for name in asked_fields(order.country)
        ],
        seen_change=find_address_change(order.id),
        country_words=country_name(order.country),
        left=[(line, number, order.money(each[line.id])) for line, number in left],
        why_not_added=why_nothing_is_added(order),
        may_refund=current_user.may("orders.refund"),
        typed=request.form,
        errors=errors or [],
        problem=problem,
    )
