"""The mails that payments owe about an order."""

from datetime import datetime

from app.orders.letters import order_link, owe_letter
from app.orders.models import Order
from app.orders.queries import get_order_with_lines
from app.payments.till import Till


def write_letter(
    till: Till, template: str, order: Order, now: datetime, *, natural_key: str, **more: object
) -> None:
    """Owe one mail about an order, once for each `natural_key`."""
    link = order_link(order, site_url=till.site_url, secret_keys=till.secret_keys)
    lines = get_order_with_lines(order.id).lines
    owe_letter(template, order, lines, link=link, natural_key=natural_key, now=now, **more)
