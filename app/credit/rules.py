"""Pure rules of gift cards: how a code is made, spelt and said, and how much of an order each card covers."""

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence

from app.pricing.rules import MOST_ON_CARD
from app.tokens import hash_token

#: Crockford's base 32: no I, L, O and U, which are read as other signs or make words
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # of 5 bits each: 80 bits
GROUP = 4
MOST_CARDS = 5  # with one basket
MOST_VALUE = MOST_ON_CARD
_MISREAD = str.maketrans("OIL", "011")
_BETWEEN = frozenset({"Pd", "Pc", "Zs", "Zl", "Zp", "Cc", "Cf", "Mn"})


def make_code(secret_key: str, salt: str) -> str:
    """Return the code that belongs to a salt: made from the site's key, so that a mail can say it once more."""
    digest = hmac.new(secret_key.encode(), f"gift-card|{salt}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:10], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def read_code(typed: str) -> str:
    """Return a code in its one spelling; "" for what cannot be one.

    Spaces, dashes, small and wide letters (Unicode NFKC) are forgiven, and so are O for 0, I and L for 1.
    """
    plain = unicodedata.normalize("NFKC", typed[:200]).upper()
    bare = "".join(sign for sign in plain if unicodedata.category(sign) not in _BETWEEN).translate(_MISREAD)
    return bare if len(bare) == LENGTH and set(bare) <= set(ALPHABET) else ""


def group_code(code: str) -> str:
    """Return a code as people read it: "K7QM-3XTP-9RDE-WH2C"."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def hash_code(code: str) -> str:
    """Return what is stored of a code."""
    return hash_token("gift-card", code)


def cover(total: int, available: Sequence[int], *, step: int, least: int) -> list[int]:
    """Return how much of a total each card covers, in minor units, the first cards first.

    What is left to charge is nothing, or at least `least`, which the payment page takes at the least: the last cards
    cover so much less. Every part is a multiple of `step`, as the total is.
    """
    parts, rest = [], total
    for one in available:
        part = max(0, min(one, rest))
        part -= part % step
        parts.append(part)
        rest -= part
    lack = min(least, total) - rest if rest else 0
    for place in reversed(range(len(parts))):
        back = max(0, min(parts[place], lack))
        parts[place] -= back
        lack -= back
    return parts
