"""What can keep a site from moving."""

from app.errors import Conflict, DomainError, Invalid


class MovingError(DomainError):
    """Anything that a move refuses."""


class NoSuchSource(MovingError, Invalid):
    """The source cannot be read."""


class NotAlike(MovingError, Conflict):
    """Source and target are not at the same migration, or the target holds a site already."""


class NotArrived(MovingError, Conflict):
    """A row did not fit into the target, or is not there after the copying; nothing was kept."""
