"""What can go wrong with prices."""

from app.errors import Conflict, DomainError, Invalid, NotFound


class PricingError(DomainError):
    """Anything that pricing refuses."""


class PriceRefused(PricingError, Invalid):
    """An amount that cannot be a price."""


class NoSuchCountry(PricingError, NotFound):
    """We do not deliver there."""

    def __init__(self) -> None:
        super().__init__("We do not deliver to that country yet.")


class TaxRefused(PricingError, Invalid):
    """What was typed is no tax rate; `errors` maps field names to sentences."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("Some answers need another look.")
        self.errors = errors


class DeliveryRefused(PricingError, Invalid):
    """What was typed is no zone or rate; `errors` maps field names to sentences."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("Some answers need another look.")
        self.errors = errors


class DeliveryChanged(PricingError, Conflict):
    """Somebody else has changed the zone or rate since its form was opened."""

    def __init__(self) -> None:
        super().__init__("This has been changed since you opened it. Look at it again; nothing was kept.")


class NoSuchDelivery(PricingError, NotFound):
    """No zone or rate has this number."""

    def __init__(self) -> None:
        super().__init__("There is no such zone or rate.")


class OfferRefused(PricingError, Invalid):
    """What was typed is no offer; `errors` maps field names to sentences."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("Some answers need another look.")
        self.errors = errors


class OfferChanged(PricingError, Conflict):
    """Somebody else has changed the offer, or it has been used, since its form was opened."""


class NoSuchOffer(PricingError, NotFound):
    """No offer has this number."""

    def __init__(self) -> None:
        super().__init__("There is no such offer.")
