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


class KeptFull(CartError, Conflict):
    """Too many different things kept for later."""

    def __init__(self) -> None:
        super().__init__("You can keep 30 different things for later. Take one of them out first.")
