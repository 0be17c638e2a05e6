"""What staff type about an offer: kept as typed, read into a draft, complaints beside the field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from app.catalog.queries import find_variant, list_categories, skus_of_products
from app.money import Money
from app.pricing.models import Offer
from app.pricing.offering import OfferDraft
from app.pricing.queries import load_tariff
from app.pricing.terms import OfferKind
from app.settings.queries import load_settings
from blueprints.staff.reading import read_price, read_whole, write_price

FIELDS = (
    "name", "code", "kind", "percent", "amount", "buy_units", "get_units", "tiers", "least", "first_order", "country",
    "from_on", "until_on", "most_uses", "most_each", "skus",
)  # fmt: skip
LONGEST = 2_000
DAY = "Write the day as 2026-09-01."
Errors = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class OfferForm:
    """An offer's fields as text, and the ticked shelves."""

    values: Mapping[str, str]
    shelves: tuple[str, ...] = ()

    def read(self) -> tuple[OfferDraft, Errors]:
        """Return the draft and what cannot be read; rules that need more than the text are pricing's."""
        values, errors = self.values, Errors()
        currency = load_settings().currency
        products = _products(values["skus"], errors)
        draft = OfferDraft(
            name=" ".join(values["name"].split())[:80],
            code=values["code"],
            kind=OfferKind(values["kind"]) if values["kind"] in set(OfferKind) else OfferKind.PERCENT,
            currency=currency,
            percent=read_whole(values["percent"]),
            amount_minor=_minor(values["amount"], currency),
            buy_units=read_whole(values["buy_units"]),
            get_units=read_whole(values["get_units"]),
            tiers=_tiers(values["tiers"], currency),
            least_minor=_minor(values["least"], currency) if values["least"] else 0,
            first_order=values["first_order"] == "yes",
            country=values["country"] if values["country"] in _countries() else "",
            from_on=read_day(values["from_on"], "from_on", errors),
            until_on=read_day(values["until_on"], "until_on", errors),
            most_uses=_limit(values["most_uses"]),
            most_each=_limit(values["most_each"]),
            categories=tuple(one.id for one in list_categories() if str(one.id) in self.shelves),
            products=products,
        )
        return draft, errors


def sent_form(sent: MultiDict[str, str]) -> OfferForm:
    """Return the declared fields as they were typed; nothing else of a form is looked at."""
    values = {name: sent.get(name, "").replace("\r\n", "\n").strip()[:LONGEST] for name in FIELDS}
    return OfferForm(values=values, shelves=tuple(sent.getlist("shelf")[:50]))


def empty_form(today: date) -> OfferForm:
    """Return a form with nothing in it but the day."""
    return OfferForm(values={**dict.fromkeys(FIELDS, ""), "kind": "percent", "from_on": today.isoformat()})


def form_of(offer: Offer) -> OfferForm:
    """Return what an offer says now, as text."""

    def price(minor: int) -> str:
        return write_price(Money(minor=minor, currency=offer.currency)) if minor else ""

    def plain(value: object) -> str:
        return str(value) if value else ""

    products = [one.product_id for one in offer.scopes if one.product_id is not None]
    values = {
        "name": offer.name, "code": (offer.code or "").upper(), "kind": offer.kind.value,
        "percent": plain(offer.percent), "amount": price(offer.amount_minor), "buy_units": plain(offer.buy_units),
        "get_units": plain(offer.get_units), "tiers": "\n".join(f"{price(a)}: {b}" for a, b in offer.tiers),
        "least": price(offer.least_minor), "first_order": "yes" if offer.first_order else "", "country": offer.country,
        "from_on": offer.from_on.isoformat(), "until_on": offer.until_on.isoformat() if offer.until_on else "",
        "most_uses": plain(offer.most_uses), "most_each": plain(offer.most_each),
        "skus": "\n".join(skus_of_products(products)),
    }  # fmt: skip
    shelves = tuple(str(one.category_id) for one in offer.scopes if one.category_id is not None)
    return OfferForm(values=values, shelves=shelves)


def read_day(raw: str, name: str, errors: Errors) -> date | None:
    """Return a day, or None with an error when what was typed is none."""
    try:
        return date.fromisoformat(raw.strip()) if raw.strip() else None
    except ValueError:
        errors[name] = DAY
        return None


def _minor(raw: str, currency: str) -> int | None:
    amount = read_price(raw, currency)
    return amount.minor if amount else None


def _limit(raw: str) -> int | None:
    """Return a limit, None for an empty field, and 0, which is refused, for what is no number."""
    return (read_whole(raw) or 0) if raw else None


def _tiers(raw: str, currency: str) -> tuple[tuple[int, int], ...] | None:
    """Return the steps of lines such as "60.00: 10 %"; None when any of them is none."""
    steps = []
    for line in filter(str.strip, raw.split("\n")):
        least, _, percent = line.partition(":")
        start, part = _minor(least, currency), read_whole(percent.replace("%", ""))
        if start is None or part is None:
            return None
        steps.append((start, part))
    return tuple(steps)


def _products(raw: str, errors: Errors) -> tuple[int, ...]:
    """Return the products that SKUs belong to, one a line."""
    found = []
    for sku in dict.fromkeys(filter(None, (line.strip() for line in raw.split("\n")))):
        variant = find_variant(sku[:40])
        if variant is None:
            errors["skus"] = f"Nothing on sale has the SKU {sku[:40]}."
        else:
            found.append(variant.product_id)
    return tuple(dict.fromkeys(found))


def _countries() -> set[str]:
    return set(load_tariff().codes)
