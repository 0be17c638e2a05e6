"""Work that must not be lost: claimed once, repeated after a failure, given up on visibly, fenced against the slow."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.clock import utcnow
from app.db import after_commit, db, transaction
from app.outbox import working
from app.outbox.actions import enqueue
from app.outbox.claiming import MAX_ATTEMPTS
from app.outbox.models import OutboxItem

pytestmark = pytest.mark.postgres


@pytest.fixture
def done(context: Flask) -> list[Any]:
    """What the test's handler has done, in order."""
    seen: list[Any] = []
    working.register_handler("note", lambda data, now: seen.append(data["n"]))
    return seen


def owe(n: int = 1, **extra: Any) -> int:
    with transaction():
        return enqueue("note", {"n": n}, now=utcnow(), **extra).id


def the_item() -> OutboxItem:
    return db.session.scalars(select(OutboxItem)).one()


def test_work_is_done_once(done: list[Any]) -> None:
    item = owe()
    assert working.run_item(item)
    assert not working.run_item(item)
    assert done == [1]


def test_work_asked_for_twice_under_one_key_is_owed_once(done: list[Any]) -> None:
    assert owe(natural_key="order:1") == owe(natural_key="order:1")
    working.run_all_owed()
    assert done == [1]


def test_nothing_is_owed_when_the_transaction_fails(done: list[Any]) -> None:
    with pytest.raises(RuntimeError), transaction():
        enqueue("note", {"n": 1}, now=utcnow())
        raise RuntimeError
    working.run_all_owed()
    assert done == []


def test_a_failure_is_tried_again_later_and_its_effect_is_rolled_back(done: list[Any]) -> None:
    def fail(data: dict[str, Any], now: datetime) -> None:
        db.session.add(OutboxItem(kind="effect", data={}, created_at=now, due_at=now + timedelta(days=1)))
        raise ValueError("not today")

    working.register_handler("note", fail)
    owe()
    assert working.run_all_owed() == 0
    item = the_item()
    assert item.attempts == 1
    assert item.due_at > utcnow()
    assert "not today" in (item.last_error or "")


def test_a_poison_item_ends_in_the_dead_letter_list(done: list[Any]) -> None:
    def fail(data: dict[str, Any], now: datetime) -> None:
        raise ValueError("never")

    working.register_handler("note", fail)
    item = owe()
    for _ in range(MAX_ATTEMPTS):
        with transaction() as session:
            session.execute(update(OutboxItem).values(due_at=utcnow()))
        working.run_item(item)
    assert the_item().dead_at is not None
    assert working.list_owed_ids(utcnow() + timedelta(days=9)) == []


def test_a_lease_that_ran_out_is_taken_over_and_the_slow_worker_is_fenced_off(done: list[Any]) -> None:
    item = owe()

    def slow(data: dict[str, Any], now: datetime) -> None:
        # while this worker sleeps, its lease ends and another one claims the item
        db.session.execute(update(OutboxItem).values(lease_token="somebody else"))
        done.append("slow")

    working.register_handler("note", slow)
    assert not working.run_item(item)
    db.session.rollback()
    assert the_item().done_at is None


def test_many_workers_do_each_item_once(context: Flask, done: list[Any]) -> None:
    ids = [owe(n) for n in range(6)]
    barrier = Barrier(4)

    def work() -> None:
        with context.app_context():
            barrier.wait()
            for one in ids:
                working.run_item(one)
            db.session.remove()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(6))


def test_hooks_run_only_after_the_commit(context: Flask) -> None:
    seen: list[str] = []
    with transaction():
        after_commit(lambda: seen.append("ran"))
        assert seen == []
    assert seen == ["ran"]


def test_transactions_do_not_nest(context: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="already open"), transaction():
        raise AssertionError("never reached")
