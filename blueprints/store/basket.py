"""Which basket belongs to this visitor: a cookie with an opaque token, and a row on the server."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, g, request
from flask_login import current_user
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from app.cart.actions import open_cart
from app.cart.models import Cart
from app.cart.owning import find_own, lock_both, meet, must_join, own_if_first
from app.cart.queries import find_cart, find_size
from app.cart.rules import KEPT_DAYS
from app.cart.seeing import note_use
from app.clock import utcnow
from app.config import Config
from app.db import transaction
from app.payments.errors import PaymentsUnavailable
from app.payments.protocol.laying_down import can_be_paid, end_pages_of_carts
from app.payments.till import Till
from app.web.visitor import register_visitor_part

DAY = 24 * 3600


def cookie_name() -> str:
    """Return the cookie's name; with the __Host- prefix where the site is https."""
    config: Config = current_app.extensions["config"]
    return "__Host-basket" if config.is_https else "basket"


def current_cart() -> Cart | None:
    """Return this visitor's basket, looked up anew in each transaction."""
    token = request.cookies.get(cookie_name(), "")
    return find_cart(token) if token else None


def cart_to_fill() -> Cart:
    """Return this visitor's basket, begun in the open transaction when there is none."""
    cart = current_cart()
    if cart is None:
        cart, g.new_cart_token = open_cart(now=utcnow())
        if current_user.is_authenticated:
            own_if_first(current_user.id, cart.id, now=utcnow())
    return cart


def keep_cookie(response: Response, token: str = "") -> Response:
    """Give the visitor the token of their basket, and let it last from now."""
    config: Config = current_app.extensions["config"]
    token = token or g.get("new_cart_token") or request.cookies.get(cookie_name(), "")
    if token:
        response.set_cookie(
            cookie_name(), token, max_age=KEPT_DAYS * DAY, path="/", httponly=True, samesite="Lax",
            secure=config.is_https,
        )  # fmt: skip
    return response


def keep_from_now() -> bool:
    """Let row and cookie of a basket that is looked at last from now, at most once a day; return whether they do.

    A database that cannot be written to does not keep anybody from seeing the basket.
    """
    mine, now = current_cart(), utcnow()
    if mine is None or now - mine.changed_at < timedelta(days=1):
        return False
    with suppress(DBAPIError), transaction():
        note_use(mine, now=now)
        return True
    return False


def last_day(now: datetime) -> datetime:
    """Return until when a basket that is used now is kept."""
    return now + timedelta(days=KEPT_DAYS)


def meet_basket(user_id: int, till: Till) -> str:
    """Join this browser's basket with the one that somebody who has just signed in has elsewhere.

    Return the token for the cookie, or "" where nothing changes here. Where Stripe does not say that the payment pages
    of both have ended, both stay as they are: the next sign-in joins them.
    """
    mine = current_cart()
    cart_id = mine.id if mine else None
    try:
        end_pages_of_carts(till, *joined(user_id, cart_id))
    except PaymentsUnavailable:
        return ""
    with transaction():
        lock_both(user_id, cart_id)
        if can_be_paid(*joined(user_id, cart_id)):
            return ""
        return meet(user_id, cart_id, now=utcnow())


def joined(user_id: int, cart_id: int | None) -> list[int]:
    """Return the ids of the baskets that signing in makes one; none where nothing is joined."""
    own = find_own(user_id)
    return [cart_id, own.id] if own and cart_id is not None and must_join(user_id, cart_id) else []


def describe_basket() -> dict[str, Any]:
    """Say how much is in the visitor's basket; a visitor without one costs no query."""
    size = find_size(request.cookies.get(cookie_name(), ""))
    return dict(zip(("cart_count", "cart_version", "country"), size, strict=True)) if size else {}


register_visitor_part(describe_basket)
