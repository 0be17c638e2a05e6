"""Returns for staff: what comes back, what was in the parcel, and what goes back on the shelf."""

import re
from collections.abc import Callable

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError
from app.orders.letters import link_under, order_link
from app.orders.models import Order
from app.orders.queries import get_order_with_lines, lock_order
from app.payments.giving_back import propose_for_return
from app.payments.queries import list_refunds
from app.payments.till import Till
from app.returns.actions import call_off, receive_return, settle_return
from app.returns.errors import UnitsNotSent
from app.returns.letters import write_that_it_is_here
from app.returns.models import Return
from app.returns.queries import get_return, list_open_returns
from app.web.permissions import current_actor, needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.listing import PAGE
from blueprints.store.order_parts import card_sums
from blueprints.store.return_words import reason_words, where_it_stands

Answer = Response | tuple[str, int]


@staff_orders.get("/returns/")
@needs("orders.see")
def returns() -> str:
    """What comes back: what is here and waits for a decision first."""
    mark = request.args.get("after", "")
    rows = list_open_returns(after=int(mark) if re.fullmatch(r"[0-9]{1,15}", mark) else None, limit=PAGE)
    more = url_for("staff_orders.returns", after=rows[-1][0].id) if len(rows) == PAGE else ""
    return render_template("staff/orders/returns.html", rows=rows, stands=where_it_stands, more=more)


@staff_orders.get("/returns/<int:return_id>/")
@needs("orders.see")
def show_return(return_id: int) -> str:
    """One return with what may be done next."""
    return return_page(get_return(return_id))


@staff_orders.post("/returns/<int:return_id>/arrival")
@needs("orders.refund")
def receive(return_id: int) -> Answer:
    """Write down what was in the parcel, and tell the buyer that it is here."""
    till: Till = current_app.extensions["till"]

    def arrived(order: Order, back: Return) -> None:
        now = utcnow()
        receive_return(order, back.id, typed_units(back, "arrived"), actor=current_actor(), now=now)
        link = order_link(order, site_url=till.site_url, secret_keys=till.secret_keys)
        write_that_it_is_here(order, back, link=link_under(link, f"returns/{back.id}/"), now=now)

    return change(return_id, arrived)


@staff_orders.post("/returns/<int:return_id>/decision")
@needs("orders.refund")
def decide(return_id: int) -> Answer:
    """Decide what goes back on the shelf; the money is a decision apart."""
    return change(
        return_id,
        lambda order, back: settle_return(
            order, back.id, typed_units(back, "shelf"), actor=current_actor(), now=utcnow()
        ),
    )


@staff_orders.post("/returns/<int:return_id>/calling-off")
@needs("orders.refund")
def end_return(return_id: int) -> Answer:
    """Say that it never came, or that the buyer keeps it."""
    return change(
        return_id, lambda order, back: call_off(order, back.id, actor=current_actor(), now=utcnow())
    )


def change(return_id: int, work: Callable[[Order, Return], None]) -> Answer:
    """Do one thing with a return under its order's lock; what is refused is said on its page."""
    order_id = get_return(return_id).order_id
    try:
        with transaction():
            order = lock_order(order_id)
            work(order, get_return(return_id))
    except DomainError as error:
        return return_page(get_return(return_id), problem=error), error.status
    return redirect(url_for("staff_orders.show_return", return_id=return_id), 303)


def return_page(back: Return, *, problem: DomainError | None = None) -> str:
    """Return the page of one return with what was typed."""
    order = get_order_with_lines(back.order_id)
    here = back.received_at is not None
    return render_template(
        "staff/orders/return.html",
        back=back,
        order=order,
        stands=where_it_stands(back),
        reason=reason_words(back),
        proposal=order.money(propose_for_return(back, order)) if here else None,
        **card_sums(order),
        refunds=[one for one in list_refunds(order.id) if one.state != "failed"],
        typed=request.form if problem else {},
        problem=problem.sentence if problem else "",
        errors=problem.errors if isinstance(problem, UnitsNotSent) else {},
    )


def typed_units(back: Return, prefix: str) -> dict[int, int]:
    """Return return line id -> units of the fields `prefix-ID`; what is no number is left out, and refused so."""
    said = {one.id: request.form.get(f"{prefix}-{one.id}", "").strip() for one in back.lines}
    return {key: int(words) for key, words in said.items() if re.fullmatch(r"[0-9]{1,4}", words)}
