"""What delivery costs: zones, their rates, and the ways in which some things can reach somebody; pure.

A rate looks at the things in the parcel at their price before any offer, as offers do: so a code can never make the
delivery dearer, and a sum that a page promises is the same sum everywhere. Rates hold their tax.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.pricing.postcodes import fits


class Basis(StrEnum):
    """What a rate's steps count."""

    WEIGHT = "weight"
    PRICE = "price"
    COUNT = "count"


class Reach(StrEnum):
    """How what is bought gets to its buyer; nothing is delivered where it is files, a course or a ticket."""

    POSTED = "posted"
    FETCHED = "fetched"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What is to be sent: grams, minor units before offers, and pieces."""

    weight: int
    goods: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One way in which things reach somebody; without a place they are brought to the door.

    `steps` are (up to this much of the basis, minor units), rising; None in the last one means however much.
    """

    id: int
    name: str
    basis: Basis
    steps: tuple[tuple[int | None, int], ...]
    free_from: int | None = None
    days: str = ""
    place: str = ""
    hours: str = ""

    @property
    def is_pickup(self) -> bool:
        """Whether the shopper fetches the things."""
        return bool(self.place)

    def cost(self, parcel: Parcel) -> int | None:
        """Return what it costs in minor units; None where it is not for such a parcel."""
        much = {
            Basis.WEIGHT: parcel.weight,
            Basis.PRICE: parcel.goods,
            Basis.COUNT: parcel.count,
        }[self.basis]
        found = next((cost for most, cost in self.steps if most is None or much <= most), None)
        is_free = self.free_from is not None and parcel.goods >= self.free_from
        return 0 if found is not None and is_free else found


@dataclass(frozen=True, kw_only=True)
class Zone:
    """Some countries, or some postcodes of them, with the rates that things are sent there for."""

    id: int
    name: str
    countries: tuple[str, ...]
    postcodes: tuple[str, ...] = ()
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Way:
    """A rate that is open to some things, with its cost in minor units."""

    rate: Rate
    cost: int


def find_zone(zones: Sequence[Zone], country: str, postal_code: str) -> Zone | None:
    """Return the zone of an address: the one whose postcodes are closest to it, else the country's general one."""
    here = [zone for zone in zones if country in zone.countries]
    closest, best = 0, None
    for zone in here:
        how = max((fits(one, postal_code, country) for one in zone.postcodes), default=0)
        if how > closest:
            closest, best = how, zone
    return best or next((zone for zone in here if not zone.postcodes), None)


def asks_postcode(zones: Iterable[Zone], country: str) -> bool:
    """Say whether what delivery to a country costs depends on the postcode."""
    return any(zone.postcodes for zone in zones if country in zone.countries)


def list_ways(zone: Zone | None, parcel: Parcel) -> list[Way]:
    """Return the ways that are open to a parcel: those that bring it first, each kind cheapest first."""
    costs = [(rate, rate.cost(parcel)) for rate in (zone.rates if zone else ())]
    ways = [Way(rate=rate, cost=cost) for rate, cost in costs if cost is not None]
    return sorted(ways, key=lambda one: (one.rate.is_pickup, one.cost))


def choose_way(ways: Sequence[Way], rate_id: int | None) -> Way | None:
    """Return the way that was chosen, else the cheapest that brings the things; nobody has to fetch them unasked."""
    chosen = next((one for one in ways if one.rate.id == rate_id), None)
    return chosen or next((one for one in ways if not one.rate.is_pickup), None)
