"""What can go wrong with a paper."""

from app.errors import NotFound


class NoSuchPaper(NotFound):
    """No paper of this order has this number."""

    def __init__(self) -> None:
        super().__init__("We could not find that paper.")
