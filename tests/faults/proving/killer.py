"""kill -9 at seeded moments, only to processes of one site; its supervisor starts them again."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import Process, processes_of

DATABASE = "database"


@dataclass(frozen=True, kw_only=True)
class Blow:
    """One planned kill: how long after the one before, and what."""

    wait: float
    target: str


def plan_blows(seed: int, count: int, *, longest_wait: float, with_database: bool = False) -> list[Blow]:
    """Return what is killed when: the first are one of each, then as the dice fall."""
    dice = random.Random(f"kill {seed}")
    first = ["web process", "worker", "web master", *([DATABASE] if with_database else [])]
    dice.shuffle(first)
    targets = first[:count] + dice.choices(
        ["web process", "worker", "web master"], [5, 4, 1], k=max(0, count - len(first))
    )
    return [Blow(wait=dice.uniform(0.3, longest_wait), target=target) for target in targets]


class Killer(threading.Thread):
    """Carries the plan out until it is told to stop."""

    def __init__(
        self, instance: Path, blows: list[Blow], *, restart_database: Callable[[], None] | None = None
    ) -> None:
        super().__init__(name="killer", daemon=True)
        self.instance, self.blows, self.restart_database = instance, blows, restart_database
        self.killed: Counter[str] = Counter()
        self._ending = threading.Event()

    def run(self) -> None:
        """Wait and strike, one blow after another."""
        for blow in self.blows:
            if self._ending.wait(blow.wait):
                return
            while not self.strike(blow.target):  # it is just being started again
                if self._ending.wait(0.2):
                    return

    def strike(self, target: str) -> bool:
        """Kill one process of the kind; returns whether there was one."""
        if target == DATABASE:
            if self.restart_database is not None:
                self.restart_database()
                self.killed[target] += 1
            return True
        victims = [one for one in processes_of(self.instance) if role_of(one, self.instance) == target]
        if not victims:
            return False
        try:
            os.kill(victims[-1].pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        self.killed[target] += 1
        return True

    def finish(self) -> None:
        """Let no further blow fall."""
        self._ending.set()
        self.join(10)


def role_of(process: Process, instance: Path) -> str:
    """Return "web master" for the process that the supervisor started, "web process" for those that it started."""
    if process.kind != "web":
        return process.kind
    supervisors = {one.pid for one in processes_of(instance) if one.kind == "supervisor"}
    return "web master" if process.parent in supervisors else "web process"
