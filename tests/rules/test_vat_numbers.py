"""VAT numbers by their form: published examples and slips of them."""

import pytest

from app.pricing.vat_numbers import is_reverse_charged, spell_vat_number


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("DE136695976", "DE136695976"), ("de 136 695 976", "DE136695976"), ("IE6388047V", "IE6388047V"),
        ("IE 6433435F", "IE6433435F"), ("IE6433435OA", "IE6433435OA"), ("FR40303265045", "FR40303265045"),
        ("FR83404833048", "FR83404833048"), ("IT00743110157", "IT00743110157"), ("PL8567346215", "PL8567346215"),
        ("DK13585628", "DK13585628"), ("FI20774740", "FI20774740"), ("LU15027442", "LU15027442"),
        ("PT501964843", "PT501964843"), ("BE0428759497", "BE0428759497"), ("BE-0428.759.497", "BE0428759497"),
        ("ATU13585627", "ATU13585627"), ("NL004495445B01", "NL004495445B01"), ("GR094259216", "EL094259216"),
        ("SE123456789701", "SE123456789701"), ("ESX1234567X", "ESX1234567X"),
    ],
)  # fmt: skip
def test_a_number_of_the_right_form_has_one_spelling(typed: str, spelt: str) -> None:
    assert spell_vat_number(typed) == spelt
    assert spell_vat_number(spelt) == spelt


@pytest.mark.parametrize(
    "typed",
    [
        "", "DE", "136695976", "DE136695978", "DE13669597", "IE6388047W", "IE6433435OB", "FR41303265045",
        "IT00743110158", "PL8567346216", "DK13585629", "FI20774741", "LU15027443", "PT501964842", "BE0428759498",
        "ATX13585627", "US123456789", "DE١٣٦٦٩٥٩٧٦", "GB980780684", "x" * 500,
    ],
)  # fmt: skip
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert spell_vat_number(typed) is None


@pytest.mark.parametrize(
    ("number", "country", "does"),
    [
        ("DE136695976", "DE", True), ("DE136695976", "IE", False), ("DE136695976", "FR", False),
        ("IE6388047V", "IE", False), ("EL094259216", "GR", True), ("", "DE", False), ("DE1", "DE", False),
    ],
)  # fmt: skip
def test_the_buyer_accounts_for_the_tax_where_the_things_leave_for_their_country(
    number: str, country: str, does: bool
) -> None:
    assert is_reverse_charged(number, country, "IE") is does
