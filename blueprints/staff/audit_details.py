"""What an entry of the audit log holds beside its action, in words: amounts as money, things by their names."""

import json
import re
from collections.abc import Mapping
from typing import Any

from app.money import Money

STORED = re.compile(r"[a-z]+(?:_[a-z]+)+")
Names = Mapping[tuple[str, str], str]


def tell_details(details: Mapping[str, Any], names: Names) -> str:
    """Return "amount: 12.00 EUR, payment: 3"; `names` has the words of things that are written as "door:2"."""
    currency = str(details.get("currency", ""))
    is_told = bool(currency) and any(_is_amount(name, details) for name in details)
    return ", ".join(
        f"{name.removesuffix('_minor').replace('_', ' ')}: {_tell(name, value, details, names)}"
        for name, value in sorted(details.items())
        if not (name == "currency" and is_told)
    )


def key_of(value: object) -> tuple[str, str]:
    """Return the kind and id of a thing written as "door:2"."""
    kind, _, identity = str(value).partition(":")
    return kind, identity


def _tell(name: str, value: Any, details: Mapping[str, Any], names: Names) -> str:
    if _is_amount(name, details):
        return _money(value, str(details["currency"]))
    if name == "tiers" and "currency" in details:
        return _steps(value, str(details["currency"]))
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return names.get(key_of(value)) or _plain(value)


def _plain(value: object) -> str:
    """Return a word that a row holds as people write it: "gift_card" is "gift card"; what was typed stays."""
    said = str(value)
    return said.replace("_", " ") if STORED.fullmatch(said) else said


def _is_amount(name: str, details: Mapping[str, Any]) -> bool:
    """Say whether a detail is minor units: by its name, or as one of the two ends of a price's change."""
    if "currency" not in details:
        return False
    if name == "amount" or name.endswith("_minor"):
        return str(details[name]).lstrip("-").isdigit()
    return name in ("from", "to") and isinstance(details[name], int | None)


def _money(minor: Any, currency: str) -> str:
    return "nothing" if minor is None else f"{Money(minor=int(minor), currency=currency).decimal} {currency}"


def _steps(tiers: Any, currency: str) -> str:
    """Return the steps of an offer: "60.00 EUR: 10 %"; the log keeps them as text."""
    try:
        pairs = json.loads(tiers) if isinstance(tiers, str) else tiers
        return ", ".join(f"{_money(minor, currency)}: {percent} %" for minor, percent in pairs)
    except (TypeError, ValueError):
        return str(tiers)
