"""The one module that writes: what its small tools promise."""

import pytest
from flask import Flask

from app.db import insert_if_absent, transaction
from app.people.models import ErasureRequest
from tests.factories.journal import MORNING

pytestmark = pytest.mark.postgres


def test_an_insert_says_whether_it_was_this_one(context: Flask) -> None:
    values = {"email": "nora@example.com", "asked_at": MORNING, "actor": "shopper"}
    with transaction():
        assert [insert_if_absent(ErasureRequest, values) for _ in range(2)] == [True, False]
