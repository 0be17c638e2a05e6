"""Whether this process has been told to stop: work in many steps asks between two of them and leaves the rest."""

from collections.abc import Callable

_asked: list[Callable[[], bool]] = []


def stop_when(asked: Callable[[], bool]) -> None:
    """Say what knows that the process is to stop (the worker's stop flag)."""
    _asked[:] = [asked]


def is_stopping() -> bool:
    """Return whether to begin nothing new."""
    return any(asked() for asked in _asked)
