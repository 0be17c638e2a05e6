"""The VAT numbers of businesses in the European Union, judged by their form alone: pure, nobody is asked.

A number of the right form may belong to nobody, so by itself it changes no tax; the seller answers for that until the
number was confirmed (Regulation (EU) 904/2010, article 31: VIES). It is kept on the order as evidence. Forms and check
digits as published in the VIES questions and answers.
"""

import re
from collections.abc import Callable

_FORMS = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}",
    "DK": r"\d{8}", "EE": r"\d{9}", "EL": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}", "HR": r"\d{11}", "HU": r"\d{8}", "IE": r"\d[A-Z0-9+*]\d{5}[A-W][A-I]?",
    "IT": r"\d{11}", "LT": r"(\d{9}|\d{12})", "LU": r"\d{8}", "LV": r"\d{11}", "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}", "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}", "SE": r"\d{10}01", "SI": r"\d{8}",
    "SK": r"\d{10}",
}  # fmt: skip
EXAMPLE = "DE136695976"


def spell_vat_number(typed: str) -> str | None:
    """Return a number with its country and without gaps, or None for what cannot be one.

    Small letters, spaces, dots and dashes are forgiven; Greece is EL there.
    """
    bare = re.sub(r"[\s.\-/]+", "", typed.upper())
    if not bare.isascii():
        return None
    country, number = "EL" if bare[:2] == "GR" else bare[:2], bare[2:]
    if country not in _FORMS or not re.fullmatch(_FORMS[country], number):
        return None
    check = _CHECKS.get(country)
    return f"{country}{number}" if check is None or check(number) else None


def country_of(number: str) -> str:
    """Return the country of a number as our addresses write it."""
    return {"EL": "GR"}.get(number[:2], number[:2])


def is_reverse_charged(number: str, country: str, seller_country: str) -> bool:
    """Say whether the buyer accounts for the tax: a business of another country, to which the things go.

    Directive 2006/112/EC, article 138: the goods leave for another member state and the buyer has a number elsewhere
    than the seller. A number of a third country does not do here: the parcel shows only where it goes.
    """
    spelt = spell_vat_number(number) if number else None
    return spelt is not None and country_of(spelt) == country != seller_country


def _digits(number: str) -> list[int]:
    return [int(sign) for sign in number]


def _weigh(number: str, weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(_digits(number), weights, strict=False))


def _belgium(number: str) -> bool:
    return 97 - int(number[:8]) % 97 == int(number[8:])


def _germany(number: str) -> bool:
    """ISO 7064, MOD 11,10."""
    product = 10
    for digit in _digits(number[:8]):
        total = (digit + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(number[8])


def _denmark(number: str) -> bool:
    return _weigh(number, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _finland(number: str) -> bool:
    rest = -_weigh(number[:7], (7, 9, 10, 5, 8, 4, 2)) % 11
    return rest == int(number[7])


def _france(number: str) -> bool:
    if not number[:2].isdigit():  # other keys are given out, too, and follow no published rule
        return True
    return int(number[:2]) == (12 + 3 * (int(number[2:]) % 97)) % 97


def _ireland(number: str) -> bool:
    if not number[1].isdigit():  # the form of before 2013
        return True
    total = _weigh(number[:7], (8, 7, 6, 5, 4, 3, 2))
    total += 9 * (ord(number[8]) - 64) if len(number) == 9 else 0
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == number[7]


def _italy(number: str) -> bool:
    """Luhn's rule."""
    doubled = [
        digit if place % 2 == 0 else sum(divmod(digit * 2, 10)) for place, digit in enumerate(_digits(number))
    ]
    return sum(doubled) % 10 == 0


def _luxembourg(number: str) -> bool:
    return int(number[:6]) % 89 == int(number[6:])


def _poland(number: str) -> bool:
    return _weigh(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])


def _portugal(number: str) -> bool:
    rest = 11 - _weigh(number[:8], (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return (rest if rest < 10 else 0) == int(number[8])


_CHECKS: dict[str, Callable[[str], bool]] = {
    "BE": _belgium, "DE": _germany, "DK": _denmark, "FI": _finland, "FR": _france, "IE": _ireland, "IT": _italy,
    "LU": _luxembourg, "PL": _poland, "PT": _portugal,
}  # fmt: skip
