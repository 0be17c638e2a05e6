"""What can go wrong with an order."""

from app.errors import Conflict, DomainError, Invalid, NotFound


class OrderError(DomainError):
    """Anything that an order refuses."""


class NoSuchOrder(OrderError, NotFound):
    """No order has this link or number."""

    def __init__(self) -> None:
        super().__init__("We could not find that order.")


class AnswerRefused(OrderError, Invalid):
    """Some answers of the checkout need another look; `errors` maps field names to sentences."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("Some answers need another look.")
        self.errors = errors


class BasketRefused(OrderError, Conflict):
    """What is in the basket cannot be ordered as it is."""


class OfferGone(BasketRefused):
    """An offer that the basket had counts no more: it is used up, was changed, or is not for this shopper."""

    def __init__(self, name: str, code: str) -> None:
        what = f"The code {code.upper()}" if code else f"The offer “{name}”"
        super().__init__(f"{what} cannot be used with this order. Please look at the sums again.")


class CardChanged(BasketRefused):
    """A gift card covers less than it did when the sums were shown."""


class StepRefused(OrderError, Conflict):
    """The order is not where this step begins."""


class NoteRefused(OrderError, Invalid):
    """A note that cannot be kept as it is."""


class AmountRefused(OrderError, Invalid):
    """An amount that cannot be given back."""


class UnitsRefused(OrderError, Invalid):
    """Units that an order does not have left; `lines` has the sentence of each order line by its id."""

    def __init__(self, sentence: str, *, lines: dict[int, str] | None = None) -> None:
        super().__init__(sentence)
        self.lines = lines or {}
