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
