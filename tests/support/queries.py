"""Counting the statements that a piece of work sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.db import db
from app.freshness import current_version
from app.settings.queries import load_settings


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """Collect the statements sent meanwhile; what is read once a second (version, settings) is read beforehand."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    with app.app_context():
        current_version(at_most_seconds_old=0)
        load_settings()
        engine = db.engine
        db.session.remove()
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", listen)
