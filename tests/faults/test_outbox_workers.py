"""Workers that are stopped, killed or slow: what they held is free within a lease, and nothing is done by two (E4)."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.outbox import claiming, working
from app.outbox.actions import enqueue, revive
from app.outbox.leases import LEASE, heartbeat
from app.outbox.models import OutboxItem
from app.outbox.sending import Sender
from app.outbox.transport import SmtpTransport
from tests.support.outbox import NORA, owe_mail, the_item, wait_until, worker_on
from tests.support.smtp import Behaviour, SmtpServer

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(240)]

TWO_LEASES = 2 * LEASE + timedelta(seconds=1)
SLOW = """
def slow(held, now):
    Path({begun!r}).write_text("")
    import time
    while not Path({go!r}).exists():
        time.sleep(0.02)
    from app.outbox.claiming import enter_sending
    enter_sending(held, now=utcnow())
    Path({sent!r}).write_text("")
register_sender("note", slow)
"""


@pytest.fixture(autouse=True)
def machine_time() -> Iterator[None]:
    """Put the clock back that a test has moved."""
    yield
    shift_clock(timedelta(0))


@contextmanager
def end_that_cannot_be_written(where: str) -> Iterator[None]:
    """Let the database fail once where an item's end is written: at the statement, or at the commit after it."""
    state = {"at the end": False, "failed": False}

    def fail(*_: Any) -> None:
        if state["at the end"] and not state["failed"]:
            state["failed"] = True
            raise OperationalError("database is locked", None, RuntimeError("injected"))

    def watch(*asked: Any) -> None:
        written, _, _ = asked[2].partition(" WHERE ")
        state["at the end"] |= written.startswith("UPDATE outbox_items SET") and "done_at=" in written
        if where == "statement":
            fail()

    engine = db.engine
    event.listen(engine, "before_cursor_execute", watch)
    if where == "commit":
        event.listen(engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", watch)
        if where == "commit":
            event.remove(engine, "commit", fail)
    assert state["failed"]


def test_a_lease_is_renewed_for_as_long_as_the_work_goes_on(context: Flask) -> None:
    rivals: list[object] = []

    def long_work(data: dict[str, object], now: object) -> None:
        for _ in range(3):
            shift_clock(timedelta(seconds=LEASE.total_seconds() * len(rivals) * 0.9))
            heartbeat.beat()
            rivals.append(claiming.claim(item, now=utcnow() + LEASE * 0.9))

    working.register_handler("note", long_work, is_protocol=True)
    with transaction():
        item = enqueue("note", now=utcnow()).id
    assert working.run_item(item)
    assert rivals == [None, None, None], "the item was never free while it was worked on"
    assert heartbeat.holdings == []


def test_without_a_heartbeat_the_lease_runs_out(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same work, not renewed, is taken over, and its end counts for nothing."""
    rivals: list[object] = []

    def long_work(data: dict[str, object], now: object) -> None:
        heartbeat.beat()
        rivals.append(claiming.claim(item, now=utcnow() + LEASE * 1.1))

    monkeypatch.setattr(working, "held", lambda _renew: nullcontext())
    working.register_handler("note", long_work, is_protocol=True)
    with transaction():
        item = enqueue("note", now=utcnow()).id
    assert not working.run_item(item)
    assert rivals[0] is not None
    assert the_item().done_at is None


def test_a_worker_stopped_for_two_leases_does_nothing_more_when_it_goes_on(
    context: Flask, tmp_path: Path
) -> None:
    begun, go, sent = (tmp_path / name for name in ("begun", "go", "sent"))
    done: list[int] = []
    working.register_handler("note", lambda _data, _now: done.append(1), is_protocol=True)
    with transaction():
        item = enqueue("note", now=utcnow()).id
    slow = SLOW.format(begun=str(begun), go=str(go), sent=str(sent))
    stopped = worker_on(context.extensions["config"], item, handlers=slow)
    wait_until(begun.exists)
    os.kill(stopped.pid, signal.SIGSTOP)
    try:
        assert not working.run_item(item), "its lease still holds"
        shift_clock(TWO_LEASES)
        assert working.run_item(item)
        go.write_text("")
    finally:
        os.kill(stopped.pid, signal.SIGCONT)
    assert stopped.wait(60) == 0
    assert done == [1]
    assert not sent.exists(), "the one that was stopped hands nothing over"
    assert the_item().done_at is not None


def test_a_worker_killed_in_the_middle_of_a_mail_leaves_it_to_staff(
    context: Flask, mails: SmtpServer
) -> None:
    item = owe_mail()
    mails.behave(NORA, Behaviour.HANG)
    killed = worker_on(context.extensions["config"], item, MAIL_URL=mails.url)
    wait_until(lambda: mails.to(NORA))
    killed.kill()
    killed.wait(10)
    mails.release.set()
    mails.behave(NORA, Behaviour.TAKE)
    working.run_all_owed()
    assert the_item().dead_at is None, "the lease still holds"
    shift_clock(TWO_LEASES)
    working.run_all_owed()
    left = the_item()
    assert (left.dead_at is not None, left.last_error) == (True, claiming.DIED_WHILE_SENDING)
    assert len(mails.to(NORA)) == 1, "nothing uncertain goes again by itself"
    with transaction() as session:
        revive(session.get_one(OutboxItem, item), now=utcnow())
    working.run_all_owed()
    first, second = mails.to(NORA)
    assert first["Message-ID"] == second["Message-ID"]
    assert the_item().done_at is not None


def test_a_worker_killed_before_it_spoke_costs_one_lease(context: Flask, mails: SmtpServer) -> None:
    item = owe_mail()
    assert claiming.claim(item, now=utcnow()) is not None, "claimed by one that is dead now"
    working.run_all_owed()
    assert mails.messages == []
    shift_clock(LEASE + timedelta(seconds=1))
    working.run_all_owed()
    assert len(mails.to(NORA)) == 1


def test_an_answer_that_comes_late_still_settles_the_mail(context: Flask, mails: SmtpServer) -> None:
    item = owe_mail()
    held = claiming.claim(item, now=utcnow())
    assert held is not None
    claiming.enter_sending(held, now=utcnow())
    assert claiming.name_uncertain(now=utcnow() + TWO_LEASES) == 1
    with transaction():
        claiming.finish(held, now=utcnow())
    settled = the_item()
    assert (settled.done_at is not None, settled.dead_at) == (True, None)


@pytest.mark.parametrize("where", ["statement", "commit"])
def test_a_mail_that_was_taken_and_whose_end_could_not_be_written_is_left_to_staff(
    context: Flask, mails: SmtpServer, where: str
) -> None:
    owe_mail()
    with end_that_cannot_be_written(where):
        working.run_all_owed()
    for _ in range(2):
        working.run_all_owed()
        shift_clock(timedelta(days=1))
    assert len(mails.to(NORA)) == 1, "nothing uncertain goes again by itself"
    left = the_item()
    assert (left.dead_at is not None, left.done_at) == (True, None)
    assert left.last_error == claiming.END_UNWRITTEN.format("OperationalError")


def test_a_mail_whose_handing_over_broke_as_nobody_foresaw_is_left_to_staff(
    context: Flask, mails: SmtpServer
) -> None:
    class Odd(SmtpTransport):
        def send(self, message: EmailMessage, *, sender: str, to: str) -> str:
            raise ValueError(super().send(message, sender=sender, to=to))

    sender: Sender = context.extensions["mail_sender"]
    working.register_sender("mail", replace(sender, transport=Odd(mails.url)).send_owed)
    owe_mail()
    for _ in range(2):
        working.run_all_owed()
        shift_clock(timedelta(days=1))
    assert len(mails.to(NORA)) == 1
    assert the_item().last_error == claiming.END_UNWRITTEN.format("ValueError")


def test_a_mail_that_could_not_be_made_was_never_handed_over_and_is_tried_again(
    context: Flask, mails: SmtpServer
) -> None:
    owe_mail("no_such_template")
    working.run_all_owed()
    item = the_item()
    assert (item.dead_at, item.attempts) == (None, 1)
    assert mails.asked[NORA] == 0


@pytest.mark.parametrize("behaviour", [Behaviour.CUT_AFTER_DATA, Behaviour.HANG, Behaviour.NO_SUCH_USER])
def test_a_mail_whose_fate_is_open_or_sealed_is_not_tried_again(
    context: Flask, mails: SmtpServer, behaviour: Behaviour
) -> None:
    owe_mail()
    mails.behave(NORA, behaviour)
    for _ in range(2):
        working.run_all_owed()
        shift_clock(timedelta(days=1))
    assert the_item().dead_at is not None
    assert len(mails.to(NORA)) == (0 if behaviour is Behaviour.NO_SUCH_USER else 1)


def test_a_server_that_is_down_for_days_uses_no_attempt_up(context: Flask, mails: SmtpServer) -> None:
    owe_mail()
    sender: Sender = context.extensions["mail_sender"]
    down = replace(sender, transport=SmtpTransport("smtp://127.0.0.1:9", timeout=1.0))
    working.register_sender("mail", down.send_owed)
    for hours in range(1, claiming.MAX_ATTEMPTS * 2):
        working.run_all_owed()
        shift_clock(timedelta(hours=hours))
    item = the_item()
    assert (item.attempts, item.dead_at, item.sending_at) == (0, None, None)
    working.register_sender("mail", replace(sender, transport=SmtpTransport(mails.url)).send_owed)
    working.run_all_owed()
    assert len(mails.to(NORA)) == 1


def test_two_mails_of_the_same_words_are_two_messages(context: Flask, mails: SmtpServer) -> None:
    owe_mail()
    owe_mail()
    working.run_all_owed()
    assert len({message["Message-ID"] for message in mails.to(NORA)}) == 2
