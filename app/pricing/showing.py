"""Prices as shoppers see them: with the tax of the country they are shown for, whichever way they are kept."""

from collections.abc import Mapping
from datetime import datetime

from app.money import Money
from app.pricing.queries import current_prices, load_tariff, prices_before_reduction


def shown_prices(classes: Mapping[int, str], currency: str, country: str) -> dict[int, Money]:
    """Return variant id -> price with tax in a country; `classes` are the variants' tax classes by id."""
    return _shown(current_prices(list(classes), currency), classes, country)


def shown_before_reduction(
    classes: Mapping[int, str], currency: str, country: str, now: datetime
) -> dict[int, Money]:
    """Return, for what was lowered lately, the lowest price of the 30 days before, with tax in a country."""
    return _shown(prices_before_reduction(list(classes), currency, now), classes, country)


def _shown(prices: Mapping[int, Money], classes: Mapping[int, str], country: str) -> dict[int, Money]:
    taxes = load_tariff().taxes
    return {number: taxes.shown(price, country, classes[number]) for number, price in prices.items()}
