"""Leases: short, and renewed for as long as the work goes on, so that what a dead worker held is free within seconds.

One thread of each process renews everything the process holds. A renewal names the token of its claim, so a worker
that was stopped for longer than its lease renews nothing that somebody else has taken over meanwhile. Times are our
clock's; workers on several machines need clocks that agree within a few seconds.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock, Thread

import structlog
from flask import Flask, current_app

from app.clock import utcnow
from app.db import transaction

LEASE = timedelta(seconds=20)  # longer than a beat and SQLite's longest wait for its lock (10 s) together
BEAT_SECONDS = 4.0
LONGEST_SECONDS = 15 * 60.0  # work that takes longer hangs; its lease is left to run out
Renewal = Callable[[datetime], None]
_log = structlog.get_logger("outbox")


@dataclass(frozen=True, kw_only=True, eq=False)
class Holding:
    """Something this process holds: how to renew its lease, and until when (monotonic seconds) it may go on."""

    app: Flask
    renew: Renewal
    ends: float


class Heartbeat:
    """The thread that renews, started with the first holding and again after a fork."""

    def __init__(self, *, beat_seconds: float = BEAT_SECONDS) -> None:
        self.beat_seconds = beat_seconds
        self.lock = Lock()
        self.holdings: list[Holding] = []
        self.pid = 0

    @contextmanager
    def held(self, renew: Renewal) -> Iterator[None]:
        """Call `renew` (in a transaction) with each beat until the block ends."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        holding = Holding(app=app, renew=renew, ends=time.monotonic() + LONGEST_SECONDS)
        with self.lock:
            self.holdings.append(holding)
            if self.pid != os.getpid():
                self.pid = os.getpid()
                Thread(target=self.run, name="heartbeat", daemon=True).start()
        try:
            yield
        finally:
            with self.lock:
                self.holdings.remove(holding)

    def run(self) -> None:
        """Beat until the process ends."""
        while True:
            time.sleep(self.beat_seconds)
            self.beat()

    def beat(self) -> None:
        """Renew everything that is held now; what cannot be renewed is tried again with the next beat."""
        with self.lock:
            holdings = list(self.holdings)
        for holding in holdings:
            if time.monotonic() > holding.ends:
                continue
            try:
                with holding.app.app_context(), transaction():
                    holding.renew(utcnow())
            except Exception as error:
                _log.warning("a lease could not be renewed", error=type(error).__name__)


heartbeat = Heartbeat()
held = heartbeat.held
