"""Two baskets of one person come together, and nothing that was in either is lost."""

from datetime import datetime

from sqlalchemy import select

from app.cart.actions import lock_cart, raise_cart_version
from app.cart.aside import count_kept, lay_aside
from app.cart.cards import list_cards
from app.cart.models import AsideLine, Cart, CartCard, CartLine, Place
from app.cart.rules import MOST_LINES, MOST_OF_ONE
from app.cart.touching import join_touches
from app.credit.rules import MOST_CARDS
from app.db import db


def merge_carts(into_id: int, from_id: int, *, now: datetime, as_kept: bool = False) -> list[int]:
    """Move everything of one basket into another; return the variant ids of which not all fitted.

    Numbers of one thing are added up to the most of it; what does not fit is kept for later, and what does not fit
    there stays where it was. `as_kept` keeps all of it for later. Answers and code of the basket that was used later
    win. The caller has ended the payment pages of both, so that nothing can be paid for twice.
    """
    if into_id == from_id:
        return []
    carts = {number: lock_cart(number) for number in sorted((into_id, from_id))}
    into, other = carts[into_id], carts[from_id]
    capped = [] if as_kept else _merge_lines(into, other, now)
    _merge_kept(into, other, now)
    _merge_answers(into, other)
    _merge_cards(into, other)
    for cart in (into, other):
        raise_cart_version(cart, now)
    return capped


def _merge_lines(into: Cart, other: Cart, now: datetime) -> list[int]:
    there = {one.variant_id: one for one in _lines_of(into)}
    capped = []
    for line in _lines_of(other):
        mine = there.get(line.variant_id)
        if mine is None and len(there) < MOST_LINES:
            line.cart_id = into.id
            there[line.variant_id] = line
            continue
        units = min(line.quantity, MOST_OF_ONE - mine.quantity) if mine else 0
        if mine and units:
            mine.quantity += units
            mine.via = join_touches(line.via, mine.via)
        if units < line.quantity:
            capped.append(line.variant_id)
            line.quantity -= units
        else:
            db.session.delete(line)
    db.session.flush()
    return capped


def _merge_kept(into: Cart, other: Cart, now: datetime) -> None:
    """Keep for later what is left of the other basket, what it kept, and what can still be put back there."""
    aside = select(AsideLine).where(AsideLine.cart_id == other.id).order_by(AsideLine.laid_at, AsideLine.id)
    left: list[CartLine | AsideLine] = [*_lines_of(other), *db.session.scalars(aside)]
    for line in left:
        place = line.place if isinstance(line, AsideLine) else Place.LATER
        where = (
            AsideLine.cart_id == into.id,
            AsideLine.variant_id == line.variant_id,
            AsideLine.place == place,
        )
        mine = db.session.scalars(select(AsideLine).where(*where)).first()
        if place is Place.LATER and mine is None and count_kept(into.id) >= MOST_LINES:
            continue
        room = MOST_OF_ONE - (mine.quantity if mine and place is Place.LATER else 0)
        units = min(line.quantity, room)
        if units:
            lay_aside(line, place, now=now, units=units, cart_id=into.id)
        if units == line.quantity:
            db.session.delete(line)
        else:
            line.quantity -= units
        db.session.flush()


def _merge_answers(into: Cart, other: Cart) -> None:
    older, newer = sorted((into, other), key=lambda one: one.changed_at)
    answers, country = {**older.answers, **newer.answers}, newer.country or older.country
    into.answers, into.country, other.answers = answers, country, {}
    into.typed, other.typed = {**older.typed, **newer.typed}, {}
    into.rate_id, other.rate_id = newer.rate_id or older.rate_id, None
    into.code, other.code = newer.code or older.code, ""


def _merge_cards(into: Cart, other: Cart) -> None:
    """Move gift cards over; those beyond the most of a basket are let go, and keep their money."""
    there = set(list_cards(into.id))
    for card in db.session.scalars(
        select(CartCard).where(CartCard.cart_id == other.id).order_by(CartCard.id)
    ):
        if card.account_id in there or len(there) >= MOST_CARDS:
            db.session.delete(card)
        else:
            card.cart_id = into.id
            there.add(card.account_id)
    db.session.flush()


def _lines_of(cart: Cart) -> list[CartLine]:
    query = select(CartLine).where(CartLine.cart_id == cart.id).order_by(CartLine.added_at, CartLine.id)
    return list(db.session.scalars(query))
