"""What can go wrong with letters, in words for people."""

from app.errors import Conflict, Invalid, NotFound


class AddressNotUsable(Invalid):
    """The address cannot be written to as it is typed."""

    def __init__(self) -> None:
        super().__init__("Enter an e-mail address in full, like name@example.com.")


class LettersNotUsable(AddressNotUsable):
    """What stands before the @ holds letters that most mail servers cannot read yet (SMTPUTF8)."""

    def __init__(self) -> None:
        Invalid.__init__(
            self,
            "Before the @ we can only write to plain letters, without accents. Is there another spelling?",
        )


class ConsentMissing(Invalid):
    """The box was not ticked."""

    def __init__(self) -> None:
        super().__init__("Tick the box if you would like us to write to you.")


class ChoiceNotKnown(Invalid):
    """A frequency, topic or number of weeks that does not exist."""


class LinkNotKnown(NotFound):
    """The token is unknown, of another kind, or too old."""

    def __init__(self) -> None:
        super().__init__(
            "This link does not work any more. Nothing has changed; you can ask for a new one below."
        )


class NotOnList(Conflict):
    """The letters to this address have stopped, so there is nothing to choose or to pause."""

    def __init__(self) -> None:
        super().__init__("The letters to this address have stopped already. You need do nothing.")


class AlreadyDecided(Conflict):
    """Somebody has decided about this copy in the meantime."""

    def __init__(self) -> None:
        super().__init__("This copy is no longer uncertain; somebody else may have decided about it.")
