"""What can go wrong with a basket."""

from app.errors import Conflict, DomainError, Invalid, NotFound


class CartError(DomainError):
    """Anything that a basket refuses."""


class QuantityRefused(CartError, Invalid):
    """Not a number of things one can order."""


class NotForSale(CartError, NotFound):
    """The variant does not exist, is not published or has no price."""

    def __init__(self) -> None:
        super().__init__("That is not for sale here any more.")


class CartFull(CartError, Conflict):
    """Too many different things."""

    def __init__(self) -> None:
        super().__init__("A basket holds 30 different things. Take something out, or order twice.")


class CardsFull(CartError, Conflict):
    """Too many gift cards."""

    def __init__(self) -> None:
        super().__init__("A basket takes five gift cards. Take one of them out first.")


class BasketLinkNotKnown(CartError, NotFound):
    """The link is wrong, too old, stopped, or its basket is empty."""

    def __init__(self) -> None:
        super().__init__(
            "This link does not open a basket any more. It ends when the basket is paid for, emptied or not used for"
            " 90 days, and when you stop it."
        )


class KeptFull(CartError, Conflict):
    """Too many different things kept for later."""

    def __init__(self) -> None:
        super().__init__("You can keep 30 different things for later. Take one of them out first.")


class CodeGone(CartError, Conflict):
    """The card behind a code has been given another one."""

    def __init__(self) -> None:
        super().__init__("This gift card has been given a new code. Look for the last mail about it.")
