"""What an order is found by: its buyer's name, mail address and postcode, and the SKUs of its lines, as plain words."""

import re
import unicodedata
from collections.abc import Iterable

from app.composing import compose

LONGEST = 254
MOST_PARTS = 4  # so many words of a name in a row can be typed
_MOST_WORDS = 8  # of one name; nobody looks for a ninth
_MOST_PIECES = 16
_AROUND = '.,;:()"“”'
APOSTROPHES = "'’ʼ`"


def plain(typed: str) -> str:
    """Return words in small letters without accents and apostrophes, with single spaces; wide letters are forgiven."""
    apart = compose(typed.casefold(), "NFKD")
    bare = "".join(
        " " if unicodedata.category(sign) == "Cc" else sign for sign in apart if not _is_mark(sign)
    )
    return " ".join(compose(bare).split())[:LONGEST]


def words_of_name(name: str) -> set[str]:
    """Return each word of a name, its pieces beside a dash or apostrophe, and each few words in a row."""
    words = [one for one in map(_bare, name.split()) if one][:_MOST_WORDS]
    rows = {
        " ".join(words[start : start + length])[:LONGEST].strip()
        for length in range(1, MOST_PARTS + 1)
        for start in range(len(words) - length + 1)
    }
    pieces = re.split(rf"[\s{APOSTROPHES}-]+", name)[:_MOST_PIECES]
    return (rows | {_bare(piece) for piece in pieces}) - {""}


def words_of_address(email: str) -> set[str]:
    """Return the whole mail address, its domain, and the pieces of what stands before the @."""
    local, _, domain = plain(email).partition("@")
    pieces = {piece for piece in re.split(r"[._+-]", local) if piece}
    return {one for one in (f"{local}@{domain}" if domain else local, local, domain, *pieces) if one}


def words_of_postcode(postcode: str) -> set[str]:
    """Return a postcode without gap or dash."""
    bare = joined(plain(postcode))
    return {bare} if bare else set()


def words_of_skus(skus: Iterable[str]) -> set[str]:
    """Return SKUs in small letters."""
    return {one for one in map(plain, skus) if one}


def asked_forms(typed: str) -> list[tuple[int, str]]:
    """Return (parts, word) for each way to read what was typed: as words in a row, and as one code without gaps."""
    asked = plain(typed)
    forms = {(parts_of(asked), asked), (1, joined(asked))}
    return sorted(one for one in forms if one[1] and one[0] <= MOST_PARTS)


def parts_of(word: str) -> int:
    """Return of how many words something consists."""
    return word.count(" ") + 1


def joined(word: str) -> str:
    """Return a code without gaps and dashes, as postcodes are kept."""
    return re.sub(r"[\s-]+", "", word)


def _bare(word: str) -> str:
    return plain(word).strip(_AROUND)


def _is_mark(sign: str) -> bool:
    return sign in APOSTROPHES or unicodedata.category(sign) in ("Mn", "Cf")
