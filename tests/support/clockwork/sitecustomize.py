"""Lets every process of one site live at another time, as on a machine whose clock is wrong (clocks.py moves it).

Python imports this first of all. Moved are `time.time`, by which libraries sign, sleep and expire, and the site's own
`app.clock`. What counts durations (`time.monotonic`) goes on as it is, as it does on a machine.
"""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

_FOLDER = Path(os.environ["INSTANCE_DIR"])
_WHOSE = "standin" if b"app.standin" in Path("/proc/self/cmdline").read_bytes() else "site"
_FRESH_SECONDS = 0.05
_true_time = time.time
_read = [0.0, 0.0]  # when the file was read, by the monotonic clock, and the seconds it said


def seconds_off() -> float:
    """Return how far this process's clock stands from the machine's."""
    now = time.monotonic()
    if now - _read[0] > _FRESH_SECONDS:
        try:
            _read[:] = now, float((_FOLDER / f"clock.{_WHOSE}").read_text())
        except (OSError, ValueError):
            _read[0] = now
    return _read[1]


class Moving:
    """An offset that is read anew each time it is added to a moment (no timedelta, which would not be asked)."""

    def __radd__(self, moment: datetime) -> datetime:
        return moment + timedelta(seconds=seconds_off())


time.time = lambda: _true_time() + seconds_off()
if _WHOSE == "site":
    from app import clock

    clock._offset = Moving()
