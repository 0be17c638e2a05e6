"""Countries we deliver to, in words."""

from babel import Locale

from app.cart.destination import destination_of
from app.cart.models import Cart
from app.pricing.queries import load_tariff
from app.settings.queries import load_settings


def country_name(code: str) -> str:
    """Return "Ireland" for "IE"."""
    return str(Locale.parse(load_settings().locale).territories.get(code, code))


def country_options() -> list[tuple[str, str]]:
    """Return (code, name) of each country we deliver to."""
    return [(code, country_name(code)) for code in load_tariff().codes]


def known_country(cart: Cart | None) -> str:
    """Return the country that a basket's costs are shown for: the visitor's choice, else the first of ours."""
    return destination_of(cart).country
