"""Reading what staff type: whole numbers and prices, spaces forgiven, odd digits refused."""

import re

from app.money import Money, currency_digits

_WHOLE = re.compile(r"[0-9]{1,9}")
_PRICE = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,3}))?")


def read_whole(raw: str) -> int | None:
    """Return the number in `raw` (ASCII digits, spaces forgiven), or None."""
    plain = raw.replace(" ", "").replace("\u00a0", "")
    return int(plain) if _WHOLE.fullmatch(plain) else None


def read_id(raw: str) -> int | None:
    """Return a row's id, or None for anything that is none."""
    return int(raw) if re.fullmatch(r"[0-9]{1,18}", raw) else None


def read_seen(raw: str) -> int:
    """Return the edition, sum or count that a page says it had shown; -1, which nothing ever is, for what is none."""
    seen = read_id(raw)
    return -1 if seen is None else seen


def read_price(raw: str, currency: str) -> Money | None:
    """Return the amount in "24", "24.5", "24,50" or "€ 24.00", or None when it has too many digits or is no price."""
    plain = re.sub(r"[\s\u00a0€]", "", raw.replace(currency, ""))
    found = _PRICE.fullmatch(plain)
    digits = currency_digits(currency)
    if not found or len(found[2] or "") > digits:
        return None
    return Money(minor=int(found[1] + (found[2] or "").ljust(digits, "0")), currency=currency)


def write_price(amount: Money) -> str:
    """Return the amount as it stands in a field: "24.00"."""
    return str(amount.decimal)
