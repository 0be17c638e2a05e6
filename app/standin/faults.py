"""Faults that a test asks for: errors, lost answers, slow answers, lies. Each is used up by its calls."""

import errno
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

KINDS = {
    "error_500": "500 before anything happened, remembered by the idempotency key",
    "error_500_after": "the effect happens, the answer (and every replay) is 500",
    "error_429_lock_timeout": "429 lock_timeout with Stripe-Should-Retry: true, nothing happened",
    "conflict_409": "409 idempotency_key_in_use, nothing happened",
    "reset_before": "the connection is reset, nothing happened",
    "timeout_before": "silence for `seconds`, then the connection ends, nothing happened",
    "reset_after": "the effect happens, the connection is reset without an answer",
    "timeout_after": "the effect happens, silence for `seconds`, the connection ends",
    "slow": "works, after `seconds`; the idempotency key is in use meanwhile",
    "wrong_amount": "a session is shown with another amount_total or currency",
}
OUTSIDE = {"reset_before", "timeout_before", "reset_after", "timeout_after"}
_LONGEST = 300.0
Environ = dict[str, Any]
StartResponse = Callable[..., Any]


@dataclass
class Fault:
    """One entry of the queue. `skip` calls are let through first, then `times` are hit."""

    kind: str
    method: str = ""
    path: str = "/v1/.*"
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    amount_total: int | None = None
    currency: str | None = None
    id: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r} (known: {', '.join(KINDS)})")
        if not (
            isinstance(self.times, int) and isinstance(self.skip, int) and self.times > 0 and self.skip >= 0
        ):
            raise ValueError("times must be at least 1 and skip at least 0")
        if not 0 <= float(self.seconds) <= _LONGEST:
            raise ValueError(f"seconds must be between 0 and {_LONGEST:.0f}")
        self._pattern = re.compile(self.path)

    def fits(self, method: str, path: str) -> bool:
        """Whether it is meant for this call."""
        return self.method in {"", method} and self._pattern.fullmatch(path) is not None


class Faults:
    """The queue: the first fitting fault is taken, at most one a call."""

    def __init__(self) -> None:
        self._queue: list[Fault] = []
        self._lock = threading.Lock()
        self._number = 0

    def add(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Queue a fault; raises ValueError, TypeError or re.error for one that makes no sense."""
        fault = Fault(**wanted)
        with self._lock:
            self._number += 1
            fault.id = self._number
            self._queue.append(fault)
        return asdict(fault)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._queue.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """What still waits."""
        with self._lock:
            return [asdict(fault) for fault in self._queue]

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that hits this call, if any."""
        if not self._queue:
            return None
        with self._lock:
            for fault in self._queue:
                if not fault.fits(method, path):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if not fault.times:
                    self._queue.remove(fault)
                return fault
        return None


class FaultGate:
    """WSGI middleware: picks the fault of a call and plays those that break the connection."""

    def __init__(
        self, app: Callable[[Environ, StartResponse], Iterable[bytes]], faults: Faults, house: Any
    ) -> None:
        self._app, self._faults, self.house = app, faults, house

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve, or break off."""
        path = environ.get("PATH_INFO", "")
        fault = (
            self._faults.take(environ.get("REQUEST_METHOD", ""), path) if path.startswith("/v1/") else None
        )
        if fault is None:
            return self._app(environ, start_response)
        environ["standin.fault"] = fault
        if fault.kind not in OUTSIDE:
            return self._app(environ, start_response)
        if fault.kind.endswith("_after"):
            answer = self._app(environ, lambda *_: lambda _: None)
            for _ in answer:
                continue
            close = getattr(answer, "close", None)
            if close:
                close()
        if fault.kind.startswith("timeout"):
            time.sleep(fault.seconds)
        raise _reset(environ)


def _reset(environ: Environ) -> ConnectionResetError:
    """Make the closing of the connection a reset; gunicorn closes it when it sees this error."""
    connection = environ.get("gunicorn.socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return ConnectionResetError(errno.ECONNRESET, "a fault that was asked for")
