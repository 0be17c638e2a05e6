"""Delivering events: signed, in the background, again and again until the receiver answers 2xx."""

import hashlib
import heapq
import hmac
import http.client
import json
import sqlite3
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.standin.policy import Policy
from app.standin.store import Store

# Stripe retries for days; a test does not want to wait. Seconds after each failed attempt.
_BACKOFF = (1, 2, 5, 15, 60, 60, 300, 300, 900, 3600, 3600, 3600)
_SENDERS = 4
_PATIENCE = 3.0


@dataclass(frozen=True)
class Parcel:
    """What one POST needs."""

    url: str
    secret: str
    payload: bytes


class Courier:
    """Threads that send what is due. Times are real seconds; the database remembers across restarts."""

    def __init__(self, store: Store, policy: Policy) -> None:
        self._store, self._policy = store, policy
        self._due: list[tuple[float, int]] = []
        self._wake = threading.Condition()
        self._stopped = False
        self._in_hand = 0

    def start(self) -> None:
        """Take up what an earlier run left, then send."""
        rows = self._store.read().connection.execute(
            "SELECT id, next_at FROM deliveries WHERE state = 'pending'"
        )
        self._due = [(row["next_at"], row["id"]) for row in rows]
        heapq.heapify(self._due)
        for number in range(_SENDERS):
            threading.Thread(target=self._send_forever, name=f"courier-{number}", daemon=True).start()

    def stop(self) -> None:
        """Let the threads end after what they have in hand."""
        self._stopped = True
        self.wake()

    def wake(self) -> None:
        """Look again: something is due, or the policy changed."""
        with self._wake:
            self._wake.notify_all()

    def accept(self, deliveries: list[int]) -> None:
        """Called after a commit. With the policy `before_answer` the caller waits for one try of each."""
        rules = self._policy.rules
        if rules.before_answer and not rules.paused:
            for delivery in deliveries:
                self._send(delivery)
            return
        marks = ",".join("?" * len(deliveries))
        rows = (
            self._store.read()
            .connection.execute(
                f"SELECT id, next_at FROM deliveries WHERE id IN ({marks})",  # noqa: S608 - placeholders only
                deliveries,
            )
            .fetchall()
        )
        with self._wake:
            for row in rows:
                heapq.heappush(self._due, (row["next_at"], row["id"]))
            self._wake.notify_all()

    def forget(self) -> None:
        """Drop the queue, and wait a moment for what is on its way."""
        deadline = time.monotonic() + _PATIENCE
        with self._wake:
            self._due.clear()
            while self._in_hand and time.monotonic() < deadline:
                self._wake.wait(0.05)

    def _send_forever(self) -> None:
        while True:
            delivery = self._next()
            if delivery is None:
                return
            try:
                self._send(delivery)
            except sqlite3.Error:
                self._again(delivery, time.time() + 1)
            finally:
                with self._wake:
                    self._in_hand -= 1

    def _next(self) -> int | None:
        with self._wake:
            while not self._stopped:
                wait = None if self._policy.rules.paused or not self._due else self._due[0][0] - time.time()
                if wait is not None and wait <= 0:
                    self._in_hand += 1
                    return heapq.heappop(self._due)[1]
                self._wake.wait(1.0 if wait is None else min(wait, 1.0))
            return None

    def _send(self, delivery: int) -> None:
        parcel = self._pack(delivery)
        if parcel is None:
            return
        status, error = post(parcel.url, parcel.payload, sign(parcel.payload, parcel.secret), self._timeout())
        next_at = self._note(delivery, status, error)
        if next_at is not None:
            self._again(delivery, next_at)

    def _timeout(self) -> float:
        return max(0.1, float(self._policy.rules.timeout_seconds))

    def _again(self, delivery: int, at: float) -> None:
        with self._wake:
            heapq.heappush(self._due, (at, delivery))
            self._wake.notify()

    def _pack(self, delivery: int) -> Parcel | None:
        ledger = self._store.read()
        row = ledger.connection.execute(
            "SELECT event, endpoint FROM deliveries WHERE id = ? AND state = 'pending'", (delivery,)
        ).fetchone()
        endpoint = None if row is None else ledger.find("webhook_endpoint", row["endpoint"])
        event = None if row is None else ledger.find("event", row["event"])
        if endpoint is None or event is None:
            return None
        event["api_version"] = endpoint["api_version"] or event["api_version"]
        payload = json.dumps(event, indent=2, ensure_ascii=False).encode()
        return Parcel(endpoint["url"], ledger.private("webhook_endpoint", endpoint["id"])["secret"], payload)

    def _note(self, delivery: int, status: int | None, error: str | None) -> float | None:
        """Write the outcome; returns when to try again, or None when it is over."""
        with self._store.write() as ledger:
            if status is not None and 200 <= status < 300:
                ledger.connection.execute(
                    "UPDATE deliveries SET state = 'delivered', attempts = attempts + 1, status = ?, "
                    "error = NULL WHERE id = ?",
                    (status, delivery),
                )
                return None
            row = ledger.connection.execute(
                "SELECT attempts FROM deliveries WHERE id = ?", (delivery,)
            ).fetchone()
            attempts = 1 if row is None else row["attempts"] + 1
            over = row is None or attempts > len(_BACKOFF)
            next_at = time.time() + (0 if over else _BACKOFF[attempts - 1])
            ledger.connection.execute(
                "UPDATE deliveries SET state = ?, attempts = ?, status = ?, error = ?, next_at = ? "
                "WHERE id = ?",
                ("failed" if over else "pending", attempts, status, error, next_at, delivery),
            )
            return None if over else next_at


def sign(payload: bytes, secret: str, at: int | None = None) -> str:
    """The Stripe-Signature header: HMAC-SHA256 of "<time>.<body>", always in real time."""
    moment = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def post(url: str, payload: bytes, signature: str | None, timeout: float) -> tuple[int | None, str | None]:
    """Send once, follow no redirect; returns (status, None) or (None, what went wrong)."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (local stand-in)",
        "Accept": "*/*; q=0.5, application/xml",
        "Cache-Control": "no-cache",
        "Connection": "close",
    }
    if signature is not None:
        headers["Stripe-Signature"] = signature
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, payload, headers)
        answer = connection.getresponse()
        answer.read(65536)
        return answer.status, None
    except (OSError, http.client.HTTPException) as problem:
        return None, f"{type(problem).__name__}: {problem}"[:200]
    finally:
        connection.close()
