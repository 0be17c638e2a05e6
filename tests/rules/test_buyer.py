"""Answers of the checkout."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.orders.buyer import Buyer, asked_fields, check_address, check_email, tidy
from app.orders.errors import AnswerRefused
from app.pricing.postcodes import spell_postal_code

NORA = {"name": "Nora Quinn", "street": "4 Example Street", "city": "Dublin"}


@pytest.mark.parametrize(
    ("typed", "country", "spelt"),
    [
        ("d02x285", "IE", "D02 X285"), ("D02-X285", "IE", "D02 X285"), ("ls1 4ap", "GB", "LS1 4AP"),
        ("EC1A1BB", "GB", "EC1A 1BB"), (" 10115 ", "DE", "10115"), ("1011", "DE", None), ("D02", "IE", None),
        ("１０１１５", "DE", None), ("", "DE", None),
    ],
)  # fmt: skip
def test_postcodes_are_spelt_as_the_post_spells_them(typed: str, country: str, spelt: str | None) -> None:
    assert spell_postal_code(typed, country) == spelt


def test_ireland_goes_without_an_eircode_and_germany_not_without_a_postcode() -> None:
    assert check_address(Buyer(country="IE", **NORA), needs_parcel=True).postal_code == ""
    with pytest.raises(AnswerRefused) as refused:
        check_address(Buyer(country="DE", **NORA), needs_parcel=True)
    assert refused.value.errors == {"postal_code": "Enter the postcode."}


def test_what_is_not_posted_asks_for_a_name_alone() -> None:
    assert check_address(Buyer(country="DE", name="Nora"), needs_parcel=False).name == "Nora"
    with pytest.raises(AnswerRefused):
        check_address(Buyer(country="DE"), needs_parcel=False)


@pytest.mark.parametrize("country", ["IE", "GB", "DE"])
def test_six_address_fields_at_most(country: str) -> None:
    assert len(asked_fields(country)) <= 6


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nora",
        "nora@",
        "@example.com",
        "nora@example",
        "a@b.example\nBcc: c@d.example",
        "n" * 300 + "@e.com",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(AnswerRefused):
        check_email(typed)


def test_spaces_in_an_address_are_forgiven() -> None:
    assert check_email("  nora @Example.COM ") == "nora@example.com"


@given(st.text(max_size=80))
def test_tidied_text_is_one_line_without_control_signs(typed: str) -> None:
    plain = tidy(typed)
    assert plain == tidy(plain)
    assert not any(ord(sign) < 32 or sign in "\x7f\u2028\u2029" for sign in plain)


@given(st.text(max_size=60), st.sampled_from(["IE", "GB", "DE"]))
def test_any_text_is_an_answer_or_refused_with_a_sentence(typed: str, country: str) -> None:
    with contextlib.suppress(AnswerRefused):
        check_email(typed)
    with contextlib.suppress(AnswerRefused):
        check_address(
            Buyer(country=country, name=typed, street=typed, city=typed, postal_code=typed), needs_parcel=True
        )


@pytest.mark.parametrize(
    ("country", "region", "postal_code", "lines"),
    [
        ("DE", "", "53111", ["53111 Dublin"]),
        ("IE", "", "D02 X285", ["Dublin", "D02 X285"]),
        ("GB", "Kent", "LS1 4AP", ["Dublin", "LS1 4AP"]),
        ("US", "", "10115", ["Dublin, 10115"]),
        ("US", "NY", "", ["Dublin, NY"]),
        ("IE", "", "", ["Dublin"]),
    ],
)
def test_an_address_stands_as_the_post_of_its_country_reads_it(
    country: str, region: str, postal_code: str, lines: list[str]
) -> None:
    buyer = Buyer(country=country, region=region, postal_code=postal_code, **NORA)
    assert buyer.address_lines == ["Nora Quinn", "4 Example Street", *lines]
