"""The same address as last time, in one press; only on the device whose basket it was."""

from werkzeug.wrappers import Response

from app.cart.actions import keep_answers, set_country
from app.clock import utcnow
from app.db import transaction
from app.orders.amending import ADDRESS, address_of
from app.orders.models import Order
from app.orders.rules import answers_of
from app.web.limits import limiter
from blueprints.store.checkout import filled_cart, go_on, to_basket
from blueprints.store.paying import checkout
from blueprints.store.repeating import find_order_to_repeat

__all__ = ["checkout"]


@checkout.post("/again")
@limiter.limit("20 per minute")
def use_again() -> Response:
    """Give every answer of the last paid order, and go to the page that asks to check them."""
    mine = filled_cart()
    order = find_order_to_repeat(mine)
    if mine is None or order is None:
        return to_basket()
    with transaction():
        set_country(mine.id, order.country, now=utcnow())
        keep_answers(mine.id, went_to(order), now=utcnow())
    return go_on()


def went_to(order: Order) -> dict[str, str]:
    """Return an order's answers with the address that it really went to."""
    to = address_of(order)
    return {**answers_of(order), **{name: getattr(to, name) for name in ADDRESS}}
