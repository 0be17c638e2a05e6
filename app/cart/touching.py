"""Which edges led to a line of a basket: the first one that was followed and the last, as plain ids.

Stored as "12", or as "5,12" where the first is another than the last. Pure.
"""

import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"(?:([0-9]{1,16}),)?([0-9]{1,16})")


@dataclass(frozen=True, kw_only=True)
class Touch:
    """The first and the last edge that led somewhere; often the same one."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.last) if self.first == self.last else f"{self.first},{self.last}"


def read_touch(written: str) -> Touch | None:
    """Return what was stored; None where no edge led there."""
    found = _WRITTEN.fullmatch(written)
    return Touch(first=int(found[1] or found[2]), last=int(found[2])) if found else None


def join_touches(earlier: str, later: str) -> str:
    """Return what a line says that was led to twice: the first edge of the earlier, the last of the later."""
    before, after = read_touch(earlier), read_touch(later)
    if before is None or after is None:
        return later or earlier
    return str(Touch(first=before.first, last=after.last))
