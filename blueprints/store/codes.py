"""The basket's code: typing one in, and taking it out again."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.cart.actions import set_code
from app.cart.queries import list_lines
from app.clock import utcnow
from app.db import transaction
from app.orders.redeeming import WhyNot
from app.payments.drafting import offers_of
from app.pricing.terms import spell_code
from app.settings.queries import load_settings
from app.web.limits import limiter
from blueprints.store.basket import current_cart, keep_cookie
from blueprints.store.cart import basket_page
from blueprints.store.offer_words import EMPTY_CODE, UNKNOWN_CODE, ended_words
from blueprints.store.places import known_country
from blueprints.store.ways import cart

__all__ = ["cart"]


@cart.post("/code")
@limiter.limit("10 per minute; 40 per hour")
def enter_code() -> Response | tuple[str, int]:
    """Keep a code with the basket; one that cannot be used is said beside its field, and nothing changes."""
    typed = request.form.get("code", "")[:200]
    mine = current_cart()
    if mine is None:
        return redirect(url_for("cart.show_basket"), 303)
    code = spell_code(typed)
    error = refuse(code, mine.id) if typed.strip() else EMPTY_CODE
    if error:
        return basket_page(code_error=error, typed_code=typed), 422
    with transaction():
        set_code(mine.id, code, now=utcnow())
    return keep_cookie(redirect(url_for("cart.show_basket"), 303))


@cart.post("/code/removal")
@limiter.limit("60 per minute")
def take_code_out() -> Response:
    """Take the code out of the basket."""
    mine = current_cart()
    if mine is not None:
        with transaction():
            set_code(mine.id, "", now=utcnow())
    return keep_cookie(redirect(url_for("cart.show_basket"), 303))


def refuse(code: str, cart_id: int) -> str:
    """Return why a code cannot be kept with this basket; "" when it can, even if it does not count yet."""
    mine = current_cart()
    if not code or mine is None:
        return UNKNOWN_CODE
    lines = list_lines(cart_id, load_settings().currency)
    offers = offers_of(mine, lines, country=known_country(mine), now=utcnow(), code=code)
    if offers.why_not is WhyNot.ENDED and offers.code_terms:
        return ended_words(offers.code_terms)
    return UNKNOWN_CODE if offers.why_not is WhyNot.NOT_NOW else ""
