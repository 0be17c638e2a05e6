"""Serving: one gunicorn process with threads; the background work lives in that process."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from app.standin.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; never returns before."""
    Path(settings.database).absolute().parent.mkdir(parents=True, exist_ok=True)
    options = {
        "bind": f"{settings.host}:{settings.port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": settings.threads,
        "keepalive": 75,
        "graceful_timeout": 1,
        "timeout": 60,
        "loglevel": "warning",
        "control_socket_disable": True,
        "proc_name": "standin",
        "worker_exit": _stop_background,
        "when_ready": _announce,
    }
    base: Any = import_module("gunicorn.app.base").BaseApplication

    def load_config(server: Any) -> None:
        for name, value in options.items():
            server.cfg.set(name, value)

    def load(server: Any) -> Any:
        from app.standin.web import create_app

        return create_app(settings)

    type("StandinServer", (base,), {"load_config": load_config, "load": load})().run()


def _announce(server: Any) -> None:
    if sys.stdout.isatty():
        print(f"Stripe stand-in: http://{server.address[0][0]}:{server.address[0][1]}", flush=True)


def _stop_background(server: Any, worker: Any) -> None:
    house = getattr(worker.wsgi, "house", None)
    if house is not None:
        house.stop()
