"""Everything one running stand-in holds together."""

import json
import threading
from collections import Counter
from typing import Any

from app.standin.clock import Clock
from app.standin.delivery import Courier
from app.standin.endpoints import keep_first_endpoint
from app.standin.faults import Faults
from app.standin.idempotency import Keys
from app.standin.policy import Policy
from app.standin.settings import Settings
from app.standin.store import Store
from app.standin.sweeper import Sweeper


class House:
    """Made once in the serving process; `start` begins the background work, `stop` ends it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock()
        self.policy = Policy(settings.seed)
        self.store = Store(settings.database, self.clock, self.policy)
        self.keys = Keys(self.store)
        self.faults = Faults()
        self.courier = Courier(self.store, self.policy)
        self.sweeper = Sweeper(self.store)
        self._counts: Counter[str] = Counter()
        self._counting = threading.Lock()

    def start(self) -> None:
        """Take up policy and clock of an earlier run, then deliver and sweep."""
        self.policy.change(self._setting("policy") or {})
        self.clock.offset = float(self._setting("clock_offset") or 0)
        with self.store.write() as ledger:
            keep_first_endpoint(ledger, self.settings)
        self.store.after_commit = self.courier.accept
        self.courier.start()
        self.sweeper.start()

    def stop(self) -> None:
        """End the background work."""
        self.sweeper.stop()
        self.courier.stop()

    def remember(self, name: str, value: Any) -> None:
        """Keep a setting across restarts."""
        with self.store.write() as ledger:
            ledger.connection.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(value))
            )

    def count(self, method: str, path: str) -> None:
        """Count a call by operation."""
        with self._counting:
            self._counts[f"{method} {path}"] += 1

    def counts(self) -> dict[str, int]:
        """Calls by operation since the start."""
        with self._counting:
            return dict(sorted(self._counts.items()))

    def _setting(self, name: str) -> Any:
        row = (
            self.store.read()
            .connection.execute("SELECT value FROM settings WHERE name = ?", (name,))
            .fetchone()
        )
        return None if row is None else json.loads(row["value"])
