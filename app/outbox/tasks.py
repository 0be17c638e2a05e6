"""The queue: Huey carries wake-ups between processes and keeps the calendar of periodic work.

What Huey loses (it delivers at most once, and Redis may be down) the sweep finds again, because the outbox row is the
truth; it is a thread of the worker and needs no queue.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import structlog
from flask import Flask
from huey import Huey, PriorityRedisHuey, SqliteHuey

from app.config import REDIS_PATIENCE, Config
from app.outbox import actions
from app.outbox.hands import run_woken
from app.outbox.lanes import Lane
from app.outbox.working import run_all_owed

SOON, PERIODIC, AT_LEISURE = 10, 5, 0  # a person waits for mail; nobody waits for a smaller picture
SWEEP_SECONDS = 5.0
OVERDUE = timedelta(seconds=10)  # before that it is the queue's turn
_log = structlog.get_logger("outbox")


def make_queue(config: Config) -> Huey:
    """Return the queue of this installation: Redis where one is set, else its own SQLite file."""
    if config.redis_url:
        return PriorityRedisHuey("softhours", connection_pool=redis_pool(config.redis_url))
    config.instance_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("softhours", filename=str(config.queue_path), fsync=False, timeout=10)


def init_queue(app: Flask, config: Config) -> None:
    """Bind the queue to the app: the wake-up task and the sweep."""
    queue = make_queue(config)
    app.extensions["queue"] = queue

    def in_app(work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> None:
            with app.app_context():
                work(*args)

        run.__name__ = run.__qualname__ = work.__name__
        return run

    wake = queue.task(name="run_item", priority=SOON)(in_app(run_woken))
    wake_later = queue.task(name="run_item_at_leisure", priority=AT_LEISURE)(in_app(run_woken))
    actions.set_waker(lambda item_id, at_leisure: (wake_later if at_leisure else wake)(item_id) and None)
    for name, schedule, work in app.extensions.get("periodic", ()):
        queue.periodic_task(schedule, name=name, priority=PERIODIC)(in_app(work))
    queue.storage.close()  # the web server forks after this, and an SQLite connection must not be carried over


def redis_pool(url: str) -> Any:
    """Return connections that give up soon; the consumer's own waiting (1 s at a time) stays below the patience."""
    from redis import ConnectionPool

    return ConnectionPool.from_url(
        url, socket_connect_timeout=REDIS_PATIENCE, socket_timeout=REDIS_PATIENCE, health_check_interval=30
    )


class Sweeper:
    """A thread of the worker that does what is owed and was not woken, or whose worker died; mail has its own hands."""

    def __init__(self, app: Flask, *, pause: float = SWEEP_SECONDS) -> None:
        self.app, self.pause, self.over = app, pause, Event()
        self.thread = Thread(target=self.run, name="sweeper", daemon=True)

    def run(self) -> None:
        """Sweep again and again until told to stop; a database that is down is tried again."""
        while not self.over.wait(self.pause):
            try:
                with self.app.app_context():
                    run_all_owed(lane=Lane.HOUSE, overdue=OVERDUE, is_over=self.over.is_set)
            except Exception:
                _log.exception("the sweep broke off")

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def stop(self, *, wait: float) -> None:
        """Let the item in hand be finished, `wait` seconds at most, and begin no other."""
        self.over.set()
        self.thread.join(wait)


def register_periodic(app: Flask, name: str, schedule: Any, work: Callable[[], Any]) -> None:
    """Name a piece of periodic work before `init_queue` runs; `schedule` is a Huey crontab."""
    app.extensions.setdefault("periodic", []).append((name, schedule, work))
