"""Orders and gift cards: what the cards of a basket cover, and what an order takes from them (M4).

What an order takes is copied when it is placed and never changes. It is reserved, settled and freed at the same places
as the order's holds and its uses of offers. Cards are locked after offers and before stock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.cart.cards import list_cards
from app.credit.errors import NotCovered
from app.credit.queries import accounts_by_id, reserved_for
from app.credit.rules import cover
from app.credit.using import reserve_credit
from app.db import db
from app.money import Money, least_charge, smallest_step
from app.orders.errors import CardChanged
from app.orders.models import Order, OrderCredit
from app.pricing.rules import Quote


@dataclass(frozen=True, kw_only=True)
class CardInBasket:
    """A gift card that was entered, what it covers of this basket and what stays on it, in minor units."""

    account_id: int
    last_four: str
    covers: int
    stays: int
    currency: str
    is_good: bool  # False: stopped, over, or of another currency

    @property
    def covered(self) -> Money:
        """What it pays."""
        return Money(minor=self.covers, currency=self.currency)

    @property
    def left(self) -> Money:
        """What stays on it."""
        return Money(minor=self.stays, currency=self.currency)


def find_cards(sums: Quote, cart_id: int, *, own: Collection[int], today: date) -> tuple[CardInBasket, ...]:
    """Return a basket's gift cards with what each covers of its cost; what buys gift cards is covered by none.

    `own` are the basket's unpaid orders, whose reserved amounts would be given up for a new one.
    """
    total, for_cards = sums.total, sums.total.minor - sums.of_things.minor
    ids = list_cards(cart_id)
    if not ids:
        return ()
    accounts, reserved = accounts_by_id(ids), reserved_for(own)
    found = [accounts[one] for one in ids]
    good = [one.is_usable(today) and one.currency == total.currency for one in found]
    there = [one.balance_minor + reserved.get(one.id, 0) for one in found]
    parts = cover(
        sums.of_things.minor, [minor if is_good else 0 for minor, is_good in zip(there, good, strict=True)],
        step=smallest_step(total.currency), least=max(0, least_charge(total.currency) - for_cards),
    )  # fmt: skip
    return tuple(
        CardInBasket(
            account_id=one.id, last_four=one.last_four, covers=part, stays=minor - part, currency=one.currency,
            is_good=is_good,
        )
        for one, minor, part, is_good in zip(found, there, parts, good, strict=True)
    )  # fmt: skip


def list_order_credits(order_id: int) -> Sequence[OrderCredit]:
    """Return what gift cards pay of an order."""
    query = select(OrderCredit).where(OrderCredit.order_id == order_id).order_by(OrderCredit.position)
    return db.session.scalars(query).all()


def take_credit(order: Order, *, today: date | None, now: datetime) -> None:
    """Reserve what gift cards pay of a locked order; all or nothing. Raises CardChanged.

    Without `today` a card's last day is not asked for: money came late for what was agreed to before.
    """
    parts = {one.account_id: one.amount_minor for one in list_order_credits(order.id)}
    try:
        reserve_credit(order.id, parts, today=today, now=now)
    except NotCovered as error:
        raise CardChanged(error.sentence) from error
