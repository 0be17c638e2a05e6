"""A minute on the site's clock, also on the two nights when the clock is moved."""

from datetime import UTC, date, datetime, time

import pytest

from app.errors import Invalid
from app.publishing.moments import MinuteTwice, read_moment, write_moment

DUBLIN, NEW_YORK, KOLKATA = "Europe/Dublin", "America/New_York", "Asia/Kolkata"


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        (DUBLIN, date(2026, 12, 1), time(7, 30), datetime(2026, 12, 1, 7, 30, tzinfo=UTC)),
        (DUBLIN, date(2026, 7, 1), time(7, 30), datetime(2026, 7, 1, 6, 30, tzinfo=UTC)),
        (KOLKATA, date(2026, 7, 1), time(0, 0), datetime(2026, 6, 30, 18, 30, tzinfo=UTC)),
        (DUBLIN, date(2027, 3, 28), time(0, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (DUBLIN, date(2027, 3, 28), time(2, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_minute_is_that_of_the_site_s_clock(zone: str, day: date, clock: time, expected: datetime) -> None:
    assert read_moment(day, clock, zone) == expected


@pytest.mark.parametrize(
    ("zone", "day", "clock", "later"),
    [(DUBLIN, date(2027, 3, 28), time(1, 30), "02:30"), (NEW_YORK, date(2027, 3, 14), time(2, 0), "03:00")],
)
def test_a_minute_that_the_clock_leaves_out_is_refused_with_the_next_one(
    zone: str, day: date, clock: time, later: str
) -> None:
    with pytest.raises(Invalid) as caught:
        read_moment(day, clock, zone)
    assert f"There is no {clock:%H:%M}" in caught.value.sentence and later in caught.value.sentence


def test_a_minute_that_comes_twice_is_asked_about() -> None:
    night, clock = date(2026, 10, 25), time(1, 30)
    with pytest.raises(MinuteTwice) as caught:
        read_moment(night, clock, DUBLIN)
    assert "comes twice (IST and GMT)" in caught.value.sentence
    first, second = (read_moment(night, clock, DUBLIN, which=which) for which in ("first", "second"))
    assert (first, second) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    assert write_moment(first, DUBLIN) == "25 October 2026, 01:30 IST"
    assert write_moment(second, DUBLIN) == "25 October 2026, 01:30 GMT"
