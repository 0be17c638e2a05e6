"""Where a basket goes, as far as its shopper has said; its prices and the whole cost are shown for there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.cart.models import Cart
from app.db import db
from app.pricing.queries import load_tariff
from app.pricing.tariff import Destination
from app.pricing.vat_numbers import is_reverse_charged
from app.settings.queries import load_settings


def destination_of(cart: Cart | None) -> Destination:
    """Return where a basket goes; without a choice, the first of our countries."""
    return _destination(cart.country if cart else "", cart.answers if cart else {})


def find_destination(cart_id: int) -> Destination:
    """Return where the basket of an id goes."""
    found = db.session.execute(select(Cart.country, Cart.answers).where(Cart.id == cart_id)).first()
    return _destination(found.country, found.answers) if found else _destination("", {})


def _destination(chosen: str, answers: Mapping[str, Any]) -> Destination:
    codes = load_tariff().codes
    country = chosen if chosen in codes else codes[0]
    settings = load_settings()
    number = str(answers.get("vat_number", "") or "")
    is_reverse = settings.reverse_charge and is_reverse_charged(number, country, settings.seller_country)
    return Destination(country=country, is_reverse=is_reverse)
