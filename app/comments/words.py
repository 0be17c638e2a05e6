"""Typed names and words made plain, their limits, and what makes two of them the same; no database."""

import hashlib
import re
import unicodedata

from app.composing import ALIKE, bare_letters, compose
from app.errors import Invalid

LONGEST_NAME = 60
LONGEST = 3000  # signs
LONGEST_READ = 30_000  # signs of what is sent; more is refused without being looked at
MOST_LINKS = 2
MOST_MARKS = 5  # above or below one letter; more make towers that cover other people's lines
SHORTEST_REPEATED = 40  # "Thank you!" is said by many
#: one link with all of its address, however it is written: "](", "//", "www.", or a name of a kind that shops have
_link = re.compile(
    r"(?:\]\(\s*<?(?:https?:)?(?://)?|(?:https?:)?//|\bwww\.|\b[a-z0-9-]{2,63}\."
    r"(?:com|net|org|info|biz|shop|store|online|site|website|xyz|top|club|vip|live|health|io|ru|cn|co\.uk|ie|de|eu)\b)"
    r"(?:(?!https?:)[^\s<>()\[\]\"'])*"
)
_FIGURES = str.maketrans("01l", "oii")  # "Adm1n" and "AdmIn" with a small L
_spaces = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_MARKS = ("Mn", "Me")  # by what they are, not by their class: what glues or stacks in Thai has none
#: signs that turn the direction of what follows, or are not seen at all, letters among them (Hangul's fillers, of which
#: a name could consist); joiners stay, which scripts and faces need
_UNSEEN = dict.fromkeys(
    [
        *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x2070), *range(0xFFF9, 0xFFFC),
        0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F, 0x2800, 0x3164,
        0xFEFF, 0xFFA0,
    ]
)  # fmt: skip


class WordsRefused(Invalid):
    """Something typed cannot stay as it is; `errors` has a sentence for each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def tidy_name(raw: str) -> str:
    """Return a name on one line, without signs that are not seen."""
    return _spaces.sub(" ", " ".join(_seen(raw[: LONGEST_NAME * 20]).split()))


def tidy_text(raw: str) -> str:
    """Return the words with plain line ends, at most one empty line between paragraphs, and no unseen signs.

    What is far too long for any comment comes back as it is: check_words refuses it, and nobody shortens a book.
    """
    if len(raw) > LONGEST_READ:
        return raw
    lines = [line.rstrip() for line in _seen(raw).strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def check_words(name: str, text: str, *, reserved: tuple[str, ...] = ()) -> None:
    """Refuse what cannot stand on a page; raises WordsRefused with a sentence for each field."""
    errors = {}
    if not name:
        errors["name"] = "Enter a name. It need not be your real one."
    elif len(name) > LONGEST_NAME:
        errors["name"] = f"Make the name {LONGEST_NAME} signs long at most."
    elif not any(sign.isalnum() for sign in name):
        errors["name"] = "Enter a name with a letter or a number in it."
    elif "@" in name or _link.search(name.lower()):
        errors["name"] = "Enter a name, not an address. What stands here is seen by everybody."
    elif _is_one_of(name, reserved):
        errors["name"] = "That name is ours. Choose another, so that nobody takes you for one of us."
    if not any(sign.isalnum() for sign in text):
        errors["text"] = "Enter what you want to say."
    elif len(text) > LONGEST:
        errors["text"] = f"Shorten it to {LONGEST:,} signs. It has {len(text):,} now."
    elif count_links(text) > MOST_LINKS:
        errors["text"] = f"Leave {MOST_LINKS} links in it at most."
    if errors:
        raise WordsRefused(errors)


def count_links(text: str) -> int:
    """Return how many links a text has, bare addresses included."""
    return len(_link.findall(text.lower()))


def fingerprint_of(text: str, *, answers: int | None = None) -> str:
    """Return what two texts share when they say the same in other capitals, spaces and marks.

    A short answer is told apart by what it answers: one may thank two people in the same words.
    """
    letters = "".join(sign for sign in compose(text, "NFKC").casefold() if sign.isalnum())
    if answers is not None and len(text) < SHORTEST_REPEATED:
        letters += f"|{answers}"
    return hashlib.sha256(letters.encode()).hexdigest()


def _is_one_of(name: str, reserved: tuple[str, ...]) -> bool:
    """Say whether the eye would take a name for one of these, whatever letters, gaps and points it is made of."""
    return _as_seen(name) in {_as_seen(one) for one in reserved}


def _as_seen(name: str) -> str:
    letters = "".join(sign for sign in bare_letters(name).translate(ALIKE) if sign.isalnum())
    return letters.translate(_FIGURES)


def _seen(raw: str) -> str:
    """Return the text composed, without control signs but line ends, and without towers of combining marks."""
    kept: list[str] = []
    marks = 0
    for sign in compose(raw.replace("\r\n", "\n").replace("\r", "\n")).translate(_UNSEEN):
        kind = unicodedata.category(sign)
        is_mark = kind in _MARKS
        marks = marks + 1 if is_mark else marks if kind in ("Cf", "Mc") else 0
        is_control = (kind in ("Cc", "Cs") and sign not in "\n\t") or _is_no_sign(ord(sign))
        if not is_control and not (is_mark and marks > MOST_MARKS):
            kept.append(sign)
    return "".join(kept)


def _is_no_sign(code: int) -> bool:
    """Say whether Unicode keeps a code point free for ever; a page with one is not well-formed."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
