"""What can go wrong with stock."""

from app.errors import Conflict, DomainError, Invalid


class StockError(DomainError):
    """Anything that stock refuses."""


class NotEnough(StockError, Conflict):
    """Some units are not there; `short` says for each variant id how many are left."""

    def __init__(self, short: dict[int, int]) -> None:
        super().__init__("There are not enough left of something in your basket.")
        self.short = short


class StaleStock(StockError, Conflict):
    """Somebody changed the count since it was shown; `on_hand` is what it is now."""

    def __init__(self, on_hand: int) -> None:
        super().__init__(f"The count changed while you were looking: it is {on_hand} now. Nothing was saved.")
        self.on_hand = on_hand


class StockRefused(StockError, Invalid):
    """The numbers cannot be right."""
