"""Sending an order on its way."""

from flask import current_app, request
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.orders.buyer import tidy
from app.orders.models import Order
from app.orders.shipping import ship_order
from app.payments.letters import write_letter
from app.web.permissions import current_actor, needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.showing import change


@staff_orders.post("/<int:number>/shipment")
@needs("orders.ship")
def ship(number: int) -> Response | tuple[str, int]:
    """Say that the parcel has left, and write to the shopper."""
    carrier, tracking = (
        tidy(request.form.get("carrier", ""))[:60],
        tidy(request.form.get("tracking", ""))[:80],
    )
    now, till = utcnow(), current_app.extensions["till"]

    def send(order: Order) -> None:
        ship_order(order, carrier=carrier, tracking=tracking, actor=current_actor(), now=now)
        write_letter(
            till, "order_shipped", order, now,
            natural_key=f"order-shipped:{order.id}", carrier=carrier, tracking=tracking,
        )  # fmt: skip

    return change(number, send)
