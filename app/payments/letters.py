"""The mails that payments owe about an order."""

from datetime import datetime

from app.orders.carriers import tracking_link
from app.orders.letters import order_link, owe_letter, said_units
from app.orders.models import Order, Shipment
from app.orders.parcels import get_shipment_of, list_left, units_of_lines
from app.orders.queries import get_order_with_lines
from app.payments.till import Till


def write_letter(
    till: Till, template: str, order: Order, now: datetime, *, natural_key: str, **more: object
) -> None:
    """Owe one mail about an order, once for each `natural_key`."""
    link = order_link(order, site_url=till.site_url, secret_keys=till.secret_keys)
    lines = get_order_with_lines(order.id).lines
    owe_letter(template, order, lines, link=link, natural_key=natural_key, now=now, **more)


def write_of_parcel(till: Till, order: Order, shipment: Shipment, now: datetime) -> None:
    """Owe the mail of one parcel that has left: what is inside, and what is still to come."""
    inside = get_shipment_of(order.id, shipment.id).lines
    left = list_left(get_order_with_lines(order.id).lines, units_of_lines(order.id))
    write_letter(
        till,
        "order_shipped",
        order,
        now,
        natural_key=f"order-shipped:{order.id}:{shipment.id}",
        carrier=shipment.carrier,
        tracking=shipment.tracking,
        follow=tracking_link(shipment.carrier, shipment.tracking),
        inside=said_units((one.line, one.units) for one in inside),
        left=said_units(left),
    )
