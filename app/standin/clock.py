"""The stand-in's clock: real time plus an offset that control can set."""

import time


class Clock:
    """Unix seconds. `now` is the time of objects and deadlines; signatures and retries use real time."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> int:
        """Whole seconds, shifted."""
        return int(time.time() + self.offset)
