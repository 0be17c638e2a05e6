"""Which order a checkout may repeat: the last paid one of this very basket, on the device that began it."""

from flask import request

from app.cart.models import Cart
from app.cart.queries import is_begun_with
from app.orders.models import Order
from app.orders.queries import find_last_paid_of_cart
from app.pricing.queries import load_tariff
from blueprints.store.basket import cookie_name


def find_order_to_repeat(mine: Cart | None) -> Order | None:
    """Return this basket's last paid order, where we still send to its country.

    A device that opened the basket by a mailed link is not offered it: the link was for what was in the basket.
    """
    if mine is None or not is_begun_with(mine, request.cookies.get(cookie_name(), "")):
        return None
    order = find_last_paid_of_cart(mine.id)
    is_served = order is not None and order.country in load_tariff().codes
    return order if is_served else None
