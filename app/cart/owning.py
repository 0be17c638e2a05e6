"""Whose basket it is: a shopper who has signed in finds the same basket on every device."""

from datetime import datetime

from sqlalchemy import delete, select

from app.accounts.models import User
from app.cart.actions import COOKIE_KIND, lock_cart
from app.cart.mailing import is_bare
from app.cart.merging import merge_carts
from app.cart.models import Cart, CartKey, CartOwner
from app.db import db
from app.tokens import hash_token, new_token


def find_own(user_id: int) -> Cart | None:
    """Return the basket that belongs to somebody."""
    query = select(Cart).join(CartOwner, CartOwner.cart_id == Cart.id).where(CartOwner.user_id == user_id)
    return db.session.scalars(query).first()


def owner_of(cart_id: int) -> int | None:
    """Return whose basket it is."""
    return db.session.scalar(select(CartOwner.user_id).where(CartOwner.cart_id == cart_id))


def must_join(user_id: int, cart_id: int | None) -> bool:
    """Say whether signing in brings two baskets with something in them together."""
    theirs = find_own(user_id)
    if theirs is None or cart_id is None or theirs.id == cart_id or owner_of(cart_id) is not None:
        return False
    return not (is_bare(theirs.id) or is_bare(cart_id))


def meet(user_id: int, cart_id: int | None, *, now: datetime) -> str:
    """Make this browser's basket and the one that somebody has elsewhere one, inside the caller's transaction.

    Return the token that opens it here, or "" where this browser's basket stays what it is. Another person's basket
    that was left on this browser is not touched. Where both hold something, the caller has ended the payment pages of
    both baskets (`must_join` says so).
    """
    _lock_user(user_id)
    theirs = find_own(user_id)
    mine = None if cart_id is None or owner_of(cart_id) not in (None, user_id) else cart_id
    if theirs is not None and theirs.id == mine:
        return ""
    if theirs is None or is_bare(theirs.id):
        if mine is not None:
            take_as_own(user_id, mine, now=now)
            return ""
        return "" if theirs is None or cart_id is None else _open(theirs, now)
    if mine is not None and not is_bare(mine):
        merge_carts(theirs.id, mine, now=now)
    return _open(theirs, now)


def lock_both(user_id: int, cart_id: int | None) -> None:
    """Lock somebody and the baskets that are about to meet: a payment page of either is begun before this or never."""
    _lock_user(user_id)
    own = find_own(user_id)
    for number in sorted({one for one in (cart_id, own.id if own else None) if one is not None}):
        lock_cart(number)


def own_if_first(user_id: int, cart_id: int, *, now: datetime) -> None:
    """Say that a new basket is somebody's, unless they have one."""
    _lock_user(user_id)
    if find_own(user_id) is None:
        take_as_own(user_id, cart_id, now=now)


def take_as_own(user_id: int, cart_id: int, *, now: datetime) -> None:
    """Say that a basket is somebody's; one that was theirs before, and empty, is theirs no more."""
    lock_cart(cart_id)
    db.session.execute(delete(CartOwner).where(CartOwner.user_id == user_id))
    db.session.add(CartOwner(cart_id=cart_id, user_id=user_id, since=now))
    db.session.flush()


def shut_elsewhere(user_id: int, *, now: datetime) -> str:
    """Shut somebody's own basket on every device, and return the token that opens it on the one that asks.

    Whoever signs a device out must not leave their address and their gift cards open on it. "" without a basket.
    """
    _lock_user(user_id)
    own = find_own(user_id)
    if own is None:
        return ""
    lock_cart(own.id)
    db.session.execute(delete(CartKey).where(CartKey.cart_id == own.id))
    own.token_hash = hash_token(
        COOKIE_KIND, new_token()
    )  # the device that began it holds nothing any more, too
    return _open(own, now)


def _lock_user(user_id: int) -> None:
    """Let one browser of somebody's after the other meet; taken before any cart."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())


def _open(cart: Cart, now: datetime) -> str:
    token = new_token()
    key = hash_token(COOKIE_KIND, token)
    db.session.add(CartKey(cart_id=cart.id, token_hash=key, opened_at=now))
    db.session.flush()
    return token
