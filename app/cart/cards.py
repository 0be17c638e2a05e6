"""The gift cards of a basket: laid beside its code, taken out again, moved when two baskets come together."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from app.cart.actions import lock_cart
from app.cart.errors import CardsFull, CodeGone
from app.cart.models import CartCard
from app.credit.ledger import lock_accounts
from app.credit.rules import MOST_CARDS, hash_code
from app.db import db


def add_card(cart_id: int, account_id: int, *, now: datetime, code: str | None = None) -> None:
    """Let a gift card pay for a basket; twice is once. Raises CardsFull.

    `code` is what was typed for it, as `read_code` spells it: raises CodeGone where another has taken its place since.
    """
    cart = lock_cart(cart_id)
    if code is not None and lock_accounts([account_id])[account_id].code_hash != hash_code(code):
        raise CodeGone
    if account_id in list_cards(cart.id):
        return
    if (db.session.scalar(select(func.count()).where(CartCard.cart_id == cart.id)) or 0) >= MOST_CARDS:
        raise CardsFull
    db.session.add(CartCard(cart_id=cart.id, account_id=account_id, added_at=now))
    cart.changed_at = now
    db.session.flush()


def take_card_out(cart_id: int, account_id: int, *, now: datetime) -> None:
    """Take a gift card out of a basket; what is not there stays out."""
    cart = lock_cart(cart_id)
    which = (CartCard.cart_id == cart.id, CartCard.account_id == account_id)
    db.session.execute(delete(CartCard).where(*which))
    cart.changed_at = now


def list_cards(cart_id: int) -> Sequence[int]:
    """Return the account ids of a basket's gift cards, in the order in which they were entered."""
    query = select(CartCard.account_id).where(CartCard.cart_id == cart_id).order_by(CartCard.id)
    return db.session.scalars(query).all()


def drop_cards(cart_id: int) -> bool:
    """Leave a basket's gift cards out, because a mailed link opens it; return whether it had any."""
    gone = db.session.execute(delete(CartCard).where(CartCard.cart_id == cart_id))
    return bool(gone.rowcount)  # type: ignore[attr-defined]
