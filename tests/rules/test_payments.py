"""What a payment says of itself."""

import pytest

from app.payments.rules import statement_suffix


@pytest.mark.parametrize(
    ("number", "says"),
    [(1042, "ORDER 1042"), (10_420, "ORDER10420"), (1_042_000, "NO 1042000"), (104_200_000, "N104200000")],
)
def test_a_statement_has_room_for_the_longest_short_name(number: int, says: str) -> None:
    """Twenty-two signs, of which an account's short name may take ten and "* " two."""
    assert statement_suffix(number) == says
    assert len(f"TENLETTERS* {says}") <= 22
