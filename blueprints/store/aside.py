"""What lies beside the basket, as its page shows it."""

from typing import Any

from flask import request

from app.cart.aside import TAKEN
from app.cart.models import Cart, Place
from app.cart.queries import BasketLine, list_aside


def describe_aside(mine: Cart | None, currency: str) -> dict[str, Any]:
    """Return what lies beside the basket, and what was moved just now, for the basket's page."""
    aside = list_aside(mine.id, currency) if mine else []
    taken = [one for one in aside if one.place in TAKEN]
    kept = [one for one in aside if one.place is Place.LATER]
    just_taken = find_shown(taken, request.args.get("taken", ""))
    return {
        "kept": kept,
        "just_kept": find_shown(kept, request.args.get("kept", "")),
        "just_taken": just_taken,
        "taken": [one for one in taken if one is not just_taken],
    }


def find_shown(lines: list[BasketLine], sku: str) -> BasketLine | None:
    """Return the line of a SKU."""
    return next((one for one in lines if one.sku == sku), None)
