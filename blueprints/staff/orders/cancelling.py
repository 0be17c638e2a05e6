"""Asking once more before an order is cancelled: what goes back, and what becomes of its things."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.orders.models import OrderState
from app.payments.protocol.cancelling import left_of_cards, list_left
from app.web.permissions import needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.showing import found


@staff_orders.get("/<int:number>/cancellation")
@needs("orders.refund")
def ask_to_cancel(number: int) -> str | Response:
    """Name the sum and the things; an order that cannot be cancelled any more is shown as it stands."""
    order = found(number)
    if order.state is not OrderState.OPEN or order.fulfilment == "complete" or order.payment == "disputed":
        return redirect(url_for("staff_orders.show", number=number), 303)
    back = order.money(sum(minor for _, minor in list_left(order.id)))
    on_cards = order.money(left_of_cards(order.id))
    return render_template("staff/order_cancelling.html", order=order, back=back, on_cards=on_cards)
