"""The queue: Huey carries wake-ups between processes and keeps the calendar of periodic work.

What Huey loses (it delivers at most once) the sweep finds again, because the outbox row is the truth.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

from flask import Flask
from huey import Huey, PriorityRedisHuey, SqliteHuey, crontab

from app.config import Config
from app.outbox import actions
from app.outbox.working import run_all_owed, run_item

SOON, PERIODIC, AT_LEISURE = 10, 5, 0  # a person waits for mail; nobody waits for a smaller picture
_sweeping = Lock()


def make_queue(config: Config) -> Huey:
    """Return the queue of this installation: Redis where one is set, else its own SQLite file."""
    if config.redis_url:
        return PriorityRedisHuey("softhours", url=config.redis_url)
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

    wake = queue.task(name="run_item", priority=SOON)(in_app(run_item))
    wake_later = queue.task(name="run_item_at_leisure", priority=AT_LEISURE)(in_app(run_item))
    actions.set_waker(lambda item_id, at_leisure: (wake_later if at_leisure else wake)(item_id) and None)
    queue.periodic_task(crontab(minute="*"), name="sweep_outbox", priority=PERIODIC)(in_app(sweep_outbox))
    for name, schedule, work in app.extensions.get("periodic", ()):
        queue.periodic_task(schedule, name=name, priority=PERIODIC)(in_app(work))
    queue.storage.close()  # the web server forks after this, and an SQLite connection must not be carried over


def sweep_outbox() -> None:
    """Do what is owed and was not woken, one sweep at a time in a process, so that the other thread stays free."""
    if not _sweeping.acquire(blocking=False):
        return
    try:
        run_all_owed()
    finally:
        _sweeping.release()


def register_periodic(app: Flask, name: str, schedule: Any, work: Callable[[], Any]) -> None:
    """Name a piece of periodic work before `init_queue` runs; `schedule` is a Huey crontab."""
    app.extensions.setdefault("periodic", []).append((name, schedule, work))
