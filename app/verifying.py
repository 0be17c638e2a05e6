"""The invariants as questions to the whole database; each room's checks.py asks its own.

A check has a code (S1, M3, ...), a sentence, a function that returns how many rows it looked at and what does not
hold, and, where one exists, a repair that is one logged action.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

Ask = Callable[[], tuple[int, Sequence[str]]]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One invariant of one room; `ask` returns (rows looked at, mismatches as sentences)."""

    code: str
    sentence: str
    ask: Ask
    repair: Callable[[], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one check found."""

    code: str
    sentence: str
    looked_at: int
    mismatches: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The result as plain values for JSON."""
        return asdict(self)


def all_checks() -> list[Check]:
    """Return the checks of every room that has a checks.py, in the order of their codes."""
    checks: list[Check] = []
    for path in sorted(Path(__file__).parent.glob("*/checks.py")):
        checks += import_module(f"app.{path.parent.name}.checks").CHECKS
    return sorted(checks, key=lambda one: one.code)


def run_checks(*, repair: str = "") -> list[Result]:
    """Run every check, after the one repair that was asked for."""
    checks = all_checks()
    for one in checks:
        if repair and one.code == repair and one.repair is not None:
            one.repair()
    results = []
    for one in checks:
        looked_at, mismatches = one.ask()
        results.append(
            Result(code=one.code, sentence=one.sentence, looked_at=looked_at, mismatches=tuple(mismatches))
        )
    return results
