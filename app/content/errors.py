"""What can go wrong with an article."""

from app.content.drafts import ArticleDraft
from app.errors import Conflict, NotFound


class ArticleNotFound(NotFound):
    """There is no such article."""

    def __init__(self) -> None:
        super().__init__("We could not find that article.")


class RevisionNotFound(NotFound):
    """The article was never kept under this number."""

    def __init__(self) -> None:
        super().__init__("This article was never kept under that number.")


class StaleDraft(Conflict):
    """Somebody saved in between; carries what stands there now and at which revision."""

    def __init__(self, theirs: ArticleDraft, revision: int) -> None:
        super().__init__("Somebody else has saved this article since you opened it. Both texts are below.")
        self.theirs = theirs
        self.revision = revision


class OtherSheet(Conflict):
    """The same form stands open twice and says two things; the second one goes on as a sheet of its own."""

    def __init__(self) -> None:
        super().__init__("Another window of yours has typed something else here. Both texts are kept.")


class WorkNotFound(NotFound):
    """There is no such reference."""

    def __init__(self) -> None:
        super().__init__("We could not find that reference.")


class ReviewNotFound(NotFound):
    """There is no such review."""

    def __init__(self) -> None:
        super().__init__("We could not find that review.")


class StaleWork(Conflict):
    """Somebody changed the reference in between."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has changed this reference since you opened it. Look at theirs, then keep yours."
        )


class TakenNumber(Conflict):
    """Another reference has this number; the two may be one."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Another reference has the number {key} already. Use that one.")
        self.key = key


class PersonNotFound(NotFound):
    """There is no such author or checker."""

    def __init__(self) -> None:
        super().__init__("We could not find that person.")


class StalePerson(Conflict):
    """Somebody changed the page of an author in between."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has changed this page since you opened it. Look at theirs, then keep yours."
        )
