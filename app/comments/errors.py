"""What can go wrong with comments, in words for people."""

from datetime import datetime

from app.errors import Conflict, NotFound, TooMany


class CommentNotFound(NotFound):
    """There is no such comment, or it is not yours to see."""

    def __init__(self) -> None:
        super().__init__("We could not find that comment. Perhaps it was taken away.")


class CommentsClosed(Conflict):
    """Nobody may comment here just now."""

    def __init__(self) -> None:
        super().__init__("Comments are closed here. Your words are still below, so that you can keep them.")


class LinkNotKnown(NotFound):
    """The token is unknown, of another kind, or too old."""

    def __init__(self) -> None:
        super().__init__("This link does not work any more. Nothing has changed.")


class TooManyComments(TooMany):
    """One writer has written very much in an hour."""

    def __init__(self) -> None:
        super().__init__(
            "That is a lot for one hour. Your words are still here; please send them a little later."
        )


class TooLate(Conflict):
    """The time to change one's words is over."""

    def __init__(self, until: datetime) -> None:
        super().__init__("The time to change this comment is over. Your new words are below, to be kept.")
        self.until = until


class StaleComment(Conflict):
    """Somebody has changed the comment, or decided about it, in the meantime."""

    def __init__(self) -> None:
        super().__init__("This comment has changed since the page was made. Look at it again, then decide.")
