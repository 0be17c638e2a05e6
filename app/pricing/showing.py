"""Prices as shoppers see them: with the tax of the country they are shown for, whichever way they are kept."""

from collections.abc import Mapping
from datetime import datetime

from app.money import Money
from app.pricing.queries import load_tariff, prices_and_before
from app.settings.queries import load_settings


def shown_prices(
    classes: Mapping[int, str], currency: str, now: datetime, country: str = ""
) -> tuple[dict[int, Money], dict[int, Money]]:
    """Return variant id -> price, and, for what was lowered lately, the lowest price of the 30 days before; one query.

    Both with tax in a country, the first of ours where none is named. `classes` are the variants' tax classes by id.
    """
    prices, before = prices_and_before(list(classes), currency, now)
    return _shown(prices, classes, country), _shown(before, classes, country)


def _shown(prices: Mapping[int, Money], classes: Mapping[int, str], country: str) -> dict[int, Money]:
    if load_settings().prices_include_tax:  # and no question is asked about taxes
        return dict(prices)
    tariff = load_tariff()
    taxes, country = tariff.taxes, country or tariff.codes[0]
    return {number: taxes.shown(price, country, classes[number]) for number, price in prices.items()}
