"""What can go wrong with an account."""

from app.errors import DomainError, NotFound


class AccountError(DomainError):
    """Anything that an account refuses."""


class LinkNotKnown(AccountError, NotFound):
    """The link was used, is too old, or never was one."""

    def __init__(self) -> None:
        super().__init__("A link from our mails works once and for an hour. This one does not work any more.")
