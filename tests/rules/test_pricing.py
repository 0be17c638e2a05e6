"""The sums of an order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.money import Money
from app.pricing.errors import NoSuchCountry
from app.pricing.rules import PricedLine, quote
from app.pricing.tariff import Destination, tariff_of
from app.pricing.taxing import tax_inside
from app.settings.rules import SiteSettings

SETTINGS = tariff_of(SiteSettings())
IE, DE, FR = Destination(country="IE"), Destination(country="DE"), Destination(country="FR")


def line(minor: int, quantity: int = 1, *, variant: int = 1, is_shipped: bool = True) -> PricedLine:
    return PricedLine(
        variant_id=variant, unit=Money(minor=minor, currency="EUR"), quantity=quantity, is_shipped=is_shipped
    )


def test_a_total_is_lines_and_delivery_with_the_tax_inside() -> None:
    found = quote([line(2400, 2), line(1800)], IE, SETTINGS)
    assert (found.lines_total.minor, found.shipping.minor, found.total.minor) == (6600, 450, 7050)
    assert found.tax.minor == 1318  # 70.50 * 23 / 123 = 13.182...
    assert found.days == "2 to 3 working days"


def test_what_needs_no_parcel_costs_no_delivery() -> None:
    assert quote([line(2800, is_shipped=False)], DE, SETTINGS).shipping.minor == 0
    assert quote([line(2800, is_shipped=False), line(500)], DE, SETTINGS).shipping.minor == 890


def test_a_country_we_do_not_deliver_to_is_said() -> None:
    with pytest.raises(NoSuchCountry):
        quote([line(2400)], FR, SETTINGS)


def test_an_empty_basket_costs_nothing() -> None:
    assert quote([], IE, SETTINGS).total.minor == 0


@given(
    st.lists(st.tuples(st.integers(1, 9_999_999), st.integers(1, 20)), max_size=30),
    st.sampled_from(["IE", "GB", "DE"]),
)
def test_every_sum_is_exact_to_the_unit(lines: list[tuple[int, int]], country: str) -> None:
    found = quote(
        [line(minor, quantity) for minor, quantity in lines], Destination(country=country), SETTINGS
    )
    assert sum(one.total.minor for one in found.lines) == found.lines_total.minor
    assert found.lines_total.minor + found.shipping.minor == found.total.minor
    assert sum(one.tax.minor for one in found.lines) <= found.tax.minor <= found.total.minor
    assert all(0 <= one.tax.minor <= one.total.minor for one in found.lines)


@given(st.integers(0, 10**9), st.integers(0, 4000))
def test_tax_inside_is_the_nearest_unit(gross: int, points: int) -> None:
    exact = gross * points / (10_000 + points)
    assert abs(tax_inside(gross, points) - exact) <= 0.5 + 1e-6
