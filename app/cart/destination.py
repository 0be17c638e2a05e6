"""Where a basket goes, as far as its shopper has said; its prices and the whole cost are shown for there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.cart.models import Cart
from app.db import db
from app.pricing.postcodes import spell_postal_code
from app.pricing.queries import load_tariff
from app.pricing.tariff import Destination
from app.pricing.vat_numbers import is_reverse_charged
from app.settings.queries import load_settings


def destination_of(cart: Cart | None) -> Destination:
    """Return where a basket goes; without a choice, the first of our countries."""
    return _destination(cart.country, cart.answers, cart.rate_id) if cart else _destination("", {}, None)


def find_destination(cart_id: int) -> Destination:
    """Return where the basket of an id goes."""
    query = select(Cart.country, Cart.answers, Cart.rate_id).where(Cart.id == cart_id)
    found = db.session.execute(query).first()
    return _destination(*found) if found else _destination("", {}, None)


def _destination(chosen: str, answers: Mapping[str, Any], rate_id: int | None) -> Destination:
    """Put it together; a postcode of another country, or a number of a business that is none, says nothing."""
    codes, settings = load_tariff().codes, load_settings()
    country = chosen if chosen in codes else codes[0]
    number, postcode = (str(answers.get(name, "") or "") for name in ("vat_number", "postal_code"))
    return Destination(
        country=country,
        postal_code=(spell_postal_code(postcode, country) or "") if postcode else "",
        rate_id=rate_id,
        is_reverse=settings.reverse_charge
        and not settings.asks_stripe_tax
        and is_reverse_charged(number, country, settings.seller_country),
    )
