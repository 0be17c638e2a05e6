"""Tax by class and country: each rule of docs/how-to/delivery-and-tax.md, and any lines, exact to the unit."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.money import Money, smallest_step
from app.pricing.rules import PricedLine, Quote, quote
from app.pricing.tariff import Destination, Tariff, tariff_of
from app.pricing.taxing import (
    TaxedPart,
    TaxRate,
    TaxTable,
    percent_words,
    share_delivery,
    tax_inside,
    tax_note,
    with_tax,
    without_tax,
)
from app.settings.rules import SiteSettings
from tests.rules.test_discounting import any_terms, free_delivery
from tests.rules.test_discounting import percent as percent_off

RATES = (
    TaxRate(country="IE", tax_class="standard", points=2300),
    TaxRate(country="IE", tax_class="books", points=0),
    TaxRate(country="IE", tax_class="services", points=1350),
    TaxRate(country="DE", tax_class="standard", points=1900),
    TaxRate(country="DE", tax_class="books", points=700),
)
TARIFF = tariff_of(SiteSettings(), RATES)
IE, DE, GB = Destination(country="IE"), Destination(country="DE"), Destination(country="GB")


def line(minor: int, quantity: int = 1, *, of: str = "standard", currency: str = "EUR") -> PricedLine:
    return PricedLine(
        variant_id=1, unit=Money(minor=minor, currency=currency), quantity=quantity, tax_class=of,
        is_shipped=of != "services", product_id=1, category_id=1,
    )  # fmt: skip


def told(found: Quote) -> list[tuple[str, int, int, int]]:
    return [(one.tax_class, one.points, one.net, one.tax) for one in found.taxes]


def test_each_class_bears_its_rate_in_its_country() -> None:
    lines = [line(1000, of="standard"), line(1000, of="books"), line(1000, of="services")]
    assert told(quote(lines, IE, TARIFF, [free_delivery()])) == [
        ("books", 0, 1000, 0), ("services", 1350, 881, 119), ("standard", 2300, 813, 187),
    ]  # fmt: skip
    assert told(quote(lines, DE, TARIFF, [free_delivery()])) == [
        ("books", 700, 935, 65), ("services", 1900, 841, 159), ("standard", 1900, 840, 160),
    ]  # fmt: skip


def test_a_class_without_a_rate_bears_the_usual_one_and_a_country_without_any_the_sites_own() -> None:
    assert TARIFF.taxes.points("DE", "services") == 1900
    assert TARIFF.taxes.points("GB", "books") == 2300
    assert TARIFF.taxes.points("IE", "books") == 0


def test_the_delivery_bears_the_rates_of_what_is_in_the_parcel_in_proportion() -> None:
    found = quote([line(3000), line(1000, of="books"), line(9000, of="services")], IE, TARIFF)
    assert found.shipping.minor == 450
    gross = {one.tax_class: one.net + one.tax for one in found.taxes}
    assert gross == {"standard": 3000 + 338, "books": 1000 + 112, "services": 9000}
    assert found.tax.minor == tax_inside(3338, 2300) + tax_inside(9000, 1350)


def test_the_delivery_of_what_is_given_for_nothing_is_shared_by_its_price() -> None:
    parts = [
        TaxedPart(tax_class="standard", total=3000, paid=0, is_shipped=True),
        TaxedPart(tax_class="books", total=1000, paid=0, is_shipped=True),
    ]
    assert share_delivery(parts, 400) == [300, 100]


def test_a_discount_lowers_the_tax_of_what_it_is_about() -> None:
    lines = [replace(line(1000), product_id=1), replace(line(1000, of="books"), product_id=2)]
    off = percent_off(50, products=frozenset({1}))
    assert told(quote(lines, IE, TARIFF, [off, free_delivery()])) == [
        ("books", 0, 1000, 0), ("standard", 2300, 407, 93)
    ]  # fmt: skip


def test_prices_kept_without_tax_are_shown_and_paid_with_it() -> None:
    table = replace(TARIFF.taxes, prices_include_tax=False)
    net = Money(minor=1000, currency="EUR")
    assert table.shown(net, "IE", "standard").minor == 1230
    assert table.shown(net, "IE", "services").minor == 1135
    assert table.shown(net, "DE", "books").minor == 1070
    assert TARIFF.taxes.shown(net, "IE", "standard") == net
    found = quote([replace(line(0), unit=table.shown(net, "IE", "standard"))], IE, TARIFF, [free_delivery()])
    assert (found.total.minor, found.tax.minor) == (1230, 230)


def test_a_price_with_tax_on_top_is_a_sum_that_can_be_charged() -> None:
    table = TaxTable(site_points=2100, prices_include_tax=False)
    assert table.shown(Money(minor=1000, currency="KWD"), "IE", "standard").minor == 1210
    assert table.shown(Money(minor=1010, currency="KWD"), "IE", "standard").minor == 1220
    assert table.shown(Money(minor=100, currency="ISK"), "IE", "standard").minor == 100


def test_under_reverse_charge_nothing_of_the_tax_is_paid() -> None:
    to = Destination(country="DE", is_reverse=True)
    found = quote([line(1190, 2), line(1070, of="books")], to, TARIFF)
    assert [one.unit.minor for one in found.lines] == [1000, 1000]
    assert (found.tax.minor, found.is_reverse) == (0, True)
    assert sum(one.net for one in found.taxes) == found.total.minor


@pytest.mark.parametrize(
    ("points", "words"),
    [(0, "0 %"), (900, "9 %"), (1350, "13.5 %"), (2300, "23 %"), (1925, "19.25 %"), (905, "9.05 %")],
)  # fmt: skip
def test_a_rate_is_written_without_needless_digits(points: int, words: str) -> None:
    assert percent_words(points) == words


def test_the_note_beside_the_total_names_each_rate_once() -> None:
    lines = [line(3000), line(1000, of="books"), line(1000, of="services")]
    same = quote([line(3000), line(1000, of="services")], GB, TARIFF)
    note = tax_note(same.taxes, is_reverse=False, say=str)
    assert note == f"includes 23 % tax, {same.tax.minor}"
    several = quote(lines, IE, TARIFF, [free_delivery()])
    note = tax_note(several.taxes, is_reverse=False, say=str)
    assert note == "includes tax, 561 at 23 % and 119 at 13.5 %"
    books = quote([line(1000, of="books")], IE, TARIFF, [free_delivery()])
    assert tax_note(books.taxes, is_reverse=False, say=str) == "no tax is in it"
    assert "reverse charge" in tax_note(several.taxes, is_reverse=True, say=str)


any_class = st.sampled_from(["standard", "books", "services"])
any_lines = st.lists(st.tuples(st.integers(1, 99_999), st.integers(1, 20), any_class), max_size=8)
any_rates = st.lists(
    st.builds(
        TaxRate, country=st.sampled_from(["IE", "DE"]), tax_class=any_class, points=st.integers(0, 4000)
    ),
    max_size=6,
    unique_by=lambda one: (one.country, one.tax_class),
)


@given(
    any_lines, any_rates, st.lists(any_terms, max_size=4), st.sampled_from(["EUR", "JPY", "KWD", "ISK"]),
    st.booleans(), st.sampled_from(["IE", "DE", "GB"]),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_the_evidence_of_any_lines_sums_to_total_and_tax_to_the_unit(
    rows: list[tuple[int, int, str]], rates: list[TaxRate], offers: list[object], currency: str, is_reverse: bool,
    country: str,
) -> None:  # fmt: skip
    step = smallest_step(currency)
    tariff: Tariff = tariff_of(replace(SiteSettings(), currency=currency), rates)
    lines = [line(unit * step, units, of=of, currency=currency) for unit, units, of in rows]
    found = quote(lines, Destination(country=country, is_reverse=is_reverse), tariff, offers)  # type: ignore[arg-type]
    assert sum(one.tax for one in found.taxes) == found.tax.minor
    assert sum(one.net + one.tax for one in found.taxes) == found.total.minor
    assert all(one.net >= 0 and one.tax >= 0 for one in found.taxes)
    assert all(0 <= one.tax.minor <= one.total.minor - one.discount.minor for one in found.lines)
    by_points: dict[int, list[int]] = {}
    for one in found.taxes:
        sums = by_points.setdefault(one.points, [0, 0])
        sums[0], sums[1] = sums[0] + one.net + one.tax, sums[1] + one.tax
    assert all(tax == tax_inside(gross, points) for points, (gross, tax) in by_points.items())


@given(st.integers(0, 10**8), st.integers(0, 4000))
def test_tax_put_on_top_and_taken_out_again_is_where_it_was(net: int, points: int) -> None:
    assert without_tax(with_tax(net, points), points) == net
