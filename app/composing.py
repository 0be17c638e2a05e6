"""Unicode's normal forms of what strangers have typed, in linear time, and letters as the eye takes them.

Normalising sorts each run of combining marks by inserting one after the other: a run of 40,000 takes a second, one of
a million ten minutes. So a run is cut first, where the Stream-Safe Text Format cuts it (UAX #15, section 13); no
writing has as many marks on one letter.
"""

import unicodedata
from typing import Literal

MOST_MARKS = 30
#: by their class they begin a letter, and yet they come apart into marks alone
_MARKS_IN_DISGUISE = "\u0f73\u0f75\u0f81\uff9e\uff9f"
_UNHEARD = ("Mn", "Me", "Cf")
#: small letters of other alphabets that look like ours, as code points (Cyrillic, Greek, phonetic signs)
ALIKE = {
    0x430: "a", 0x435: "e", 0x456: "i", 0x43E: "o", 0x440: "p", 0x441: "c", 0x443: "y", 0x445: "x", 0x43A: "k",
    0x43C: "m", 0x442: "t", 0x43D: "h", 0x432: "b", 0x458: "j", 0x455: "s", 0x501: "d", 0x4CF: "l", 0x51B: "q",
    0x51D: "w", 0x3BF: "o", 0x3B1: "a", 0x3BD: "v", 0x3C1: "p", 0x3C4: "t", 0x3B9: "i", 0x3BA: "k", 0x3C5: "u",
    0x3C7: "x", 0x3B5: "e", 0x3B7: "n", 0x131: "i", 0x261: "g", 0x251: "a", 0x26A: "i", 0x29F: "l",
}  # fmt: skip


def compose(text: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"] = "NFC") -> str:
    """Return the text in a normal form, without the marks that follow the thirtieth on one letter."""
    return text if text.isascii() else unicodedata.normalize(form, _cut_runs(text))


def bare_letters(text: str) -> str:
    """Return small letters in their plain forms, without accents and signs that are not seen."""
    if text.isascii():
        return text.casefold()
    apart = compose(text, "NFKD").casefold()
    return "".join(sign for sign in apart if unicodedata.category(sign) not in _UNHEARD)


def _cut_runs(text: str) -> str:
    kept: list[str] = []
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) or sign in _MARKS_IN_DISGUISE else 0
        if run <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
