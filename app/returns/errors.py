"""What can go wrong with a return."""

from app.errors import Conflict, DomainError, Invalid, NotFound


class ReturnError(DomainError):
    """Anything that a return refuses."""


class NoSuchReturn(ReturnError, NotFound):
    """No such return, or not of this order."""

    def __init__(self) -> None:
        super().__init__("We could not find that return.")


class UnitsNotSent(ReturnError, Invalid):
    """Units that cannot come back; `errors` maps order line ids to sentences."""

    def __init__(self, errors: dict[int, str]) -> None:
        super().__init__(" ".join(errors.values()) or "Choose at least one thing to send back.")
        self.errors = errors


class ReturnMoved(ReturnError, Conflict):
    """The return is not where this step begins."""
