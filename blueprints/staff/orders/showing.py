"""One order with everything that is known of it, and how a change to it is made."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.credit.queries import list_spent
from app.db import transaction
from app.downloads.queries import find_consent, list_offered
from app.errors import DomainError, NotFound
from app.giftcards.queries import list_sold
from app.orders.additions import find_firsts, list_additions
from app.orders.amending import address_of, find_address_change
from app.orders.carriers import KNOWN
from app.orders.models import FIRST_NUMBER, Order, OrderState
from app.orders.notes import find_notes
from app.orders.noting import list_notes
from app.orders.parcels import count_parcel_news, list_shipments, units_of_lines
from app.orders.queries import get_order, list_events, lock_order
from app.orders.redeeming import list_order_offers
from app.orders.setting_off import find_set_off
from app.orders.withdrawing import list_withdrawals_of
from app.payments.giving_back import refundable_of
from app.payments.queries import list_attempts, list_disputes, list_payments, list_refunds
from app.returns.queries import list_returns, units_not_returned
from app.web.permissions import needs
from blueprints.staff.actors import name_actors
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.state_words import in_words
from blueprints.staff.orders.words import tell_events
from blueprints.store.card_words import card_stands
from blueprints.store.order_parts import card_sums
from blueprints.store.order_words import order_status
from blueprints.store.papers import link_papers
from blueprints.store.places import country_name
from blueprints.store.tax_words import note_of_order

Problems = list[tuple[str, str]]  # (a field's id, the sentence beside it)
Fields = Callable[
    [DomainError, Order], Problems
]  # which field of the page a refusal belongs to; none: on top


def on_top(_error: DomainError, _order: Order) -> Problems:
    """Say a refusal on top of the page, because no field of it is wrong."""
    return []


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


def change(number: int, work: Callable[[Order], None], fields: Fields = on_top) -> Response | tuple[str, int]:
    """Do one thing with a locked order and show it; what is refused is said on its page, beside its field."""
    order_id = found(number).id
    try:
        with transaction():
            work(lock_order(order_id))
    except DomainError as error:
        order = found(number)
        errors = fields(error, order)
        return order_page(order, problem="" if errors else error.sentence, errors=errors), error.status
    return redirect(url_for("staff_orders.show", number=number, done=1), 303)


def order_page(order: Order, *, problem: str = "", errors: Problems | None = None) -> str:
    """Return one order's page; what was refused stays typed in its form."""
    return render_template(
        "staff/order.html",
        order=order,
        in_words=in_words,
        status=order_status(order),
        events=tell_events(order, list_events(order.id)),
        withdrawals=list_withdrawals_of(order.id),
        **_where_it_goes(order),
        **_what_is_in_it(order),
        **_its_money(order),
        **_what_was_said(order),
        may_change=order.state is OrderState.OPEN and current_user.may("orders.ship"),
        may_ship=current_user.may("orders.ship"),
        may_answer=current_user.may("orders.refund"),
        typed=request.form if problem or errors else {},
        problem=problem,
        is_done="done" in request.args,
        errors=errors or [],
    )


def _where_it_goes(order: Order) -> dict[str, Any]:
    """Return to whom it goes now, and what goes with it."""
    return {
        "to": address_of(order),
        "is_moved": find_address_change(order.id) > 0,
        "country_words": country_name(order.country),
        "goes_with": find_firsts([order.id]).get(order.id),
        "added": [(one, order_status(one)) for one in list_additions(order.id)],
        "couriers": KNOWN,
    }


def _what_is_in_it(order: Order) -> dict[str, Any]:
    """Return how far its things have come: sent, downloaded, on their way back."""
    return {
        "units": units_of_lines(order.id),
        "shipments": list_shipments(order.id),
        "parcel_news": count_parcel_news(order.id),
        "downloads": list_offered(order, order.lines),
        "consent": find_consent(order.id),
        "returns": list_returns(order.id),
        "not_back": units_not_returned(order.id),
    }


def _its_money(order: Order) -> dict[str, Any]:
    """Return what was taken off, what arrived, what went back, and the papers of all that."""
    asked = find_set_off(order.id)
    return {
        "offers": list_order_offers(order.id),
        "tax_note": note_of_order(order),
        "spent": list_spent(order.id),
        "set_off_from": [asked.account_id] if asked else [],
        "attempts": list_attempts(order.id),
        "payments": list_payments(order.id),
        "refunds": list_refunds(order.id),
        "refundable": refundable_of(order),
        "cards": list_sold(order.id),
        "card_stands": card_stands,
        "disputes": list_disputes(order.id),
        "paper_links": link_papers(
            order,
            lambda paper: url_for("staff_orders.show_paper", number=order.number, paper=paper),
            lambda paper: url_for("staff_orders.keep_paper", number=order.number, paper=paper),
        ),
        **card_sums(order),
    }


def _what_was_said(order: Order) -> dict[str, Any]:
    """Return the words that stand beside it: the buyer's, and those of staff for each other."""
    notes = list_notes(order.id)
    return {
        "buyer_notes": find_notes(order.id),
        "notes": notes,
        "who": name_actors(one.written_by for one in notes),
    }
