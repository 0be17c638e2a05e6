"""What is gathered from published rows and is the same for everybody, kept until the site's version moves.

A visitor with a basket gets pages live; what such a page shares with everybody else's need not be read anew. What is
kept is as fresh as a cached page. Kept are plain values and rows that `let_go` has taken out of their session, nothing
of one visitor. What depends on the day takes it as an argument. Inside a write transaction nothing is kept and nothing
kept is used.
"""

from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from app.db import is_writing
from app.freshness import current_version, sees_version

MOST = 512
P = ParamSpec("P")
T = TypeVar("T")


class Kept:
    """The values of one site version, least recently used first."""

    def __init__(self) -> None:
        self.version = -1
        self.values: OrderedDict[tuple[object, ...], object] = OrderedDict()
        self.lock = Lock()

    def find(self, key: tuple[object, ...], version: int) -> object | None:
        """Return what is kept under a key; a new version empties everything."""
        with self.lock:
            if version != self.version:
                self.values.clear()
                self.version = version
            found = self.values.get(key)
            if found is not None:
                self.values.move_to_end(key)
            return found

    def keep(self, key: tuple[object, ...], version: int, value: object) -> None:
        """Keep a value, unless the version has moved while it was made."""
        with self.lock:
            if version == self.version:
                self.values[key] = value
                if len(self.values) > MOST:
                    self.values.popitem(last=False)


_kept = Kept()
#: the version that what is being gathered is known to be as new as, -1 for none; one look serves what is inside too
_seen: ContextVar[int | None] = ContextVar("seen", default=None)


def same_for_everybody(gather: Callable[P, T]) -> Callable[P, T]:
    """Let a function be asked once for each site version and arguments, which must be hashable.

    None is not kept: whoever asks for what is not there, under however many names, drives nothing out. Nor is what
    this session read from before the version that others have seen (on SQLite a reader keeps its old view).
    """

    @wraps(gather)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        if is_writing():
            return gather(*args, **kwargs)
        version = current_version()
        key = (gather.__module__, gather.__qualname__, args, tuple(sorted(kwargs.items())))
        found = _kept.find(key, version)
        if found is not None:
            return found  # type: ignore[return-value]
        outer = _seen.get()
        mark = _seen.set(outer if outer is not None else version if sees_version(version) else -1)
        try:
            made = gather(*args, **kwargs)
            if made is not None and _seen.get() == version:
                _kept.keep(key, version, made)
            return made
        finally:
            _seen.reset(mark)

    return remembered


def forget_everything() -> None:
    """Make the next question ask anew (between tests)."""
    with _kept.lock:
        _kept.values.clear()
