"""The queue: Huey carries wake-ups between processes and keeps the calendar of periodic work.

What Huey loses (it delivers at most once, and Redis may be down) the sweep finds again, because the outbox row is the
truth; it is a thread of the worker (app/outbox/hands.py) and needs no queue.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import Huey, PriorityRedisHuey, SqliteHuey

from app.config import REDIS_PATIENCE, Config
from app.outbox import actions
from app.outbox.hands import run_woken

SOON, PERIODIC, AT_LEISURE = 10, 5, 0  # a person waits for mail; nobody waits for a smaller picture


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


def register_periodic(app: Flask, name: str, schedule: Any, work: Callable[[], Any]) -> None:
    """Name a piece of periodic work before `init_queue` runs; `schedule` is a Huey crontab."""
    app.extensions.setdefault("periodic", []).append((name, schedule, work))
