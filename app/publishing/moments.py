"""A minute on the site's clock, and the two nights a year on which not every minute is there once. Pure."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from app.errors import Invalid

FIRST, SECOND = "first", "second"


class MinuteTwice(Invalid):
    """The clock shows this minute twice; somebody has to say which is meant."""


def read_moment(day: date, clock: time, zone: str, *, which: str = "") -> datetime:
    """Return the moment in UTC of a minute on the clock of a zone such as "Europe/Dublin".

    Raises Invalid for a minute that the clock leaves out, MinuteTwice for one that comes twice unless `which` says
    FIRST or SECOND (PEP 495).
    """
    place = ZoneInfo(zone)
    local = datetime.combine(day, clock.replace(second=0, microsecond=0), tzinfo=place)
    first, second = local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    shown = first.astimezone(place).replace(tzinfo=None)
    if shown != local.replace(tzinfo=None):
        raise Invalid(
            f"There is no {clock:%H:%M} on {day:%-d %B %Y}: the clocks go forward over it. {shown:%H:%M} is the same"
            " time after the change; choose that, or a minute before."
        )
    if first == second or which == FIRST:
        return first
    if which == SECOND:
        return second
    names = f"{local.replace(fold=0):%Z} and {local.replace(fold=1):%Z}"
    raise MinuteTwice(
        f"The clocks go back on {day:%-d %B %Y}, and {clock:%H:%M} comes twice ({names}). Say below which is meant."
    )


def write_moment(moment: datetime, zone: str) -> str:
    """Return the minute as the clock shows it, with the zone's short name: "25 October 2026, 01:30 GMT"."""
    return f"{moment.astimezone(ZoneInfo(zone)):%-d %B %Y, %H:%M %Z}"
