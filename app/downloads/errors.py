"""What can go wrong with a file or its download."""

from app.errors import Conflict, DomainError, Invalid, NotFound


class DownloadError(DomainError):
    """Anything that a download refuses."""


class FileRefused(DownloadError, Invalid):
    """The file is none that we take, empty or too heavy; the sentence says which."""


class NoSuchFile(DownloadError, NotFound):
    """No such file, or not yours."""

    def __init__(self) -> None:
        super().__init__("We could not find that file.")


class DownloadOver(DownloadError, Conflict):
    """The file was yours and cannot be fetched (again): its link, its count or the line has ended."""
