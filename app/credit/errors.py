"""What can go wrong with gift cards."""

from app.errors import Conflict, DomainError, Invalid, NotFound


class CreditError(DomainError):
    """Anything that a gift card refuses."""


class NotCovered(CreditError, Conflict):
    """There is less on the card than would be taken, or it may not be used any more."""

    def __init__(self, last_four: str = "") -> None:
        what = f"The gift card ending in {last_four}" if last_four else "This gift card"
        super().__init__(f"{what} cannot pay that much any more. Please look at the sums again.")


class ValueRefused(CreditError, Invalid):
    """What was typed is no value for a card; `errors` maps field names to sentences."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("Some answers need another look.")
        self.errors = errors


class NoSuchCard(CreditError, NotFound):
    """No card has this number."""

    def __init__(self) -> None:
        super().__init__("There is no such gift card.")
