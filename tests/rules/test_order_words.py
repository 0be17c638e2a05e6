"""What an order is found by, as plain words."""

import pytest

from app.orders.words import (
    asked_forms,
    plain,
    words_of_address,
    words_of_name,
    words_of_postcode,
    words_of_skus,
)


def test_a_name_gives_its_words_their_pieces_and_a_few_in_a_row() -> None:
    assert words_of_name("Nora Quinn") == {"nora", "quinn", "nora quinn"}
    assert {"mary-jane", "mary", "jane", "o'brien", "brien", "mary-jane o'brien"} <= words_of_name(
        "  Mary-Jane  O'Brien "
    )
    assert "a b c d" in words_of_name("a b c d e")
    assert "a b c d e" not in words_of_name("a b c d e")


def test_accents_wide_letters_and_odd_signs_are_forgiven() -> None:
    assert plain("ＺＯË\u00a0Müller\x00\u200b") == "zoe muller"
    assert plain("x" * 400) == "x" * 254
    assert words_of_name("\x00 . ,") == set()


def test_an_address_is_found_whole_by_its_domain_and_by_its_pieces() -> None:
    assert words_of_address("Nora.Quinn+shop@Example.com") == {
        "nora.quinn+shop@example.com",
        "nora.quinn+shop",
        "example.com",
        "nora",
        "quinn",
        "shop",
    }
    assert words_of_address("") == set()


def test_codes_are_kept_in_small_letters_and_postcodes_without_gaps() -> None:
    assert words_of_postcode("D02 X285") == {"d02x285"}
    assert words_of_postcode("") == set()
    assert words_of_skus(["SH-WHW", "SH-WHW"]) == {"sh-whw"}


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("Nora", [(1, "nora")]),
        ("nora  QUINN", [(1, "noraquinn"), (2, "nora quinn")]),
        ("d02-x285", [(1, "d02-x285"), (1, "d02x285")]),
        ("a b c d e", [(1, "abcde")]),
        (" \x00 ", []),
    ],
)
def test_what_is_typed_is_read_as_words_and_as_one_code(typed: str, forms: list[tuple[int, str]]) -> None:
    assert asked_forms(typed) == forms
