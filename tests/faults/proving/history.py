"""What was tried and what was answered: invoke, then ok, fail or unknown. The judge reads it, not the code."""

import threading
import time
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Act:
    """One operation of one shopper; `subject` is what it was about (a SKU, a session, a name)."""

    shopper: int
    what: str
    outcome: str
    subject: str
    at: float


class History:
    """All acts in the order of their answers; shared by every shopper."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.problems: list[str] = []
        self._lock = threading.Lock()
        self._start = time.monotonic()

    def note(self, shopper: int, what: str, outcome: str, subject: str = "") -> None:
        """Write one act down; outcome is ok, fail or unknown."""
        at = time.monotonic() - self._start
        with self._lock:
            self.acts.append(Act(shopper=shopper, what=what, outcome=outcome, subject=subject, at=at))

    def complain(self, shopper: int, sentence: str) -> None:
        """Write down what a shopper must not see."""
        with self._lock:
            self.problems.append(f"shopper {shopper}: {sentence}")

    def counts(self) -> Counter[tuple[str, str]]:
        """Return how often each (operation, outcome) occurred."""
        return Counter((one.what, one.outcome) for one in self.acts)

    def subjects(self, what: str, outcome: str = "ok") -> list[str]:
        """Return what the acts of one kind were about."""
        return [one.subject for one in self.acts if one.what == what and one.outcome == outcome]
