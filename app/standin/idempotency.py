"""Idempotency keys: the same key with the same parameters gets the first answer again."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.standin.errors import StripeError, refused
from app.standin.forms import Tree
from app.standin.ledger import Ledger
from app.standin.store import Store

_LONGEST = 255
_DAY = 86400


@dataclass(frozen=True)
class Answer:
    """A finished call."""

    status: int
    body: str
    request: str


@dataclass(frozen=True)
class Key:
    """A key with the call it was sent with."""

    key: str
    method: str
    path: str
    fingerprint: str


def read_key(key: str | None, method: str, path: str, tree: Tree) -> Key | None:
    """The key of a POST, or None; Stripe ignores keys on GET and DELETE."""
    if key is None or method != "POST":
        return None
    if not 0 < len(key) <= _LONGEST:
        raise refused("Idempotency keys must be between 1 and 255 characters.")
    canonical = json.dumps(tree, sort_keys=True, separators=(",", ":"))
    return Key(key, method, path, hashlib.sha256(canonical.encode()).hexdigest())


class Keys:
    """Keys in hand, and the answers of those that are done."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def held(self, key: Key | None) -> Iterator[Answer | None]:
        """Hold the key while the call runs; yields the earlier answer where there is one.

        Raises 409 while another call holds it, 400 for other parameters or another path than the first time.
        """
        if key is None:
            yield None
            return
        with self._lock:
            if key.key in self._busy:
                raise in_use(key.key)
            self._busy.add(key.key)
        try:
            yield self._earlier(key)
        finally:
            with self._lock:
                self._busy.discard(key.key)

    def remember(self, ledger: Ledger, key: Key | None, answer: Answer) -> None:
        """Write the answer in the transaction of the effect."""
        if key is not None:
            ledger.connection.execute(
                "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    key.key,
                    key.method,
                    key.path,
                    key.fingerprint,
                    answer.status,
                    answer.body,
                    answer.request,
                    ledger.now,
                ),
            )

    def _earlier(self, key: Key) -> Answer | None:
        ledger = self._store.read()
        row = ledger.connection.execute(
            "SELECT * FROM answers WHERE key = ? AND created > ?", (key.key, ledger.now - _DAY)
        ).fetchone()
        if row is None:
            return None
        if row["path"] != key.path:
            raise _misused(
                "Keys for idempotent requests can only be used for the same endpoint they were first used "
                f"for ('{key.path}' vs '{row['path']}').",
                key.key,
            )
        if row["fingerprint"] != key.fingerprint:
            raise _misused(
                "Keys for idempotent requests can only be used with the same parameters as the first time.",
                key.key,
            )
        return Answer(row["status"], row["body"], row["request"])


def in_use(key: str) -> StripeError:
    """409: somebody else is at it."""
    return StripeError(
        409,
        "idempotency_error",
        f"Another request that uses this idempotency key is in progress: {key}. Please try again later.",
        code="idempotency_key_in_use",
    )


def forget_old(ledger: Ledger) -> None:
    """Keys are kept for a day."""
    ledger.connection.execute("DELETE FROM answers WHERE created <= ?", (ledger.now - _DAY,))


def _misused(message: str, key: str) -> StripeError:
    return StripeError(
        400, "idempotency_error", f"{message} Use another key than '{key}' for a different request."
    )
