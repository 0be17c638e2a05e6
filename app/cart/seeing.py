"""What a shopper has seen of a basket's prices: told when another one is asked, and gone on with by a press."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.cart.actions import lock_cart
from app.cart.models import Cart, CartLine
from app.cart.queries import BasketLine, list_lines
from app.db import db


def name_prices(lines: Sequence[BasketLine]) -> str:
    """Return a short name for the prices that a page shows; other prices have another."""
    shown = [(one.variant_id, one.unit.minor if one.unit else None) for one in lines]
    return hashlib.sha256(repr(sorted(shown, key=str)).encode()).hexdigest()[:32]


def agree_to_prices(cart_id: int, shown: str, *, currency: str, now: datetime) -> bool:
    """Remember today's prices as seen, if they are those that the page has shown; return whether they are."""
    cart = lock_cart(cart_id)
    lines = list_lines(cart.id, currency)
    if name_prices(lines) != shown:
        return False
    rows = db.session.scalars(select(CartLine).where(CartLine.cart_id == cart.id)).all()
    units = {one.variant_id: one.unit for one in lines if one.unit is not None}
    for row in rows:
        if unit := units.get(row.variant_id):
            row.seen_minor, row.seen_currency = unit.minor, unit.currency
    cart.changed_at = now
    db.session.flush()
    return True


def note_use(cart: Cart, *, now: datetime) -> None:
    """Remember that a basket was looked at, so that it is kept from now on."""
    lock_cart(cart.id).changed_at = now
    db.session.flush()
