"""Addresses: numbers in them that fit the database, and redirect targets that are paths of our own."""

from typing import Any
from urllib.parse import urlsplit

from werkzeug.routing import IntegerConverter


class RowId(IntegerConverter):
    """`<int:...>` in a route: what no row could have is 404, not an overflow in the database driver."""

    def __init__(self, map: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", 2**53)
        super().__init__(map, **kwargs)


def own_path(target: str) -> str:
    """Return `target` when it is a plain path on this site, else the empty string (no open redirects)."""
    if not target.startswith("/") or target.startswith("//") or len(target) > 500:
        return ""
    if "\\" in target or any(ord(sign) < 33 or ord(sign) == 127 for sign in target):
        return ""
    parts = urlsplit(target)
    return "" if parts.scheme or parts.netloc else target
