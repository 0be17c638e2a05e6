"""The threads of a worker that speak to the mail server, one a lane.

A server that hangs may keep a message for ten minutes (RFC 5321), so whoever waits for it must be nobody that money
waits for. In a process without hands, as in tests and commands, the work is done at once by whoever asks.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

import structlog
from flask import Flask

from app.outbox.lanes import Lane
from app.outbox.working import lane_of, run_all_owed, run_item

PAUSE_SECONDS = 5.0
Work = Callable[[], object]
_log = structlog.get_logger("outbox")
_on_duty: dict[Lane, "Hand"] = {}


class Hand:
    """A thread that does what one lane owes, when it is called and every few seconds."""

    def __init__(self, app: Flask, lane: Lane, *, pause: float = PAUSE_SECONDS) -> None:
        self.app, self.lane, self.pause = app, lane, pause
        self.called, self.over = Event(), Event()
        self.rounds: list[Work] = []
        self.thread = Thread(target=self.run, name=f"hand of {lane}", daemon=True)

    def run(self) -> None:
        """Work until told to stop; a database that is down is tried again."""
        while not self.over.is_set():
            self.called.wait(self.pause)
            self.called.clear()
            try:
                with self.app.app_context():
                    self.work()
            except Exception:
                _log.exception("a hand broke off", lane=self.lane.value)

    def work(self) -> None:
        """Do what was asked for and what is owed."""
        rounds, self.rounds = self.rounds, []
        for one in rounds:
            if not self.over.is_set():
                one()
        run_all_owed(lane=self.lane, overdue=timedelta(0), is_over=self.over.is_set)

    def call(self, work: Work | None = None) -> None:
        """Let it look now, and do `work`, where some is given."""
        if work is not None and work not in self.rounds:
            self.rounds.append(work)
        self.called.set()

    def start(self) -> None:
        """Begin; from now on the work of this lane is its alone in this process."""
        _on_duty[self.lane] = self
        self.thread.start()

    def stop(self, *, wait: float) -> None:
        """Let the item in hand be finished, `wait` seconds at most, and begin no other."""
        self.over.set()
        self.called.set()
        self.thread.join(wait)


def run_woken(item_id: int) -> None:
    """Do an item whose wake-up has come, or call the hand that does its kind."""
    hand = _on_duty.get(lane_of(item_id))
    if hand is None:
        run_item(item_id)
    else:
        hand.call()


def do_in_lane(lane: Lane, work: Work) -> None:
    """Let the hand of a lane do some periodic work, or do it here where there is none."""
    hand = _on_duty.get(lane)
    if hand is None:
        work()
    else:
        hand.call(work)
