"""The worker process: `python -m app.cli.worker` runs what the outbox owes and the periodic work."""

import os
import time
from contextlib import suppress

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.memory import share_arenas

GRACE_SECONDS = 8.0


def main() -> None:
    """Run until SIGTERM; the task in hand is finished first. Pages come first: the worker is nice, and loads so too."""
    os.nice(10)
    share_arenas()
    from huey.consumer import Consumer

    from app.factory import create_app
    from app.outbox.hands import Hand
    from app.outbox.lanes import Lane
    from app.outbox.stopping import stop_when
    from app.outbox.tasks import Sweeper

    app = create_app()
    catch_up(app)
    queue = app.extensions["queue"]
    consumer = Consumer(
        queue, workers=2, periodic=True, initial_delay=0.05, max_delay=0.5, graceful_signal="TERM"
    )
    stop_when(consumer.stop_flag.is_set)
    others = (Sweeper(app), Hand(app, Lane.MAIL), Hand(app, Lane.LETTERS))
    for one in others:
        one.start()
    consumer.run()
    deadline = time.monotonic() + GRACE_SECONDS
    for one in others:
        one.over.set()
    for one in others:
        one.stop(wait=max(0.1, deadline - time.monotonic()))


def catch_up(app: Flask) -> None:
    """Owe what a new version of the house has to do once; a database that is not there now is asked next time."""
    from app.clock import utcnow
    from app.db import transaction
    from app.relatedness.encoding import can_encode
    from app.relatedness.renewing import owe_rebuild_if_old

    has_meaning = app.extensions["config"].graph_meaning and can_encode()
    with app.app_context(), suppress(SQLAlchemyError), transaction():
        owe_rebuild_if_old(has_meaning=has_meaning, now=utcnow())


if __name__ == "__main__":
    main()
