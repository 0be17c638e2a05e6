"""Buying the same again, and starting the next order from an address that was used before."""

from flask import make_response, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.cart.actions import add_to_cart, keep_answers, set_country
from app.cart.errors import CartError
from app.clock import utcnow
from app.db import transaction
from app.orders.amending import address_of, addresses_of
from app.orders.buyer import Buyer
from app.orders.models import Order
from app.orders.queries import get_order_of, list_orders_of
from app.pricing.errors import NoSuchCountry
from app.pricing.queries import load_tariff
from app.settings.queries import load_settings
from app.web.limits import limiter
from app.web.permissions import for_shoppers
from blueprints.account.mine import mine
from blueprints.store.basket import cart_to_fill, keep_cookie
from blueprints.store.places import country_name

ASKED = tuple(name for name in Buyer.__dataclass_fields__ if name != "country")


@mine.post("/<int:number>/basket")
@limiter.limit("20 per minute")
@for_shoppers
def buy_again(number: int) -> Response:
    """Put what is still for sale into the basket, and tell plainly what is not."""
    with transaction():
        order = get_order_of(current_user, number)
        left_out = fill_basket(order)
        is_nothing = len(left_out) == len(order.lines)
    if not left_out:
        return keep_cookie(redirect(url_for("cart.show_basket"), 303))
    page = render_template("account/again.html", number=number, left_out=left_out, is_nothing=is_nothing)
    return keep_cookie(make_response(page))


def fill_basket(order: Order) -> list[tuple[str, str]]:
    """Put an order's things into the visitor's basket; return those that could not be, each with the reason."""
    cart, left_out = cart_to_fill(), []
    for line in order.lines:
        try:
            add_to_cart(cart.id, line.sku, line.quantity, currency=load_settings().currency, now=utcnow())
        except CartError as error:
            left_out.append((line.words, error.sentence))
    return left_out


@mine.get("/addresses/")
@for_shoppers
def addresses() -> str:
    """Show the addresses of one's own orders, each once, the newest first."""
    orders = list_orders_of(current_user, limit=50)
    went_to = addresses_of(orders)
    found: dict[Buyer, Order] = {}
    for order in orders:
        if went_to[order.id].street:  # what was fetched or downloaded went to no address
            found.setdefault(went_to[order.id], order)
    return render_template("account/addresses.html", used=list(found.items()), country_name=country_name)


@mine.post("/addresses/<int:number>")
@limiter.limit("20 per minute")
@for_shoppers
def use_address(number: int) -> Response:
    """Begin the next checkout with the answers of an order; its check page shows them before anything is paid."""
    with transaction():
        order = get_order_of(current_user, number)
        cart = cart_to_fill()
        used = {**address_of(order).as_dict(), "vat_number": order.vat_number}
        keep_answers(cart.id, {name: used[name] for name in ASKED}, now=utcnow())
        try:
            set_country(cart.id, load_tariff().find_country(order.country), now=utcnow())
        except NoSuchCountry:
            set_country(cart.id, "", now=utcnow())
    return keep_cookie(make_response(redirect(url_for("cart.show_basket"), 303)))
