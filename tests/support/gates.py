"""Where threads wait for each other, so that a race happens as often as it is played."""

import threading
from contextlib import suppress

from app.db import dialect_name

LONG, SHORT = 60.0, 2.0  # seconds: a machine with other work takes some to bring everybody here


def meet_at(gate: threading.Barrier, *, all_can_come: bool) -> None:
    """Wait until everybody is here; only for a moment where a lock, or SQLite's one writer, keeps some away."""
    with suppress(threading.BrokenBarrierError):
        gate.wait(LONG if all_can_come and dialect_name() == "postgresql" else SHORT)
