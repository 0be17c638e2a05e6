"""What can go wrong with gift cards that were sold."""

from app.errors import Conflict, DomainError, NotFound


class SoldCardError(DomainError):
    """Anything that a sold card refuses."""


class NoSuchSoldCard(SoldCardError, NotFound):
    """No such card, or not of this order."""

    def __init__(self) -> None:
        super().__init__("This order has no such gift card.")


class CardStays(SoldCardError, Conflict):
    """The card is used, held or empty, so it is neither taken back nor sent again; the sentence says which."""
