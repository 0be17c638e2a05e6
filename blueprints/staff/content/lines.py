"""Small readings of the desk's fields: one line, a choice, a day."""

import re
from datetime import date
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

Sent = MultiDict[str, str]
Errors = list[tuple[str, str]]
E = TypeVar("E", bound=StrEnum)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")  # https://www.w3.org/TR/xml/#charsets


def one_line(sent: Sent, name: str) -> str:
    """Return a field with its spaces folded; control signs, which a feed could not carry, count as spaces."""
    return " ".join(_CONTROL.sub(" ", sent.get(name, "")).split())


def choose(kind: type[E], raw: str, usual: E) -> E:
    """Return the choice that was sent, or the usual one."""
    return kind(raw) if raw in {one.value for one in kind} else usual


def read_day(sent: Sent, name: str, errors: Errors) -> date | None:
    """Return a day, or None with an error when what was typed is none."""
    raw = sent.get(name, "").strip()
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        errors.append((name, f"Write the day as 2026-09-01; “{raw[:40]}” is none."))
        return None
