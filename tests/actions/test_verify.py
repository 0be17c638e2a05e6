"""`flask verify` on a database that is not of this program's age."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from app.db import db, transaction

OLDER = "The database is older than this program. Run `flask prepare` first, then ask again."


def verify(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["verify"])


def set_step(app: Flask, step: str) -> str:
    """Write down another migration as the last one, and return which it was."""
    with app.app_context(), transaction():
        before = db.session.scalar(text("SELECT version_num FROM alembic_version ORDER BY version_num"))
        db.session.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})
    return str(before)


@contextmanager
def standing_at(app: Flask, step: str) -> Iterator[None]:
    before = set_step(app, step)
    try:
        yield
    finally:
        set_step(app, before)


@pytest.mark.postgres
def test_a_database_of_the_same_age_is_counted(app: Flask) -> None:
    done = verify(app)
    assert done.exit_code == 0, done.output
    assert "0 mismatches." in done.output


@pytest.mark.postgres
def test_an_older_database_is_told_in_a_sentence(app: Flask) -> None:
    with standing_at(app, "0001_foundation"):
        done = verify(app)
    assert done.exit_code == 2
    assert OLDER in done.output
    assert isinstance(done.exception, SystemExit), "a sentence, and no traceback"


def test_a_database_of_a_newer_program_is_counted(app: Flask) -> None:
    """While a new version is rolled out both stand beside each other, and what is there can be counted by either."""
    with standing_at(app, "9999_later"):
        assert "0 mismatches." in verify(app).output
