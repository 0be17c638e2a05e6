"""What can go wrong with prices."""

from app.errors import DomainError, Invalid, NotFound


class PricingError(DomainError):
    """Anything that pricing refuses."""


class PriceRefused(PricingError, Invalid):
    """An amount that cannot be a price."""


class NoSuchCountry(PricingError, NotFound):
    """We do not deliver there."""

    def __init__(self) -> None:
        super().__init__("We do not deliver to that country yet.")
