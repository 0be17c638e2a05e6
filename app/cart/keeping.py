"""Keeping for later and putting back: between the basket and what lies beside it nothing is lost on the way."""

from datetime import datetime

from sqlalchemy import func, select

from app.cart.actions import find_line, lock_cart, raise_cart_version
from app.cart.aside import TAKEN, count_kept, find_aside, lay_aside
from app.cart.errors import CartFull, KeptFull, QuantityRefused
from app.cart.models import AsideLine, Cart, CartLine, Place
from app.cart.rules import MOST_LINES, MOST_OF_ONE
from app.cart.touching import join_touches
from app.db import db

FULL = f"There are {MOST_OF_ONE} of that there already, and that is the most. Nothing was moved."


def keep_for_later(cart_id: int, variant_id: int, *, now: datetime) -> bool:
    """Move a line out of the basket to what is kept; units beyond the most of one thing stay where they are.

    Return whether there was anything to move. Raises KeptFull, QuantityRefused.
    """
    cart = lock_cart(cart_id)
    line = find_line(cart.id, variant_id)
    if line is None:
        return False
    where = (AsideLine.cart_id == cart.id, AsideLine.variant_id == variant_id, AsideLine.place == Place.LATER)
    there = db.session.scalars(select(AsideLine).where(*where)).first()
    if there is None and count_kept(cart.id) >= MOST_LINES:
        raise KeptFull
    units = _fitting(line.quantity, there)
    lay_aside(line, Place.LATER, now=now, units=units)
    _lessen(line, units)
    raise_cart_version(cart, now)
    return True


def bring_to_basket(cart_id: int, sku: str, *, now: datetime) -> bool:
    """Move what is kept for later into the basket; return whether it was there. Raises CartFull, QuantityRefused."""
    cart = lock_cart(cart_id)
    kept = find_aside(cart.id, sku, Place.LATER)
    if kept is None:
        return False
    _put_into(cart, kept, now)
    return True


def take_out_kept(cart_id: int, sku: str, *, now: datetime) -> bool:
    """Take out what is kept for later, to be put back if wanted; return whether it was there."""
    cart = lock_cart(cart_id)
    kept = find_aside(cart.id, sku, Place.LATER)
    if kept is None:
        return False
    lay_aside(kept, Place.TAKEN_LATER, now=now)
    db.session.delete(kept)
    cart.changed_at = now
    db.session.flush()
    return True


def put_back(cart_id: int, sku: str, place: Place, *, now: datetime) -> bool:
    """Put back what was taken out, to where it was; a second press finds nothing to put back.

    Raises CartFull, KeptFull, QuantityRefused.
    """
    if place not in TAKEN:
        return False
    cart = lock_cart(cart_id)
    taken = find_aside(cart.id, sku, place)
    if taken is None:
        return False
    if place is Place.TAKEN:
        _put_into(cart, taken, now)
        return True
    there = find_aside(cart.id, sku, Place.LATER)
    if there is None and count_kept(cart.id) >= MOST_LINES:
        raise KeptFull
    units = _fitting(taken.quantity, there)
    lay_aside(taken, Place.LATER, now=now, units=units)
    _lessen(taken, units)
    cart.changed_at = now
    return True


def _put_into(cart: Cart, aside: AsideLine, now: datetime) -> None:
    line = find_line(cart.id, aside.variant_id)
    units = _fitting(aside.quantity, line)
    if line is None:
        count = db.session.scalar(select(func.count()).where(CartLine.cart_id == cart.id)) or 0
        if count >= MOST_LINES:
            raise CartFull
        line = CartLine(cart_id=cart.id, variant_id=aside.variant_id, quantity=0, via="", added_at=now)
        line.seen_minor, line.seen_currency = aside.seen_minor, aside.seen_currency
        db.session.add(line)
    line.quantity += units
    line.via = join_touches(aside.via, line.via)
    _lessen(aside, units)
    raise_cart_version(cart, now)


def _fitting(units: int, there: CartLine | AsideLine | None) -> int:
    fitting = min(units, MOST_OF_ONE - (there.quantity if there else 0))
    if fitting <= 0:
        raise QuantityRefused(FULL)
    return fitting


def _lessen(line: CartLine | AsideLine, units: int) -> None:
    if units == line.quantity:
        db.session.delete(line)
    else:
        line.quantity -= units
    db.session.flush()
