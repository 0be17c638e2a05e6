"""One order with everything that is known of it, and how a change to it is made."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.errors import DomainError, NotFound
from app.orders.carriers import KNOWN
from app.orders.models import FIRST_NUMBER, Order
from app.orders.parcels import list_shipments, units_of_lines
from app.orders.queries import get_order, list_events, lock_order
from app.orders.redeeming import list_order_offers
from app.orders.withdrawing import list_withdrawals_of
from app.payments.giving_back import units_not_returned
from app.payments.queries import list_attempts, list_disputes, list_payments, list_refunds
from app.web.permissions import needs
from blueprints.staff.actors import name_actors
from blueprints.staff.orders.hall import staff_orders
from blueprints.store.order_words import EVENTS, moment_words, order_status
from blueprints.store.papers import link_papers
from blueprints.store.places import country_name
from blueprints.store.tax_words import note_of_order


@staff_orders.get("/<int:number>/")
@needs("orders.see")
def show(number: int) -> str:
    """One order with everything that is known of it."""
    return order_page(found(number))


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
    events = list_events(order.id)
    who = name_actors(one.actor for one in events)
    return render_template(
        "staff/order.html",
        order=order,
        status=order_status(order),
        events=[(EVENTS.get(one.kind, one.kind), moment_words(one.at), who[one.actor]) for one in events],
        offers=list_order_offers(order.id),
        tax_note=note_of_order(order),
        shipments=list_shipments(order.id),
        units=units_of_lines(order.id),
        typed=request.form if problem else {},
        couriers=KNOWN,
        attempts=list_attempts(order.id),
        payments=list_payments(order.id),
        refunds=list_refunds(order.id),
        disputes=list_disputes(order.id),
        withdrawals=list_withdrawals_of(order.id),
        not_back={line.variant_id: units_not_returned(order.id, line.variant_id) for line in order.lines},
        country_words=country_name(order.country),
        paper_links=link_papers(
            order,
            lambda paper: url_for("staff_orders.show_paper", number=order.number, paper=paper),
            lambda paper: url_for("staff_orders.keep_paper", number=order.number, paper=paper),
        ),
        problem=problem,
    )
