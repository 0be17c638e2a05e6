"""Rate limits by address; in the process, or in Redis where there are several.

A Redis that is down opens no door and shuts none: each process counts for itself until it is back.
"""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.config import REDIS_PATIENCE, Config

limiter = Limiter(key_func=get_remote_address, strategy="moving-window", headers_enabled=False)


def init_limits(app: Flask, config: Config) -> None:
    """Choose the storage and start the limiter."""
    app.config["RATELIMIT_STORAGE_URI"] = config.redis_url or "memory://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(config.redis_url)
    if config.redis_url:
        patience = {"socket_connect_timeout": REDIS_PATIENCE, "socket_timeout": REDIS_PATIENCE}
        app.config["RATELIMIT_STORAGE_OPTIONS"] = patience
    limiter.init_app(app)
