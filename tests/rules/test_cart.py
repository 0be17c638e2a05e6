"""Odd quantities."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cart.errors import QuantityRefused
from app.cart.rules import MOST_OF_ONE, parse_quantity


@pytest.mark.parametrize(
    "typed",
    ["", "0", "-1", "1.5", "1e3", "²", "٣", "1٣", "21", "9999999999", "1 2", "0x2", "NaN", "+1", "1\n2"],
)
def test_what_is_not_a_number_of_things_is_refused(typed: str) -> None:
    with pytest.raises(QuantityRefused):
        parse_quantity(typed)


def test_spaces_around_a_number_are_forgiven() -> None:
    assert parse_quantity(" 3 ") == 3
    assert parse_quantity("03") == 3
    assert parse_quantity("0", least=0) == 0


@given(st.text(max_size=6))
def test_any_text_is_either_a_number_in_range_or_refused(typed: str) -> None:
    with contextlib.suppress(QuantityRefused):
        assert 1 <= parse_quantity(typed) <= MOST_OF_ONE
