"""The hands of a worker: what breaks or hangs in one thing keeps nobody from the next."""

from collections.abc import Iterator
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from flask import Flask

from app.clock import utcnow
from app.content.outward_asking import LOOK
from app.db import db, transaction
from app.outbox.actions import enqueue
from app.outbox.hands import Hand, _on_duty, do_in_lane, run_woken
from app.outbox.lanes import Lane
from app.outbox.models import OutboxItem
from app.outbox.working import register_handler
from tests.support.outbox import wait_until


@pytest.fixture
def hand(context: Flask) -> Iterator[Hand]:
    """A hand that only moves when it is called."""
    hand = Hand(context, Lane.LETTERS, pause=60)
    hand.start()
    yield hand
    hand.stop(wait=10)
    _on_duty.pop(hand.lane)


def owe(kind: str, **data: int) -> int:
    """Owe one item and return its id."""
    with transaction():
        return enqueue(kind, data, now=utcnow()).id


def is_done(item_id: int) -> bool:
    """Whether an item is done, as the database has it now."""
    db.session.rollback()
    return db.session.get_one(OutboxItem, item_id, populate_existing=True).done_at is not None


def test_a_round_that_breaks_keeps_neither_the_next_nor_what_is_owed_waiting(hand: Hand) -> None:
    held, seen = Event(), []

    def break_off() -> None:
        held.wait(30)
        raise RuntimeError("no letters today")

    def look() -> None:
        seen.append("looked")

    register_handler("owed", lambda _data, _now: None, lane=Lane.LETTERS)
    item = owe("owed")
    for one in (break_off, look, look):
        do_in_lane(Lane.LETTERS, one)
    held.set()
    wait_until(lambda: is_done(item), seconds=30)
    assert "looked" in seen and hand.thread.is_alive()


def test_who_wakes_a_hand_whose_work_hangs_goes_on_at_once(hand: Hand) -> None:
    begun, release = Event(), Event()

    def hang(_data: dict[str, Any], _now: datetime) -> None:
        begun.set()
        release.wait(60)

    register_handler("hangs", hang, is_protocol=True, lane=Lane.LETTERS)
    register_handler("of the house", lambda _data, _now: None)
    hanging, other = owe("hangs"), owe("of the house")
    run_woken(hanging)
    assert begun.wait(30)
    run_woken(other)
    assert is_done(other) and not is_done(hanging)
    hand.tell_to_stop()
    release.set()
    wait_until(lambda: is_done(hanging), seconds=30)


def test_asking_other_peoples_addresses_is_left_to_the_hand_of_links(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Hand(context, Lane.LINKS)  # on duty, and busy: it does not begin
    monkeypatch.setitem(_on_duty, Lane.LINKS, hand)
    item = owe(LOOK, article=1)
    run_woken(item)
    assert hand.called.is_set() and not is_done(item)
    periodic = {name: work for name, _, work in context.extensions["periodic"]}
    periodic["check_links"]()
    assert len(hand.rounds) == 1
    for one in (*hand.take_rounds(), hand.do_owed):
        one()
    assert is_done(item)
