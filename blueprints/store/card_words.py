"""Gift cards in the words a shopper reads: what each pays, what stays on it, and why one pays nothing."""

from collections.abc import Sequence

from app.money import Money, least_charge
from app.orders.covering import CardInBasket
from app.web.templating import format_money

EMPTY_CARD = "There is nothing left on this gift card. Your basket is unchanged."


def card_note(card: CardInBasket, due: Money) -> str:
    """Return what stays on a card, or why it pays nothing."""
    if not card.is_good:
        return "It cannot be used now. Take it out, or go on: the sum is worked out without it."
    if card.covers and card.stays and due.minor:
        least = format_money(Money(minor=least_charge(card.currency), currency=card.currency))
        return f"{format_money(card.left)} stays on it: the payment page takes {least} at least."
    if card.covers:
        return f"{format_money(card.left)} stays on it." if card.stays else "It is used up with this order."
    if card.stays:
        return f"It is not needed here: {format_money(card.left)} stays on it."
    return "Nothing is left on it just now. An order that waits for its payment may have kept it."


def card_notes(cards: Sequence[CardInBasket], due: Money) -> dict[int, str]:
    """Return account id -> the sentence about each card of a basket."""
    return {one.account_id: card_note(one, due) for one in cards}
