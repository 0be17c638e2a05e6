"""What can go wrong in the catalogue."""

from app.errors import Conflict, Invalid


class ProductProblems(Invalid):
    """Some fields need another look; `problems` is (field, sentence), in the order of the form."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = problems


class CannotPublish(Invalid):
    """The product lacks what a published one must have; `reasons` are sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class StaleEdit(Conflict):
    """Somebody else has saved this product since the form was opened."""
