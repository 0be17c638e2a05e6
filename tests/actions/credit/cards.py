"""What the tests of gift cards share: a basket with cards, what is on a card, and what its ledger says."""

from sqlalchemy import select

from app.cart.cards import add_card
from app.clock import utcnow
from app.credit.models import CreditAccount, CreditEntry
from app.db import db, transaction
from tests.support.shop import Shop

WRAP = "SH-WHW"  # 24.00, and 4.50 for its delivery


def with_cards(shop: Shop, *cards: int, units: int = 1, **answers: str) -> int:
    """A basket of one thing whose questions are answered, with these gift cards beside it."""
    cart = shop.basket((WRAP, units), **answers)
    with transaction():
        for card in cards:
            add_card(cart, card, now=utcnow())
    return cart


def on_card(card: int) -> int:
    """What is left on a card."""
    db.session.rollback()
    return db.session.scalars(select(CreditAccount.balance_minor).where(CreditAccount.id == card)).one()


def ledger(card: int) -> list[tuple[str, int]]:
    """A card's entries, oldest first."""
    db.session.rollback()
    found = db.session.scalars(
        select(CreditEntry).where(CreditEntry.account_id == card).order_by(CreditEntry.id)
    )
    return [(one.cause.value, one.amount_minor) for one in found]


def expire(shop: Shop, cart: int) -> None:
    """Let a basket's session run out at Stripe, and hear of it."""
    shop.till.gateway.expire_session(shop.session_of(cart))
    shop.deliver()
