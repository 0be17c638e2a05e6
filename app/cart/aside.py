"""Rows laid aside from a basket; their cart is locked by whoever calls."""

from datetime import datetime

from sqlalchemy import delete, func, select

from app.cart.models import AsideLine, CartLine, Place
from app.cart.rules import MOST_OF_ONE, TAKEN_KEPT
from app.catalog.models import Variant
from app.db import db

TAKEN = (Place.TAKEN, Place.TAKEN_LATER)


def find_aside(cart_id: int, sku: str, place: Place) -> AsideLine | None:
    """Return what lies aside of one thing, whether or not it is for sale any more."""
    query = (
        select(AsideLine)
        .join(Variant, Variant.id == AsideLine.variant_id)
        .where(AsideLine.cart_id == cart_id, AsideLine.place == place, Variant.sku == sku)
    )
    return db.session.scalars(query).first()


def lay_aside(
    line: CartLine | AsideLine,
    place: Place,
    *,
    now: datetime,
    units: int | None = None,
    cart_id: int | None = None,
) -> None:
    """Lay some or all units of a line aside, beside what lies there; what was taken out before is replaced.

    With `cart_id`, beside another basket than its own.
    """
    units = line.quantity if units is None else units
    cart_id = cart_id or line.cart_id
    query = select(AsideLine).where(
        AsideLine.cart_id == cart_id, AsideLine.variant_id == line.variant_id, AsideLine.place == place
    )
    there = db.session.scalars(query).first()
    if there is None:
        there = AsideLine(cart_id=cart_id, variant_id=line.variant_id, place=place, quantity=0)
        db.session.add(there)
    there.quantity = units if place in TAKEN else min(MOST_OF_ONE, there.quantity + units)
    there.via = line.via or there.via or ""
    there.seen_minor, there.seen_currency, there.laid_at = line.seen_minor, line.seen_currency, now
    db.session.flush()
    if place in TAKEN:
        _forget_oldest_taken(cart_id)


def forget_taken(cart_id: int, variant_id: int | None = None) -> None:
    """Forget what was taken out: of one thing that is back in the basket, or of all."""
    which = [AsideLine.cart_id == cart_id, AsideLine.place.in_(TAKEN)]
    if variant_id is not None:
        which = [
            AsideLine.cart_id == cart_id,
            AsideLine.place == Place.TAKEN,
            AsideLine.variant_id == variant_id,
        ]
    db.session.execute(delete(AsideLine).where(*which))


def count_kept(cart_id: int) -> int:
    """Return how many different things are kept for later."""
    where = (AsideLine.cart_id == cart_id, AsideLine.place == Place.LATER)
    return db.session.scalar(select(func.count()).where(*where)) or 0


def _forget_oldest_taken(cart_id: int) -> None:
    newest = (
        select(AsideLine.id)
        .where(AsideLine.cart_id == cart_id, AsideLine.place.in_(TAKEN))
        .order_by(AsideLine.laid_at.desc(), AsideLine.id.desc())
    )
    old = db.session.scalars(newest.offset(TAKEN_KEPT)).all()
    if old:
        db.session.execute(delete(AsideLine).where(AsideLine.id.in_(old)))
