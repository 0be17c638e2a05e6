"""The price history."""

from datetime import timedelta

import pytest
from flask import Flask

from app.db import transaction
from app.money import Money
from app.pricing.actions import set_price
from app.pricing.errors import PriceRefused
from app.pricing.queries import current_prices, list_prices, prices_and_before
from tests.factories.stock import NOON, make_variant


def euros(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


def test_the_newest_price_stands_and_the_old_ones_stay(context: Flask) -> None:
    with transaction():
        variant = make_variant(price=2400).id
        set_price(variant, euros(2600), "user:1", NOON)
        set_price(variant, euros(2600), "user:1", NOON)
    assert current_prices([variant], "EUR") == {variant: euros(2600)}
    assert [price.amount_minor for price in list_prices(variant)] == [2600, 2400]
    assert current_prices([variant], "GBP") == {}


@pytest.mark.parametrize("minor", [0, -1, 100_000_00])
def test_an_amount_that_cannot_be_a_price_is_refused(context: Flask, minor: int) -> None:
    with transaction():
        variant = make_variant().id
    with pytest.raises(PriceRefused), transaction():
        set_price(variant, euros(minor), "user:1", NOON)


def test_a_reduction_is_told_from_the_lowest_price_of_thirty_days(context: Flask) -> None:
    day = timedelta(days=1)
    with transaction():
        variant = make_variant(price=3000, now=NOON - 90 * day).id
        set_price(variant, euros(2500), "user:1", NOON - 20 * day)
        set_price(variant, euros(3200), "user:1", NOON - 10 * day)
        set_price(variant, euros(2600), "user:1", NOON)
    assert prices_and_before([variant], "EUR", NOON)[1] == {}
    with transaction():
        set_price(variant, euros(2200), "user:1", NOON)
    assert prices_and_before([variant], "EUR", NOON)[1] == {variant: euros(2500)}
    assert prices_and_before([variant], "EUR", NOON + 31 * day)[1] == {}
