"""What staff type about delivery: kept as typed, read into drafts, and written back."""

from collections.abc import Mapping

from app.money import Money
from app.orders.buyer import tidy
from app.pricing.delivering import Basis, Rate
from app.pricing.models import DeliveryRate, DeliveryZone
from app.pricing.queries import rate_of
from app.pricing.zoning import RateDraft, ZoneDraft
from app.settings.queries import load_settings
from app.web.templating import format_money
from blueprints.staff.reading import read_price, read_whole, write_price

ZONE_FIELDS = ("name", "countries", "postcodes")
RATE_FIELDS = ("name", "basis", "steps", "free_from", "days", "place", "hours")
LONGEST = 2_000
MORE = "more"
Values = dict[str, str]
Steps = tuple[tuple[int | None, int], ...]


def typed_fields(sent: Mapping[str, str], names: tuple[str, ...]) -> Values:
    """Return the declared fields as they were typed; nothing else of a form is looked at."""
    return {name: sent.get(name, "").replace("\r\n", "\n").strip()[:LONGEST] for name in names}


def read_zone(values: Values) -> ZoneDraft:
    """Return the zone that was typed."""
    countries = values["countries"].upper().replace(",", " ").split()
    postcodes = [line.strip() for line in values["postcodes"].replace(",", "\n").split("\n")]
    return ZoneDraft(
        name=tidy(values["name"]), countries=tuple(dict.fromkeys(countries)),
        postcodes=tuple(one for one in postcodes if one),
    )  # fmt: skip


def values_of_zone(zone: DeliveryZone) -> Values:
    """Return what a zone says now, as text."""
    written = [one.replace("..", " to ") for one in zone.postcodes]
    return {"name": zone.name, "countries": ", ".join(zone.countries), "postcodes": "\n".join(written)}


def read_rate(values: Values) -> RateDraft:
    """Return the rate that was typed; what cannot be read is left for pricing to refuse."""
    currency = load_settings().currency
    basis = Basis(values["basis"]) if values["basis"] in set(Basis) else Basis.COUNT
    free_from = read_price(values["free_from"], currency) if values["free_from"] else None
    return RateDraft(
        name=tidy(values["name"]), basis=basis, steps=_steps(values["steps"], basis, currency),
        free_from=(free_from.minor if free_from else 0) if values["free_from"] else None,
        days=tidy(values["days"]), place=tidy(values["place"])[:200], hours=tidy(values["hours"])[:120],
    )  # fmt: skip


def values_of_rate(rate: DeliveryRate) -> Values:
    """Return what a rate says now, as text."""
    free_from = write_price(_money(rate.free_from_minor)) if rate.free_from_minor else ""
    return {
        "name": rate.name, "basis": rate.basis.value, "steps": "\n".join(_written(rate_of(rate))),
        "free_from": free_from, "days": rate.days, "place": rate.place, "hours": rate.hours,
    }  # fmt: skip


def step_words(rate: DeliveryRate) -> str:
    """Return what a rate costs in one line: "up to 2000 g €4.90, above that €7.90, free from €60.00"."""
    unit = {Basis.WEIGHT: " g", Basis.PRICE: "", Basis.COUNT: " things"}[rate.basis]
    said: list[str] = []
    for most, cost in rate_of(rate).steps:
        end = (
            f"up to {_written_end(most, rate.basis)}{unit} "
            if most is not None
            else "above that "
            if said
            else ""
        )
        said.append(f"{end}{format_money(_money(cost)) if cost else 'nothing to pay'}")
    free = f", free from {format_money(_money(rate.free_from_minor))}" if rate.free_from_minor else ""
    return ", ".join(said) + free


def empty_rate() -> Values:
    """Return a form with nothing in it but one step for every parcel."""
    return {**dict.fromkeys(RATE_FIELDS, ""), "basis": Basis.WEIGHT.value}


def _steps(raw: str, basis: Basis, currency: str) -> Steps | None:
    """Return the steps of lines such as "2000: 4.90" and "more: 7.90"; None when any of them is none."""
    steps: list[tuple[int | None, int]] = []
    for line in filter(str.strip, raw.split("\n")):
        most, colon, cost = line.rpartition(":")
        amount = read_price(cost, currency)
        end = _end(most.strip(), basis, currency)
        if amount is None or not colon or end == 0:
            return None
        steps.append((end, amount.minor))
    return tuple(steps)


def _end(raw: str, basis: Basis, currency: str) -> int | None:
    """Return how far a step goes, None for however much, and 0, which no step is, for what cannot be read."""
    if raw.casefold() == MORE:
        return None
    if basis is Basis.PRICE:
        amount = read_price(raw, currency)
        return amount.minor if amount else 0
    return read_whole(raw) or 0


def _written(rate: Rate) -> list[str]:
    ends = [_written_end(most, rate.basis) for most, _ in rate.steps]
    return [f"{end}: {write_price(_money(cost))}" for end, (_, cost) in zip(ends, rate.steps, strict=True)]


def _written_end(most: int | None, basis: Basis) -> str:
    if most is None:
        return MORE
    return write_price(_money(most)) if basis is Basis.PRICE else str(most)


def _money(minor: int) -> Money:
    return Money(minor=minor, currency=load_settings().currency)
