"""Tax that Stripe has told: shared out as it was told, with its evidence, and no total that moves."""

import pytest

from app.money import Money
from app.payments.tax_rules import name_question, points_of
from app.pricing.rules import PricedLine, quote
from app.pricing.tariff import Destination, tariff_of
from app.pricing.told import ToldTax, ToldTaxes
from app.settings.rules import SiteSettings

TO = Destination(country="IE")
STRIPE = tariff_of(SiteSettings(tax_source="stripe"))


def line(variant_id: int, minor: int, tax_class: str = "standard") -> PricedLine:
    unit = Money(minor=minor, currency="EUR")
    return PricedLine(variant_id=variant_id, unit=unit, quantity=1, tax_class=tax_class)


LINES = [line(1, 2400), line(2, 1000, "books"), line(3, 1000, "books")]
TOLD = ToldTaxes(
    calculation="taxcalc_1",
    lines=(ToldTax(tax=449, points=2300), ToldTax(), ToldTax(tax=83, points=900)),
    delivery=ToldTax(tax=84, points=2300),
)


def test_before_it_is_told_no_tax_is_guessed_and_the_total_is_final() -> None:
    sums = quote(LINES, TO, STRIPE)
    assert (sums.is_tax_open, sums.tax.minor, sums.taxes, sums.calculation) == (True, 0, (), "")
    assert sums.total == quote(LINES, TO, STRIPE, told=TOLD).total


def test_what_was_told_is_the_evidence_and_sums_to_the_total() -> None:
    sums = quote(LINES, TO, STRIPE, told=TOLD)
    assert [one.tax.minor for one in sums.lines] == [449, 0, 83]
    assert [(one.tax_class, one.points, one.net, one.tax) for one in sums.taxes] == [
        ("books 0", 0, 1000, 0), ("books 900", 900, 917, 83), ("delivery", 2300, 366, 84),
        ("standard", 2300, 1951, 449),
    ]  # fmt: skip
    assert (sums.tax.minor, sums.calculation, sums.is_tax_open) == (616, "taxcalc_1", False)
    assert sum(one.net + one.tax for one in sums.taxes) == sums.total.minor


def test_our_own_table_counts_where_prices_are_kept_without_tax() -> None:
    assert not tariff_of(SiteSettings(tax_source="stripe", prices_include_tax=False)).asks_stripe
    assert not tariff_of(SiteSettings()).asks_stripe


@pytest.mark.parametrize(
    ("percents", "points"),
    [(["23.0"], 2300), (["13.5"], 1350), (["4.0", "4.875"], 888), ([], 0), (["250"], 9999)],
)
def test_rates_that_fall_on_one_sum_are_added_up(percents: list[str], points: int) -> None:
    assert points_of(percents) == points


def test_the_same_question_has_one_name() -> None:
    assert name_question({"a": 1, "b": [2]}) == name_question({"b": [2], "a": 1}) != name_question({"a": 1})
