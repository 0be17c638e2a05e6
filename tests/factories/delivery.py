"""Zones and ways of delivery, for tests; inside the open transaction or one of their own."""

from typing import Any

from app.pricing.delivering import Basis
from app.pricing.queries import list_zones
from app.pricing.zoning import RateDraft, ZoneDraft, add_rate, add_zone, adopt_countries
from tests.factories.catalog import ACTOR, MORNING, writing

STANDARD: dict[str, Any] = {
    "name": "Standard", "basis": Basis.WEIGHT, "steps": ((2000, 490), (5000, 790)), "days": "2 to 4 working days",
}  # fmt: skip
FETCH: dict[str, Any] = {
    "name": "Pick up", "basis": Basis.COUNT, "steps": ((None, 0),), "days": "Ready the next working day",
    "place": "4 Example Street, Dublin", "hours": "Tuesday to Friday, 10:00 to 16:00",
}  # fmt: skip


def make_zone(*countries: str, postcodes: tuple[str, ...] = (), **rate: Any) -> tuple[int, int]:
    """A zone with one rate, Standard unless told otherwise; returns their ids."""
    with writing():
        zone = add_zone(
            ZoneDraft(name="A zone", countries=countries, postcodes=postcodes), actor=ACTOR, now=MORNING
        )
        return zone.id, make_rate(zone.id, **rate)


def make_rate(zone_id: int, **fields: Any) -> int:
    """A way of delivery; returns its id."""
    with writing():
        return add_rate(zone_id, RateDraft(**{**STANDARD, **fields}), actor=ACTOR, now=MORNING).id


def make_two_ways() -> tuple[int, int]:
    """The settings' countries as zones, and a dearer way to the first of them; returns that zone and that way."""
    with writing():
        adopt_countries(actor=ACTOR, now=MORNING)
        zone = list_zones()[0].id
        return zone, make_rate(
            zone, name="Express", basis=Basis.COUNT, steps=((None, 1200),), days="1 working day"
        )
