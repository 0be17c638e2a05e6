"""Money and the exact splitting of sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.money import Money, allocate, smallest_step


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="cannot mix"):
        Money(minor=1, currency="EUR") + Money(minor=1, currency="GBP")


def test_an_amount_is_a_whole_number() -> None:
    with pytest.raises(TypeError):
        Money(minor=1.5, currency="EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("currency", "major", "step"),
    [
        ("EUR", "24.00", 1),
        ("JPY", "2400", 1),
        ("KWD", "2.400", 10),
        ("ISK", "24.00", 100),
        ("UGX", "24.00", 100),
    ],
)
def test_digits_and_steps_are_those_that_stripe_charges(currency: str, major: str, step: int) -> None:
    assert str(Money(minor=2400, currency=currency).decimal) == major
    assert smallest_step(currency) == step


@given(st.integers(0, 10_000_000), st.lists(st.integers(0, 100_000), min_size=1, max_size=30))
def test_an_allocation_sums_to_the_unit_and_is_fair_to_within_one(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        assert all(
            abs(part - total * weight / whole) < 1 for part, weight in zip(parts, weights, strict=True)
        )
