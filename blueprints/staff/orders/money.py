"""Money back, things back, and an order's end."""

import re

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.credit.using import lock_spent
from app.downloads.actions import end_downloads
from app.errors import DomainError
from app.money import currency_digits
from app.orders.buyer import tidy
from app.orders.models import Fulfilment, Order
from app.orders.shipping import cancel_units
from app.payments.errors import RefundRefused
from app.payments.giving_back import buy_back_card, refund_order, refundable_of, restock
from app.payments.letters import write_of_cards
from app.payments.protocol.cancelling import cancel_by_staff
from app.returns.queries import units_not_returned
from app.web.permissions import current_actor, needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.packing import beside_lines, typed_units
from blueprints.staff.orders.showing import Problems, change, found, order_page
from blueprints.staff.reading import read_seen


@staff_orders.post("/<int:number>/refunds")
@needs("orders.refund")
def refund(number: int) -> Response | tuple[str, int]:
    """Give back money, and say what is not sent any more; a second press is refused by what the page had shown."""
    seen, reason = read_seen(request.form.get("seen", "")), tidy(request.form.get("reason", ""))[:200]

    def give(order: Order) -> None:
        amount = typed_amount(order)
        lock_spent(order.id)  # gift cards are locked before stock
        end_downloads(order, typed_endings(), actor=current_actor(), now=utcnow())
        cancel_units(order, typed_units(order, "off"), actor=current_actor(), now=utcnow())
        keys = current_app.extensions["config"].secret_keys
        back = refund_order(
            order, amount, seen_refunded=seen, reason=reason or "agreed with the shopper",
            actor=current_actor(), now=utcnow(), secret_key=keys[0] if request.form.get("to") == "credit" else "",
        )  # fmt: skip
        write_of_cards(current_app.extensions["till"], order, back, utcnow())

    return change(number, give, beside)


def beside(error: DomainError, order: Order) -> Problems:
    """Say where a refusal of money belongs: beside the amount, or beside the units that go no more."""
    if isinstance(error, RefundRefused):
        return [("amount", error.sentence)] if refundable_of(order).minor and not order.disputes_open else []
    return beside_lines(error, order, "off")


@staff_orders.post("/<int:number>/gift-cards/<int:sold_id>/money-back")
@needs("orders.refund")
def buy_back(number: int, sold_id: int) -> Response | tuple[str, int]:
    """Take what is left of a gift card that was bought off it, and give just that back."""
    seen = read_seen(request.form.get("seen", ""))

    def give(order: Order) -> None:
        back = buy_back_card(order, sold_id, seen_refunded=seen, actor=current_actor(), now=utcnow())
        write_of_cards(current_app.extensions["till"], order, back, utcnow())

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

    def beside_units(error: DomainError, order: Order) -> Problems:
        sent = {str(variant_id) for variant_id, units in units_not_returned(order.id).items() if units > 0}
        is_shown = variant in sent and order.fulfilment is not Fulfilment.NONE
        return [(f"back-{variant}", error.sentence)] if is_shown else []

    return change(number, back, beside_units)


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


def typed_amount(order: Order) -> int:
    """Return the minor units of the sum that was typed, or of all that is left where that was ticked."""
    said = request.form.get("amount", "").strip()
    if not request.form.get("all"):
        if not said:
            raise RefundRefused("Enter a sum, or tick that all of it goes back.")
        return parse_amount(said, order.currency)
    left = refundable_of(order).minor
    if said and parse_amount(said, order.currency) != left:
        raise RefundRefused("A sum was typed and all of it was ticked. Leave one of the two.")
    return left


def typed_endings() -> list[int]:
    """Return the order lines whose downloads are to end with the money."""
    return [int(one) for one in request.form.getlist("ended") if re.fullmatch(r"[0-9]{1,15}", one)]


def parse_amount(typed: str, currency: str) -> int:
    """Return minor units for "12", "12.5", "12,50" or "€12.50"; raises RefundRefused."""
    plain = typed.strip().lstrip("€£").strip().replace(",", ".")
    digits = currency_digits(currency)
    part_of_one = rf"(\.[0-9]{{1,{digits}}})?" if digits else ""
    if not re.fullmatch(rf"[0-9]{{1,8}}{part_of_one}", plain):
        raise RefundRefused("Enter an amount like 12.50.")
    whole, _, part = plain.partition(".")
    return int(whole + part.ljust(digits, "0"))
