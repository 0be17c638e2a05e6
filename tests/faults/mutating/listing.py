"""What a guard is: one or more places, what stands there without it, and the test that must notice."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Change:
    """One place: `before` stands in the file exactly once, and is replaced."""

    path: str
    before: str
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One guard, by the invariant it holds; `test` must fail when its changes are made."""

    name: str
    holds: str
    test: str
    changes: tuple[Change, ...]


def guard(name: str, holds: str, test: str, path: str, before: str, after: str = "") -> Guard:
    """A guard that stands in one place."""
    return Guard(name=name, holds=holds, test=test, changes=(Change(path=path, before=before, after=after),))
