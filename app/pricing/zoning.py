"""What staff do with delivery: make and change zones and their rates; orders keep what they were placed with.

A zone is locked before its rates are changed, and nothing else with it but the site's version, last.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from babel import Locale
from sqlalchemy import func, select

from app.audit.actions import record
from app.db import db
from app.freshness import raise_version
from app.money import smallest_step
from app.pricing.delivering import Basis
from app.pricing.errors import DeliveryChanged, DeliveryRefused, NoSuchDelivery
from app.pricing.models import DeliveryRate, DeliveryZone
from app.pricing.postcodes import is_country, spell_pattern
from app.pricing.queries import find_zone_row, list_zones
from app.pricing.rules import MOST_MINOR
from app.pricing.tariff import flat_zone
from app.settings.queries import load_settings

MOST_STEPS = 20
COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, kw_only=True)
class ZoneDraft:
    """A zone as its form sends it."""

    name: str
    countries: tuple[str, ...]
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RateDraft:
    """A rate as its form sends it; amounts in minor units, None where what was typed is no amount or step."""

    name: str
    basis: Basis
    steps: tuple[tuple[int | None, int], ...] | None
    free_from: int | None = None  # 0, which is refused, for what is no amount
    days: str = ""
    place: str = ""
    hours: str = ""


def adopt_countries(*, actor: str, now: datetime) -> None:
    """Turn the flat rates of the settings into zones, once: as soon as there is a zone, zones alone count."""
    if db.session.scalar(select(func.count()).select_from(DeliveryZone)):
        return
    settings = load_settings()
    names = Locale.parse(settings.locale).territories
    for country in settings.countries:
        flat = flat_zone(country)
        name = str(names.get(country.code, country.code))
        zone = add_zone(ZoneDraft(name=name, countries=flat.countries), actor=actor, now=now)
        rate = flat.rates[0]
        draft = RateDraft(name=rate.name, basis=rate.basis, steps=rate.steps, days=rate.days)
        add_rate(zone.id, draft, actor=actor, now=now)


def add_zone(draft: ZoneDraft, *, actor: str, now: datetime) -> DeliveryZone:
    """Add a zone without rates; raises DeliveryRefused."""
    draft = check_zone(draft)
    last = db.session.scalar(select(func.max(DeliveryZone.position))) or 0
    zone = DeliveryZone(
        name=draft.name, countries=list(draft.countries), postcodes=list(draft.postcodes), position=last + 1,
        edition=1, changed_at=now, changed_by=actor, rates=[],
    )  # fmt: skip
    db.session.add(zone)
    db.session.flush()
    _tell("delivery.zone_added", zone, draft.countries, actor, now)
    return zone


def change_zone(zone_id: int, draft: ZoneDraft, *, seen_edition: int, actor: str, now: datetime) -> None:
    """Change what a zone is for; raises DeliveryRefused, DeliveryChanged."""
    zone = _locked(zone_id, seen_edition)
    draft = check_zone(draft)
    if len(draft.countries) != 1 and any(one.place for one in zone.rates):
        raise DeliveryRefused({"countries": ONE_COUNTRY})
    zone.name, zone.countries, zone.postcodes = draft.name, list(draft.countries), list(draft.postcodes)
    zone.edition += 1
    _tell("delivery.zone_changed", zone, draft.countries, actor, now)


def remove_zone(zone_id: int, *, actor: str, now: datetime) -> None:
    """Take a zone and its rates away; the last one stays, for a shop sends somewhere. Raises DeliveryRefused."""
    zone = _locked(zone_id, None)
    if len(list_zones()) == 1:
        raise DeliveryRefused({"name": "This is the last zone. Change it, or add another one first."})
    _tell("delivery.zone_removed", zone, tuple(zone.countries), actor, now)
    db.session.delete(zone)
    db.session.flush()


def add_rate(zone_id: int, draft: RateDraft, *, actor: str, now: datetime) -> DeliveryRate:
    """Add a way in which things reach a zone; raises DeliveryRefused."""
    zone = _locked(zone_id, None)
    draft = check_rate(draft, zone)
    rate = DeliveryRate(zone_id=zone.id, currency=load_settings().currency, edition=1)
    _fill(rate, draft)
    zone.rates.append(rate)
    db.session.flush()
    _tell("delivery.rate_added", zone, (draft.name,), actor, now)
    return rate


def change_rate(rate_id: int, draft: RateDraft, *, seen_edition: int, actor: str, now: datetime) -> None:
    """Change a rate; baskets see the new cost, orders keep theirs. Raises DeliveryRefused, DeliveryChanged."""
    zone, rate = _locked_rate(rate_id)
    if rate.edition != seen_edition:
        raise DeliveryChanged
    draft = check_rate(draft, zone)
    _fill(rate, draft)
    rate.currency = load_settings().currency
    rate.edition += 1
    _tell("delivery.rate_changed", zone, (draft.name,), actor, now)


def remove_rate(rate_id: int, *, actor: str, now: datetime) -> None:
    """Take a way of delivery away; a basket that had chosen it falls back to the cheapest."""
    zone, rate = _locked_rate(rate_id)
    _tell("delivery.rate_removed", zone, (rate.name,), actor, now)
    zone.rates.remove(rate)
    db.session.flush()


ONE_COUNTRY = "A place to fetch things lies in one country: the zone must be for that one alone."


def check_zone(draft: ZoneDraft) -> ZoneDraft:
    """Return the draft with its postcodes in one spelling; raises DeliveryRefused with a sentence for each field."""
    errors = {}
    if not draft.name or len(draft.name) > 80:
        errors["name"] = "Enter a name of at most 80 letters; only staff see it."
    if not draft.countries or not all(COUNTRY.fullmatch(one) and is_country(one) for one in draft.countries):
        errors["countries"] = "Enter the two letters of each country, such as IE, GB."
    spelt = [spell_pattern(one) for one in draft.postcodes]
    wrong = [typed for typed, one in zip(draft.postcodes, spelt, strict=True) if one is None]
    if wrong:
        errors["postcodes"] = (
            f"“{wrong[0][:20]}” is no postcode, beginning of one, or stretch such as KW15 to KW17."
        )
    if errors:
        raise DeliveryRefused(errors)
    return ZoneDraft(
        name=draft.name,
        countries=draft.countries,
        postcodes=tuple(dict.fromkeys(one for one in spelt if one)),
    )


def check_rate(draft: RateDraft, zone: DeliveryZone) -> RateDraft:
    """Return the draft; raises DeliveryRefused with a sentence for each field."""
    errors = {}
    currency = load_settings().currency
    if not draft.name or len(draft.name) > 80:
        errors["name"] = "Enter a name of at most 80 letters, such as Standard; shoppers read it."
    if not _are_steps(draft.steps, smallest_step(currency)):
        errors["steps"] = (
            "Enter one step a line, rising, such as 2000: 4.90. The last one may be: more: 7.90."
        )
    if draft.free_from is not None and not 0 < draft.free_from <= MOST_MINOR:
        errors["free_from"] = "Enter an amount such as 60.00, or leave it empty."
    if len(draft.days) > 60 or (not draft.days and not draft.place):
        errors["days"] = "Say how long it takes, such as: 2 to 4 working days."
    if bool(draft.place) != bool(draft.hours):
        errors["hours" if draft.place else "place"] = (
            "A place to fetch things needs both its address and its hours."
        )
    elif draft.place and len(zone.countries) != 1:
        errors["place"] = ONE_COUNTRY
    if errors:
        raise DeliveryRefused(errors)
    return draft


def _are_steps(steps: tuple[tuple[int | None, int], ...] | None, step: int) -> bool:
    if not steps or len(steps) > MOST_STEPS:
        return False
    ends = [10**12 if most is None else most for most, _ in steps]
    rises = ends[0] > 0 and all(a < b for a, b in pairwise(ends))
    return rises and all(0 <= cost <= MOST_MINOR and cost % step == 0 for _, cost in steps)


def _fill(rate: DeliveryRate, draft: RateDraft) -> None:
    rate.name, rate.basis, rate.days = draft.name, draft.basis, draft.days
    rate.steps = [list(one) for one in draft.steps or ()]
    rate.free_from_minor, rate.place, rate.hours = draft.free_from, draft.place[:200], draft.hours[:120]


def _locked(zone_id: int, seen_edition: int | None) -> DeliveryZone:
    query = select(DeliveryZone.id).where(DeliveryZone.id == zone_id).with_for_update()
    zone = find_zone_row(zone_id) if db.session.scalar(query) is not None else None
    if zone is None:
        raise NoSuchDelivery
    if seen_edition is not None and zone.edition != seen_edition:
        raise DeliveryChanged
    return zone


def _locked_rate(rate_id: int) -> tuple[DeliveryZone, DeliveryRate]:
    zone_id = db.session.scalar(select(DeliveryRate.zone_id).where(DeliveryRate.id == rate_id))
    zone = _locked(zone_id or 0, None)
    rate = next((one for one in zone.rates if one.id == rate_id), None)
    if rate is None:
        raise NoSuchDelivery
    return zone, rate


def _tell(what: str, zone: DeliveryZone, names: tuple[str, ...], actor: str, now: datetime) -> None:
    zone.changed_at, zone.changed_by = now, actor
    record(what, actor=actor, subject=("zone", zone.id), now=now, details={"about": ", ".join(names)})
    raise_version()
