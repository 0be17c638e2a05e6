"""Rate limits by address; in the process, or in Redis where there are several.

A Redis that is down opens no door and shuts none: each process counts for itself until it is back.
"""

import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import ClassVar

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import MemoryStorage

from app.config import REDIS_PATIENCE, Config


def remote_network() -> str:
    """Return whom a request counts for: an IPv4 address, or the /64 that one household has of IPv6 (RFC 6177)."""
    typed = get_remote_address() or ""
    try:
        address = ip_address(typed.partition("%")[0])
    except ValueError:
        return typed
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((int(address) >> 64 << 64, 64)))
    return str(address)


limiter = Limiter(key_func=remote_network, strategy="moving-window", headers_enabled=False)

SWEEP_SECONDS = 10.0


class PatientMemory(MemoryStorage):
    """Counts in the process, and takes out what has run out every ten seconds.

    The library does so ten milliseconds after each count, in a new thread that looks at every address: a tenth of a
    search's CPU, and more with each visitor. Nothing is asked of what has run out: each count looks at its own times.
    """

    STORAGE_SCHEME: ClassVar[list[str]] = ["patient-memory"]  # type: ignore[misc]
    swept_at = float("-inf")

    def _MemoryStorage__schedule_expiry(self) -> None:
        now = time.monotonic()
        if now - self.swept_at >= SWEEP_SECONDS:
            self.swept_at = now
            super()._MemoryStorage__schedule_expiry()  # type: ignore[misc]


def init_limits(app: Flask, config: Config) -> None:
    """Choose the storage and start the limiter."""
    app.config["RATELIMIT_STORAGE_URI"] = config.redis_url or "patient-memory://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(config.redis_url)
    if config.redis_url:
        patience = {"socket_connect_timeout": REDIS_PATIENCE, "socket_timeout": REDIS_PATIENCE}
        app.config["RATELIMIT_STORAGE_OPTIONS"] = patience
    limiter.init_app(app)
