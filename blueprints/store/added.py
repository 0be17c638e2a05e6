"""What staff have put together to go with an order: its buyer looks at it, agrees, and goes to the payment page."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import DomainError
from app.orders.additions import find_first_of
from app.payments.protocol.adding import open_page_of_addition
from app.web.limits import limiter
from blueprints.store.orders import order_behind, order_page
from blueprints.store.returns import orders

__all__ = ["orders"]
CONSENT_MISSING = "Tick the box if you agree. Without it we may not take the order."


@orders.post("/orders/<token>/payment")
@limiter.limit("20 per minute; 100 per hour")
def pay(token: str) -> ResponseReturnValue:
    """Lead to the payment page of what was added; a second press leads to the same page."""
    order = order_behind(token)
    if find_first_of(order.id) is None or order.paid_at:
        return redirect(url_for("orders.show_order", token=token), 303)
    if not request.form.get("consent"):
        return order_page(token, order, errors={"consent": CONSENT_MISSING}), 422
    try:
        started = open_page_of_addition(current_app.extensions["till"], order.id)
    except DomainError as error:
        return order_page(token, order_behind(token), problem=error.sentence), error.status
    return redirect(started.address if started else url_for("orders.show_order", token=token), 303)


@orders.get("/checkout/left/")
def left_payment() -> str:
    """Where the payment page of something added leads back to: the order's own page is opened by its link alone."""
    return render_template("store/order_left.html")
