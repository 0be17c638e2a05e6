"""One furnished house for each test that walks the map, without limits on how often somebody may ask."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.web.limits import limiter
from tests.support.house import House
from tests.support.rows import Rows


@pytest.fixture
def rows(house: House) -> Iterator[Rows]:
    """What stands in the house's database, put back after each change."""
    made = Rows(house.app)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def unlimited(app: Flask) -> Iterator[None]:
    """Let a test ask as often as it likes; the limits have tests of their own, and a password costs next to nothing."""
    words = app.extensions["security"].pwd_context
    usual = words.to_dict()
    words.update(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)
    limiter.enabled = False
    yield
    limiter.enabled = True
    words.load(usual)
