"""One number that says whether what visitors see has changed.

The transaction that changes something public raises it; every process reads it at most once a second and drops
its cached pages when it moved. Stock raises it only when it crosses "in stock", "last 3" or "out".
"""

import time

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, after_commit, db, is_writing

_ROW = 1
_SECONDS = 1.0


class SiteVersion(Base):
    """The single row that holds the number."""

    __tablename__ = "site_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(default=0)


_NUMBER = select(SiteVersion.number)


class _Seen:
    number = -1
    at = float("-inf")


def raise_version() -> None:
    """Raise the number inside the open transaction; makes the row the first time."""
    changed = db.session.execute(
        update(SiteVersion).where(SiteVersion.id == _ROW).values(number=SiteVersion.number + 1)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        db.session.add(SiteVersion(id=_ROW, number=1))
    db.session().info.pop("version_seen", None)
    after_commit(forget_version)


def current_version(*, at_most_seconds_old: float = _SECONDS) -> int:
    """Return the number, asking the database at most once a second in each process.

    Inside a write transaction it is that transaction's own, which others must not hear of before it is committed; it
    is asked for once, and again after the transaction itself has raised it.
    """
    if is_writing():
        session = db.session()
        transaction, number = session.info.get("version_seen", (None, -1))
        return number if transaction is session.get_transaction() else read_version()
    now = time.monotonic()
    if now - _Seen.at > at_most_seconds_old:
        _Seen.number = read_version()
        _Seen.at = now
    return _Seen.number


def read_version() -> int:
    """Return the number as this session's own transaction sees it."""
    session = db.session()
    number = session.execute(_NUMBER).scalar() or 0
    session.info["version_seen"] = (session.get_transaction(), number)
    return number


def sees_version(number: int) -> bool:
    """Say whether what this session reads next is as new as a version that has been seen.

    One that has not begun to read will see everything; on SQLite one that has keeps the view it began with.
    """
    session = db.session()
    if not session.in_transaction():
        return True
    transaction, seen = session.info.get("version_seen", (None, -1))
    return (seen if transaction is session.get_transaction() else read_version()) == number


def forget_version() -> None:
    """Make the next question ask the database (between tests)."""
    _Seen.at = float("-inf")
