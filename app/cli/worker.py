"""The worker process: `python -m app.cli.worker` runs what the outbox owes and the periodic work."""

import os


def main() -> None:
    """Run until SIGTERM; the task in hand is finished first. Pages come first: the worker is nice, and loads so too."""
    os.nice(10)
    from huey.consumer import Consumer

    from app.factory import create_app

    app = create_app()
    queue = app.extensions["queue"]
    Consumer(queue, workers=2, periodic=True, initial_delay=0.05, max_delay=0.5, graceful_signal="TERM").run()


if __name__ == "__main__":
    main()
