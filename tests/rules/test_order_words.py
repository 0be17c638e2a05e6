"""What an order is found by, as plain words."""

from importlib import import_module
from types import SimpleNamespace

import pytest

from app.orders.finding import words_of
from app.orders.words import (
    LONGEST,
    asked_forms,
    parts_of,
    plain,
    words_of_address,
    words_of_name,
    words_of_postcode,
    words_of_skus,
)


def test_a_name_gives_its_words_their_pieces_and_a_few_in_a_row() -> None:
    assert words_of_name("Nora Quinn") == {"nora", "quinn", "nora quinn"}
    assert {"mary-jane", "mary", "jane", "obrien", "brien", "mary-jane obrien"} <= words_of_name(
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
        ("O’Brien", [(1, "obrien")]),
        ("nora  QUINN", [(1, "noraquinn"), (2, "nora quinn")]),
        ("d02-x285", [(1, "d02-x285"), (1, "d02x285")]),
        ("a b c d e", [(1, "abcde")]),
        (" \x00 ", []),
    ],
)
def test_what_is_typed_is_read_as_words_and_as_one_code(typed: str, forms: list[tuple[int, str]]) -> None:
    assert asked_forms(typed) == forms


def test_the_migration_gives_orders_that_were_there_the_same_words() -> None:
    migration = import_module("migrations.versions.0020_order_notes_and_amendments")
    for name, email, code, sku in (
        ("Mary-Jane  O’Brien, Zoë", "Nora.Quinn+shop@Example.com", "D02 X285", "SH-WHW"),
        ("Ａ b c d e f g h i j", "o'brien@b.example", "", "sh 1"),
        ("\x00 . ,", "", "10115", "X"),
        ("a\x00b " + "\ufdfa" * 30 + " \ufdfa\ufdfa", "n" * 300, "\ufdfa" * 20, "X"),
    ):
        order = SimpleNamespace(id=7, name=name, email=email, postal_code=code, erased_at=None)
        rows = [(one["parts"], one["word"]) for one in migration.rows_of(order, {migration.plain(sku)})]
        meant = words_of(order, [sku])  # type: ignore[arg-type]
        assert rows == [(parts_of(one), one) for one in sorted(meant)]
        assert all(len(one) <= LONGEST for one in meant), "a column holds each"
        erased = SimpleNamespace(id=7, name=name, email=email, postal_code=code, erased_at="then")
        assert [one["word"] for one in migration.rows_of(erased, {migration.plain(sku)})] == [plain(sku)]
