"""Adding things to an order before it is sent: first what they cost, then the mail that asks the buyer."""

import re
from collections.abc import Mapping

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cart.rules import MOST_OF_ONE
from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError
from app.orders.additions import list_additions, why_nothing_is_added
from app.orders.errors import StepRefused, UnitsRefused
from app.orders.models import Order
from app.orders.placing import Draft
from app.payments.adding import draft_addition, find_unit
from app.payments.errors import TaxUnknown
from app.payments.protocol.adding import add_things
from app.payments.protocol.taxing import ask_tax
from app.payments.setting_off import plan_set_off
from app.web.permissions import current_actor, needs
from blueprints.staff.orders.amending import changes_page
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.packing import beside_lines, typed_units
from blueprints.staff.orders.showing import Problems, found
from blueprints.staff.reading import read_seen

Answer = Response | tuple[str, int] | str
ROWS = (1, 2, 3)


class Mistyped(UnitsRefused):
    """A row of the form that cannot be read; `at` is its field."""

    def __init__(self, at: str, sentence: str) -> None:
        super().__init__(sentence)
        self.at = at


@staff_orders.post("/<int:number>/additions/sum")
@needs("orders.refund")
def look_at_addition(number: int) -> Answer:
    """Show what some things would cost the buyer, before they are asked."""
    return sum_page(found(number))


@staff_orders.post("/<int:number>/additions")
@needs("orders.refund")
def add(number: int) -> Answer:
    """Write the addition, keep its things, and ask the buyer by mail."""
    order, now, form = found(number), utcnow(), request.form
    seen, seen_total, seen_off = (
        read_seen(form.get(name, "0")) for name in ("seen", "seen_total", "seen_off")
    )
    try:
        with transaction():
            add_things(
                current_app.extensions["till"], order.id, typed_things(form), off=typed_units(order, "off"), seen=seen,
                seen_total=seen_total, seen_off=seen_off, actor=current_actor(), now=now,
            )  # fmt: skip
    except DomainError as error:
        return sum_page(found(number), problem=error.sentence, status=error.status)
    return redirect(url_for("staff_orders.show", number=number, done=1), 303)


def sum_page(order: Order, *, problem: str = "", status: int = 200) -> Answer:
    """Return the page with the sum, or the form again with what is wrong with it."""
    try:
        if reason := why_nothing_is_added(order):
            raise StepRefused(reason)
        draft = draft_with_its_tax(order)
        off = typed_units(order, "off")
        plan = plan_set_off(found(order.number), off, draft.quote.total) if off else None
    except DomainError as error:
        errors: Problems = [(error.at, error.sentence)] if isinstance(error, Mistyped) else []
        errors += [(f"swap-{place}", sentence) for place, sentence in beside_lines(error, order, "off")]
        return changes_page(order, errors=errors, problem="" if errors else error.sentence), error.status
    order = found(order.number)  # read anew, since Stripe may have been asked in between
    page = render_template(
        "staff/orders/addition.html",
        order=order,
        draft=draft,
        plan=plan,
        goes=[(one, *plan.costs[one.id]) for one in order.lines if one.id in plan.costs] if plan else [],
        seen=len(list_additions(order.id)),
        problem=problem,
        short=[one.words for one in draft.lines if not one.is_enough],
    )
    return (page, status) if status != 200 else page


def draft_with_its_tax(order: Order) -> Draft:
    """Return what the typed things cost; Stripe Tax is asked first where it has not told the tax of these sums."""
    number, units = order.number, typed_things(request.form)
    try:
        return draft_addition(order, units, now=utcnow())
    except TaxUnknown as lack:
        ask_tax(current_app.extensions["till"], lack)
        return draft_addition(found(number), units, now=utcnow())


def typed_things(form: Mapping[str, str]) -> dict[int, int]:
    """Return variant id -> units of the rows that were filled in, each SKU summed up; raises Mistyped."""
    units: dict[int, int] = {}
    for row in ROWS:
        sku, number = form.get(f"sku-{row}", "").strip(), form.get(f"add-{row}", "").strip() or "1"
        if not sku:
            continue
        if not re.fullmatch(r"[0-9]{1,3}", number) or not 0 < int(number) <= MOST_OF_ONE:
            raise Mistyped(f"add-{row}", f"Enter a whole number from 1 to {MOST_OF_ONE}.")
        try:
            variant = find_unit(sku[:40])
        except UnitsRefused as error:
            raise Mistyped(f"sku-{row}", f"{sku[:40]}: {error.sentence}") from error
        units[variant] = units.get(variant, 0) + int(number)
        if units[variant] > MOST_OF_ONE:
            raise Mistyped(f"add-{row}", f"{MOST_OF_ONE} of one thing at most.")
    if not units:
        raise Mistyped("sku-1", "Enter the SKU of what is added.")
    return units
