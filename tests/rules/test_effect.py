"""What led to a line, and what an order's lines give to the edges that led to them."""

import pytest

from app.cart.touching import Touch, join_touches, read_touch
from app.effect.rules import LedLine, OrderSums, Share, a_thousand, gone_back, share_out


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ("", "12", "12"),
        ("12", "", "12"),
        ("5", "12", "5,12"),
        ("5,7", "9,12", "5,12"),
        ("12", "12", "12"),
        ("", "", ""),
    ],
)
def test_a_line_knows_its_first_link_and_its_last(earlier: str, later: str, said: str) -> None:
    assert join_touches(earlier, later) == said


def test_what_is_no_edge_led_nowhere() -> None:
    for written in ("", "x", "1,2,3", "-1", "1,", "9" * 40):
        assert read_touch(written) is None
    assert read_touch("5,12") == Touch(first=5, last=12)


def test_what_goes_back_is_shared_out_by_what_was_paid() -> None:
    line = LedLine(touch=Touch(first=1, last=1), paid_minor=2000)
    assert gone_back(line, OrderSums(total_minor=3000, refunded_minor=1500)) == 1000
    assert gone_back(line, OrderSums(total_minor=3000, refunded_minor=3000)) == 2000
    assert gone_back(line, OrderSums(total_minor=3000, refunded_minor=9000)) == 2000, (
        "never more than the line"
    )
    assert gone_back(line, OrderSums(total_minor=0, refunded_minor=0)) == 0


def test_an_edge_is_credited_as_last_and_as_first() -> None:
    shares = share_out([(Touch(first=5, last=7), 100), (Touch(first=7, last=7), 50)])
    assert shares[5] == Share(first_lines=1, first_minor=100)
    assert shares[7] == Share(lines=2, minor=150, first_lines=1, first_minor=50)


def test_nobody_who_read_is_no_rate() -> None:
    assert a_thousand(3, 0) is None
    assert a_thousand(3, 2000) == 1.5
