"""The threads of a worker that look for what is owed, one a lane.

The house's only sweeps: it does what the queue's threads were not woken for, or whose worker died. The others do the
work of their lane alone in their process, because it waits for somebody else: a mail server that hangs may keep a
message for ten minutes (RFC 5321), and sixty dead links take as long; whoever waits for them must be nobody that money
waits for. In a process without
hands, as in tests and commands, the work is done at once by whoever asks.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Lock, Thread

import structlog
from flask import Flask

from app.outbox.lanes import Lane
from app.outbox.working import lane_of, run_all_owed, run_item

PAUSE_SECONDS = 5.0
OVERDUE = timedelta(seconds=10)  # before that it is the turn of the queue's threads
Work = Callable[[], object]
_log = structlog.get_logger("outbox")
_on_duty: dict[Lane, "Hand"] = {}


class Hand:
    """A thread that does what one lane owes, when it is called and every few seconds."""

    def __init__(self, app: Flask, lane: Lane, *, pause: float = PAUSE_SECONDS) -> None:
        self.app, self.lane, self.pause = app, lane, pause
        self.overdue = OVERDUE if lane is Lane.HOUSE else timedelta(0)
        self.called, self.over, self.lock = Event(), Event(), Lock()
        self.rounds: list[Work] = []
        self.thread = Thread(target=self.run, name=f"hand of {lane}", daemon=True)

    def run(self) -> None:
        """Work until told to stop; a database that is down is tried again."""
        while not self.over.is_set():
            self.called.wait(self.pause)
            self.called.clear()
            for one in (*self.take_rounds(), self.do_owed):
                if not self.over.is_set():
                    self.do(one)

    def do(self, work: Work) -> None:
        """Do one thing; what breaks keeps the next from nobody."""
        try:
            with self.app.app_context():
                work()
        except Exception:
            _log.exception("a hand broke off", lane=self.lane.value)

    def do_owed(self) -> None:
        """Do what this lane owes."""
        run_all_owed(lane=self.lane, overdue=self.overdue, is_over=self.over.is_set)

    def take_rounds(self) -> list[Work]:
        """Return what was asked for, which then is no longer."""
        with self.lock:
            taken, self.rounds = self.rounds, []
        return taken

    def call(self, work: Work | None = None) -> None:
        """Let it look now, and do `work`, where some is given."""
        with self.lock:
            if work is not None and work not in self.rounds:
                self.rounds.append(work)
        self.called.set()

    def start(self) -> None:
        """Begin; from now on the work of this lane is its alone in this process, but for the house's."""
        if self.lane is not Lane.HOUSE:
            _on_duty[self.lane] = self
        self.thread.start()

    def tell_to_stop(self) -> None:
        """Let it begin nothing new."""
        self.over.set()
        self.called.set()

    def stop(self, *, wait: float) -> None:
        """Let the item in hand be finished, `wait` seconds at most, and begin no other."""
        self.tell_to_stop()
        self.thread.join(wait)


def make_hands(app: Flask) -> tuple[Hand, ...]:
    """Return the hands of a worker."""
    return tuple(Hand(app, lane) for lane in Lane)


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
