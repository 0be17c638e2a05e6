"""What can go wrong in the words of the domain; the web edge turns each into one answer."""


class DomainError(Exception):
    """A rule of the house was not met; `str(error)` is a plain sentence for people."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(DomainError):
    """The thing does not exist, or is not yours to see."""

    status = 404

    def __init__(self, sentence: str = "We could not find that.") -> None:
        super().__init__(sentence)


class NotAllowed(DomainError):
    """You are known, and you may not do this."""

    status = 403


class Conflict(DomainError):
    """Somebody or something else was there first; look again and decide."""

    status = 409


class Invalid(DomainError):
    """What was sent cannot be used as it is."""

    status = 422


class TooMany(DomainError):
    """Too often in too short a time."""

    status = 429


class Unavailable(DomainError):
    """Something we need does not answer just now; trying again later is safe."""

    status = 503
