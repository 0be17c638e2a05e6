"""Counts, countries and facts in the words a shopper reads."""

from collections.abc import Collection

from app.catalog.models import ProductKind
from app.inventory.rules import Availability
from blueprints.store.places import country_name

Tone = tuple[str, str]
WITH_ARTICLE = frozenset({"GB", "US", "NL", "AE", "PH", "BS", "GM", "MV"})


READY = {
    ProductKind.TICKET: "Places free",
    ProductKind.DIGITAL: "Ready to send",
    ProductKind.GIFT_CARD: "Sent at once",
}
BOUGHT_IN_A_DAY = (ProductKind.DIGITAL, ProductKind.TICKET, ProductKind.GIFT_CARD)


def country_in_words(code: str) -> str:
    """Return the country as it stands after "to": "the United Kingdom"."""
    return f"the {country_name(code)}" if code in WITH_ARTICLE else country_name(code)


def availability_words(availability: Availability, kind: ProductKind) -> Tone:
    """Return (tone, words) for one variant, as the availability macro takes them."""
    if availability.state == "out":
        return "out", "No places left" if kind is ProductKind.TICKET else "Sold out for now"
    if availability.state == "last_few":
        left = availability.units_left or 1
        if kind is ProductKind.TICKET:
            return "low", f"{left} {'place' if left == 1 else 'places'} left"
        return "low", "Last one" if left == 1 else f"Last {left}"
    return "in", READY.get(kind, "In stock")


def shelf_words(availabilities: Collection[Availability], kind: ProductKind) -> Tone:
    """Return (tone, words) for a product with several variants."""
    states = [one.state for one in availabilities]
    if not states or all(state == "out" for state in states):
        return availability_words(Availability(state="out"), kind)
    if len(states) == 1:
        return availability_words(next(iter(availabilities)), kind)
    if "out" in states:
        return "in", "In stock, some sold out"
    if all(state == "last_few" for state in states):
        return "low", "Last few"
    return availability_words(Availability(state="in_stock"), kind)


def starts_large(words: str) -> str:
    """Return the words with a capital letter at their start and the rest as it was written."""
    return words[:1].upper() + words[1:]


def returns_sentences(returns: str, kind: ProductKind) -> list[str]:
    """Return what a shopper may send back, in sentences; "14 days" by itself is the law's usual right."""
    usual = "14 days"
    rest = returns.removeprefix(usual)
    if rest == returns or rest[:1] not in ("", "."):
        return [returns] if returns else []
    begins = "the day you buy it" if kind in BOUGHT_IN_A_DAY else "the day it arrives"
    sentences = [f"You have 14 days from {begins} to change your mind, without giving a reason."]
    return sentences + ([rest.lstrip(". ")] if rest.strip(". ") else [])
