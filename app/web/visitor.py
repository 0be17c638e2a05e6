"""Who is looking: filled by parts that rooms register, so that the web kernel imports no room for it."""

from collections.abc import Callable
from typing import Any

from flask import g

_parts: list[Callable[[], dict[str, Any]]] = []


def register_visitor_part(part: Callable[[], dict[str, Any]]) -> None:
    """Add a function that names some of Visitor's fields for this request (cart_count, name, ...)."""
    if part not in _parts:
        _parts.append(part)


def describe_visitor() -> Any:
    """Return this request's Visitor, worked out once; a stranger costs no query."""
    from app.web.templating import Visitor

    if "visitor" not in g:
        known: dict[str, Any] = {}
        for part in _parts:
            known.update(part())
        g.visitor = Visitor(**known)
    return g.visitor
