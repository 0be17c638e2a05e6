"""Keeping a line for later, bringing it back, and putting back what was taken out."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.cart.keeping import bring_to_basket, keep_for_later, put_back, take_out_kept
from app.cart.models import Place
from app.cart.queries import list_lines
from app.cart.seeing import agree_to_prices
from app.clock import utcnow
from app.db import transaction
from app.settings.queries import load_settings
from app.web.limits import limiter
from blueprints.store.aside import find_shown
from blueprints.store.basket import current_cart, keep_cookie
from blueprints.store.cart import plain_sku
from blueprints.store.codes import cart

__all__ = ["cart"]


@cart.post("/lines/<sku>/later")
@limiter.limit("120 per minute")
def keep_line(sku: str) -> Response:
    """Keep a line of the basket for later."""
    sku = plain_sku(sku)
    is_moved = False
    with transaction():
        mine = current_cart()
        line = find_shown(list_lines(mine.id, load_settings().currency), sku) if mine else None
        if mine and line:
            is_moved = keep_for_later(mine.id, line.variant_id, now=utcnow())
    return to_basket(kept=sku) if is_moved else to_basket()


@cart.post("/later/<sku>")
@limiter.limit("120 per minute")
def move_kept(sku: str) -> Response:
    """Bring what is kept into the basket, or take it out."""
    is_out, is_moved = request.form.get("move") == "out", False
    with transaction():
        mine = current_cart()
        if mine:
            move = take_out_kept if is_out else bring_to_basket
            is_moved = move(mine.id, plain_sku(sku), now=utcnow())
    return to_basket(taken=sku) if is_out and is_moved else to_basket()


@cart.post("/taken-out/<sku>")
@limiter.limit("120 per minute")
def put_line_back(sku: str) -> Response:
    """Put back what was taken out, with its number and where it came from."""
    place = Place.TAKEN_LATER if request.form.get("from") == "later" else Place.TAKEN
    with transaction():
        mine = current_cart()
        if mine:
            put_back(mine.id, plain_sku(sku), place, now=utcnow())
    return to_basket()


@cart.post("/prices")
@limiter.limit("60 per minute")
def agree() -> Response:
    """Take note that the shopper has seen what changed; prices that changed again meanwhile are told again."""
    with transaction():
        mine, is_seen = current_cart(), False
        if mine:
            shown = request.form.get("shown", "")
            is_seen = agree_to_prices(mine.id, shown, currency=load_settings().currency, now=utcnow())
    if is_seen and request.form.get("on") == "yes":
        return keep_cookie(redirect(url_for("checkout.begin"), 303))
    return to_basket()


def to_basket(kept: str | None = None, taken: str | None = None) -> Response:
    """Lead to the basket, which says what was moved."""
    return keep_cookie(redirect(url_for("cart.show_basket", kept=kept, taken=taken), 303))
