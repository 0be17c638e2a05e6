"""Countries we deliver to, in words."""

from babel import Locale

from app.cart.models import Cart
from app.settings.queries import load_settings


def country_name(code: str) -> str:
    """Return "Ireland" for "IE"."""
    return str(Locale.parse(load_settings().locale).territories.get(code, code))


def country_options() -> list[tuple[str, str]]:
    """Return (code, name) of each country we deliver to."""
    return [(one.code, country_name(one.code)) for one in load_settings().countries]


def known_country(cart: Cart | None) -> str:
    """Return the country that a basket's costs are shown for: the visitor's choice, else the first of ours."""
    codes = [one.code for one in load_settings().countries]
    chosen = cart.country if cart else ""
    return chosen if chosen in codes else codes[0]
