"""Gift cards in the words a shopper reads: what each pays, what stays on it, and why one pays nothing."""

from collections.abc import Sequence

from app.giftcards.queries import Sold
from app.giftcards.rules import CardState
from app.money import Money, least_charge
from app.orders.covering import CardInBasket
from app.web.templating import format_money

NOT_FOR_CARDS = (
    "It pays for the other things here: a gift card is never bought with a gift card or store credit."
)
STANDS = {
    CardState.WHOLE: "Nothing of it was used yet.",
    CardState.PART: "A part of it was used.",
    CardState.SPENT: "It is used up.",
    CardState.HELD: "It waits: a bank is looking into the payment, or the money for it went back.",
    CardState.STOPPED: "It has been stopped.",
}
EMPTY_CARD = "There is nothing left on this gift card. Your basket is unchanged."


def card_note(card: CardInBasket, due: Money, *, has_gift_card: bool = False) -> str:
    """Return what stays on a card, or why it pays nothing."""
    if not card.is_good:
        return "It cannot be used now. Take it out, or go on: the sum is worked out without it."
    if card.stays and due.minor and has_gift_card:
        return f"{NOT_FOR_CARDS} {format_money(card.left)} stays on it."
    if card.covers and card.stays and due.minor:
        least = format_money(Money(minor=least_charge(card.currency), currency=card.currency))
        return f"{format_money(card.left)} stays on it: the payment page takes {least} at least."
    if card.covers:
        return f"{format_money(card.left)} stays on it." if card.stays else "It is used up with this order."
    if card.stays:
        return f"It is not needed here: {format_money(card.left)} stays on it."
    return "Nothing is left on it just now. An order that waits for its payment may have kept it."


def card_stands(card: Sold) -> str:
    """Return how a card that was bought stands, in a sentence for its buyer; how much of it is left is its holder's."""
    if card.state is CardState.TAKEN:
        return f"{format_money(card.taken)} was taken off it, because the money for it went back."
    rest = f" {format_money(card.taken)} was taken off it and given back." if card.taken else ""
    return STANDS[card.state] + rest


def card_notes(cards: Sequence[CardInBasket], due: Money, *, has_gift_card: bool = False) -> dict[int, str]:
    """Return account id -> the sentence about each card of a basket."""
    return {one.account_id: card_note(one, due, has_gift_card=has_gift_card) for one in cards}
