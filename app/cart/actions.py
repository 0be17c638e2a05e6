"""What a visitor does with a basket; every change to what is in it raises its version."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from app.cart.aside import forget_taken, lay_aside
from app.cart.destination import destination_of
from app.cart.errors import CartFull, NotForSale, QuantityRefused
from app.cart.models import Cart, CartCard, CartLine, CartLink, CartReminder, Place
from app.cart.rules import MOST_LINES, MOST_OF_ONE
from app.cart.touching import join_touches
from app.catalog.queries import find_variant
from app.db import db
from app.pricing.queries import current_prices, load_tariff
from app.tokens import hash_token, new_token

LONGEST_VIA = 120
COOKIE_KIND = "cart"
#: built once, because every step of a checkout asks it
_LOCKED = (
    select(Cart)
    .where(Cart.id == bindparam("cart_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def open_cart(*, now: datetime) -> tuple[Cart, str]:
    """Begin an empty basket; returns it with the token that only the visitor's cookie holds."""
    token = new_token()
    cart = Cart(
        token_hash=hash_token(COOKIE_KIND, token),
        version=0,
        answers={},
        typed={},
        created_at=now,
        changed_at=now,
    )
    db.session.add(cart)
    db.session.flush()
    return cart, token


def lock_cart(cart_id: int) -> Cart:
    """Return a cart, locked and read anew; carts are locked before orders, and orders before stock."""
    return db.session.scalars(_LOCKED, {"cart_id": cart_id}).one()


def add_to_cart(
    cart_id: int,
    sku: str,
    quantity: int,
    *,
    currency: str,
    now: datetime,
    via: str = "",
    seen_version: int | None = None,
) -> CartLine:
    """Put units into a basket and return their line.

    With `seen_version`, the version of the basket that the page showed, a second press of the same button finds the
    basket changed and adds nothing (CARE H4). Raises NotForSale, QuantityRefused, CartFull.
    """
    cart = lock_cart(cart_id)
    variant = find_variant(sku)
    price = current_prices([variant.id], currency).get(variant.id) if variant else None
    if variant is None or price is None:
        raise NotForSale
    line = find_line(cart.id, variant.id)
    if line is not None and seen_version is not None and seen_version != cart.version:
        return line
    if line is None:
        count = db.session.scalar(select(func.count()).where(CartLine.cart_id == cart.id)) or 0
        if count >= MOST_LINES:
            raise CartFull
        line = CartLine(
            cart_id=cart.id, variant_id=variant.id, quantity=0, via=via[:LONGEST_VIA], added_at=now
        )
        db.session.add(line)
    if line.quantity + quantity > MOST_OF_ONE:
        raise QuantityRefused(f"You can order at most {MOST_OF_ONE} of one thing. Your basket is unchanged.")
    line.quantity += quantity
    line.via = join_touches(line.via, via[:LONGEST_VIA])
    seen = load_tariff().taxes.shown(price, destination_of(cart).country, variant.tax_class)
    line.seen_minor, line.seen_currency = seen.minor, seen.currency
    forget_taken(cart.id, variant.id)
    raise_cart_version(cart, now)
    return line


def change_quantity(cart_id: int, variant_id: int, quantity: int, *, now: datetime) -> bool:
    """Set how many of one thing are in a basket, and return whether it was there; 0 takes it out, to be put back.

    What is not in the basket stays out of it.
    """
    cart = lock_cart(cart_id)
    line = find_line(cart.id, variant_id)
    if line is None:
        return False
    if line.quantity == quantity:
        return True
    if quantity == 0:
        lay_aside(line, Place.TAKEN, now=now)
        db.session.delete(line)
    else:
        line.quantity = quantity
    raise_cart_version(cart, now)
    return True


def empty_cart(cart: Cart, *, now: datetime) -> None:
    """Take everything out of a locked basket (it has been paid for); what was typed is forgotten.

    What is kept for later stays; links that were mailed end, and so does a wish to be reminded.
    """
    db.session.execute(delete(CartLine).where(CartLine.cart_id == cart.id))
    forget_taken(cart.id)
    links = (CartLink.cart_id == cart.id, CartLink.stopped_at.is_(None))
    db.session.execute(update(CartLink).where(*links).values(stopped_at=now))
    db.session.execute(delete(CartReminder).where(CartReminder.cart_id == cart.id))
    db.session.execute(delete(CartCard).where(CartCard.cart_id == cart.id))
    cart.answers, cart.typed, cart.code = {}, {}, ""
    raise_cart_version(cart, now)


def set_country(cart_id: int, country: str, *, now: datetime) -> None:
    """Remember where things go; a known country, checked by the caller."""
    cart = lock_cart(cart_id)
    cart.country = country
    cart.changed_at = now


def set_rate(cart_id: int, rate_id: int, *, now: datetime) -> None:
    """Remember the way in which the things should come; whether it is offered is seen when the sums are worked out."""
    cart = lock_cart(cart_id)
    cart.rate_id = rate_id
    cart.changed_at = now


def set_code(cart_id: int, code: str, *, now: datetime) -> None:
    """Remember the code that was typed, as pricing spells it; "" takes it out."""
    cart = lock_cart(cart_id)
    cart.code = code
    cart.changed_at = now


def keep_answers(cart_id: int, answers: dict[str, Any], *, now: datetime) -> None:
    """Remember answers beside those given before; what was half typed in their place goes."""
    cart = lock_cart(cart_id)
    cart.answers = {**cart.answers, **answers}
    cart.typed = {name: value for name, value in cart.typed.items() if name not in answers}
    cart.changed_at = now


def find_line(cart_id: int, variant_id: int) -> CartLine | None:
    """Return one line of a basket."""
    query = select(CartLine).where(CartLine.cart_id == cart_id, CartLine.variant_id == variant_id)
    return db.session.scalars(query).first()


def raise_cart_version(cart: Cart, now: datetime) -> None:
    """Say that what is in a locked basket has changed."""
    cart.version += 1
    cart.changed_at = now
    db.session.flush()
