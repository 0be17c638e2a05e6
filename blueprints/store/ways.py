"""How a basket reaches its shopper: the way that is chosen, and a postcode where the cost depends on it."""

import re

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.cart.actions import keep_answers, set_country, set_rate
from app.cart.destination import destination_of
from app.clock import utcnow
from app.db import transaction
from app.pricing.postcodes import postal_example, spell_postal_code
from app.pricing.queries import load_tariff
from app.web.limits import limiter
from blueprints.store.basket import current_cart, keep_cookie
from blueprints.store.cart import basket_page, cart

__all__ = ["cart"]
RATE = re.compile(r"[0-9]{1,15}")


@cart.post("/delivery")
@limiter.limit("60 per minute")
def choose_way() -> Response:
    """Remember the way in which the things should come, and go on where that was pressed; one not offered is none."""
    chosen, mine = request.form.get("way", ""), current_cart()
    if mine is not None and RATE.fullmatch(chosen):
        with transaction():
            set_rate(mine.id, int(chosen), now=utcnow())
            if is_place(int(chosen)):  # a place lies in the country that the basket is shown for
                set_country(mine.id, destination_of(mine).country, now=utcnow())
    target = "checkout.begin" if request.form.get("on") == "yes" else "cart.show_basket"
    return keep_cookie(redirect(url_for(target), 303))


def is_place(rate_id: int) -> bool:
    """Say whether a way is a place where things are fetched."""
    return any(rate.id == rate_id and rate.is_pickup for zone in load_tariff().zones for rate in zone.rates)


@cart.post("/postcode")
@limiter.limit("60 per minute")
def enter_postcode() -> Response | tuple[str, int]:
    """Remember the postcode, which the checkout then knows; one that cannot be is said beside its field."""
    mine = current_cart()
    if mine is None:
        return redirect(url_for("cart.show_basket"), 303)
    typed, country = request.form.get("postal_code", "")[:60], destination_of(mine).country
    spelt = spell_postal_code(typed, country)
    if spelt is None:
        error = f"Enter a full postcode, like {postal_example(country)}."
        return basket_page(postcode_error=error, typed_postcode=typed), 422
    with transaction():
        keep_answers(mine.id, {"postal_code": spelt}, now=utcnow())
    return keep_cookie(redirect(url_for("cart.show_basket"), 303))
