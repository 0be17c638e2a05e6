"""The same site on Redis: wake-ups and rate limits go through it, and nothing is lost or shut when it is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Config
from tests.support.halves import Halves, readiness, subscribe
from tests.support.outbox import wait_until
from tests.support.servers import Redis

pytestmark = [pytest.mark.xdist_group("redis"), pytest.mark.timeout(300)]

NORA, MAE, ADA = "nora@reader.example", "mae@reader.example", "ada@reader.example"


@pytest.fixture
def redis() -> Iterator[Redis]:
    server = Redis()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def halves(app: Flask, redis: Redis, tmp_path: Path) -> Iterator[Halves]:
    config: Config = app.extensions["config"]
    made = Halves(tmp_path, database_url=config.database_url, redis_url=redis.url)
    yield made
    made.stop()


@pytest.mark.postgres
def test_what_a_page_asks_for_reaches_the_worker_through_redis(halves: Halves, redis: Redis) -> None:
    site = halves.start_web()
    assert subscribe(site, NORA) == 303
    assert redis.count_queued() == 1
    halves.start_worker(sweeps=False)
    wait_until(lambda: halves.mails_to(NORA) == 1)
    assert redis.count_queued() == 0
    assert readiness(site) == (200, {"database": True, "queue": True, "disk": True})


@pytest.mark.postgres
def test_a_queue_that_has_lost_everything_loses_no_mail(halves: Halves, redis: Redis) -> None:
    site = halves.start_web()
    assert subscribe(site, NORA) == 303
    redis.lose_everything()
    assert redis.count_queued() == 0
    halves.start_worker()
    wait_until(lambda: halves.mails_to(NORA) == 1)


def test_while_redis_is_down_people_are_served_and_mail_goes_out(halves: Halves, redis: Redis) -> None:
    site = halves.start_web()
    worker = halves.start_worker()
    assert subscribe(site, NORA) == 303
    wait_until(lambda: halves.mails_to(NORA) == 1)
    redis.stop()
    assert subscribe(site, MAE) == 303
    assert readiness(site) == (503, {"database": True, "queue": False, "disk": True})
    wait_until(lambda: halves.mails_to(MAE) == 1)
    assert worker.poll() is None, "the worker waits for Redis to come back"
    redis.start()
    assert readiness(site)[0] == 200
    assert subscribe(site, ADA) == 303
    wait_until(lambda: halves.mails_to(ADA) == 1)
    wait_until(lambda: redis.count_queued() == 0)


def test_two_processes_count_a_visitor_together(halves: Halves, redis: Redis) -> None:
    """Six a minute in all; with Redis down each process counts for itself, so nobody is shut out and no door opens."""
    one, two = halves.start_web(), halves.start_web()
    assert [subscribe(one, f"n{number}@reader.example") for number in range(4)] == [303] * 4
    answers = [subscribe(two, f"m{number}@reader.example") for number in range(4)]
    assert answers == [303, 303, 429, 429]
    redis.stop()
    answers = [subscribe(one, f"o{number}@reader.example") for number in range(8)]
    assert answers == [303] * 6 + [429] * 2
