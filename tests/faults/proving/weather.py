"""Bad weather at Stripe while people shop: answers that are lost, late, refused or 500, and a clock that is wrong."""

import random
import threading
from collections import Counter

from tests.faults.proving.till import Till
from tests.support.clocks import Clocks

#: kind -> how often it is drawn; `after` means that the effect has happened
FAULTS = {
    "reset_after": 4, "timeout_after": 2, "error_500_after": 2, "error_500": 2, "reset_before": 3,
    "timeout_before": 1, "error_429_lock_timeout": 3, "conflict_409": 2, "slow": 2,
}  # fmt: skip
PATHS = (
    r"/v1/checkout/sessions",
    r"/v1/checkout/sessions/.+",
    r"/v1/refunds(/.+)?",
    r"/v1/events",
    r"/v1/tax/.+",
)
SECONDS = 2.0
MOST_AT_ONCE = 3  # faults that wait for somebody
CLOCK_OFF = -600.0  # ten minutes: no signature is taken from such a clock


class Weather(threading.Thread):
    """Queues one fault after another until it is told to stop; now and then the stand-in's clock goes wrong."""

    def __init__(self, till: Till, clocks: Clocks, seed: int, *, pause: float) -> None:
        super().__init__(name="weather", daemon=True)
        self.till, self.clocks, self.pause = till, clocks, pause
        self.right = clocks.standin
        self.dice = random.Random(f"weather {seed}")
        self.sent: Counter[str] = Counter()
        self._ending = threading.Event()

    def run(self) -> None:
        """One fault a pause; every fifteenth time the clock."""
        while not self._ending.wait(self.dice.uniform(0.3, 1.7) * self.pause):
            if self.dice.random() < 1 / 15:
                self.clocks.move_standin(self.right + self.dice.choice((CLOCK_OFF, CLOCK_OFF, 0.0)))
                self.sent["clock"] += 1
                continue
            if self.till.count_faults() >= MOST_AT_ONCE:  # few people are there to meet them
                continue
            kind = self.dice.choices(list(FAULTS), list(FAULTS.values()))[0]
            path = self.dice.choice(PATHS)
            self.till.add_fault(kind, path=path, seconds=SECONDS)
            self.sent[kind] += 1

    def finish(self) -> None:
        """Let the sun come out: no fault waits any more, the clock is right."""
        self._ending.set()
        self.join(10)
        self.till.clear_faults()
        self.clocks.move_standin(self.right)
