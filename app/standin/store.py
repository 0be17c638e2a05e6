"""The stand-in's SQLite file: connections, one writer at a time, and what follows a commit."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.standin.clock import Clock
from app.standin.ledger import Ledger, Origin
from app.standin.policy import Policy

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT,
    created INTEGER NOT NULL, due INTEGER, body TEXT NOT NULL, private TEXT NOT NULL DEFAULT '{}');
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_state ON objects (kind, state, seq);
CREATE INDEX IF NOT EXISTS objects_by_due ON objects (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_by_intent ON objects (json_extract(body, '$.payment_intent'), kind);
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (json_extract(body, '$.charge'), kind);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, endpoint TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, next_at REAL NOT NULL, status INTEGER, error TEXT);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (next_at) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, request TEXT NOT NULL, created INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (created);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_EMPTIED = ("objects", "deliveries", "tasks", "answers")


class Store:
    """One file, one connection a thread; writers take turns, readers never wait."""

    def __init__(self, path: str, clock: Clock, policy: Policy) -> None:
        self._path, self._clock, self._policy = path, clock, policy
        self._local = threading.local()
        self._turn = threading.Lock()
        self.after_commit: Callable[[list[int]], None] = lambda deliveries: None
        connection = self._connection()
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_TABLES)

    def read(self) -> Ledger:
        """A view for questions; each of them sees what is committed."""
        return Ledger(self._connection(), self._clock.now(), self._policy, Origin())

    @contextmanager
    def write(self, origin: Origin | None = None) -> Iterator[Ledger]:
        """One transaction: commits at the end, rolls back on any exception, then wakes the deliveries."""
        connection = self._connection()
        with self._turn:
            connection.execute("BEGIN IMMEDIATE")
            ledger = Ledger(connection, self._clock.now(), self._policy, origin or Origin())
            try:
                yield ledger
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        if ledger.deliveries:
            self.after_commit(ledger.deliveries)

    def empty(self) -> None:
        """Forget everything but the settings and the endpoint from the command line."""
        with self.write() as ledger:
            for table in _EMPTIED:
                kept = " WHERE kind <> 'webhook_endpoint'" if table == "objects" else ""
                ledger.connection.execute(f"DELETE FROM {table}{kept}")  # noqa: S608 - names from the tuple above

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=10, isolation_level=None, cached_statements=256)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA busy_timeout = 10000")
            self._local.connection = connection
        return connection
