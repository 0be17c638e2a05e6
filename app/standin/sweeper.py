"""What happens by itself: sessions run out, debits settle, refunds fail, old keys are forgotten."""

import sqlite3
import sys
import threading
import time

from app.standin.errors import StripeError
from app.standin.idempotency import forget_old
from app.standin.ledger import Ledger
from app.standin.paying import settle, still_open
from app.standin.refunds import fail_refund, succeed_refund
from app.standin.store import Store

_EVERY = 0.25
_FORGET_EVERY = 600.0


class Sweeper:
    """One thread that looks four times a second; `sweep` may also be called at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stop = threading.Event()
        self._forgot = 0.0

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name="sweeper", daemon=True).start()

    def stop(self) -> None:
        """End."""
        self._stop.set()

    def sweep(self) -> None:
        """Do what is due."""
        ledger = self._store.read()
        due = ledger.connection.execute(
            "SELECT id FROM objects WHERE due <= ? LIMIT 200", (ledger.now,)
        ).fetchall()
        for row in due:
            with self._store.write() as writer:
                session = writer.find("checkout.session", row["id"])
                if session is not None:
                    still_open(writer, session)
        tasks = ledger.connection.execute(
            "SELECT id, kind, ref FROM tasks WHERE due <= ? ORDER BY due, id LIMIT 200", (ledger.now,)
        ).fetchall()
        for task in tasks:
            with self._store.write() as writer:
                writer.connection.execute("DELETE FROM tasks WHERE id = ?", (task["id"],))
                _do(writer, task["kind"], task["ref"])
        if time.monotonic() - self._forgot > _FORGET_EVERY:
            self._forgot = time.monotonic()
            with self._store.write() as writer:
                forget_old(writer)

    def _run(self) -> None:
        while not self._stop.wait(_EVERY):
            try:
                self.sweep()
            except sqlite3.Error as problem:
                print(f"Stripe stand-in: the sweep failed and is tried again: {problem}", file=sys.stderr)


def _do(ledger: Ledger, kind: str, ref: str) -> None:
    try:
        if kind == "settle":
            settle(ledger, ref, succeeded=True)
        elif kind == "refuse":
            settle(ledger, ref, succeeded=False)
        elif kind == "fail_refund":
            fail_refund(ledger, ref)
        elif kind == "succeed_refund":
            succeed_refund(ledger, ref)
    except StripeError:
        return  # control was faster: it is settled already
