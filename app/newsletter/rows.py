"""Rows that several people may make or change at once: made once, locked in one order."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import Base, db, dialect_name
from app.newsletter.models import Subscriber


def insert_if_absent(model: type[Base], values: dict[str, Any]) -> None:
    """Insert a row unless one of its unique values is there already (also when another transaction is making it)."""
    if dialect_name() == "sqlite":
        db.session.execute(sqlite.insert(model).values(values).on_conflict_do_nothing())
    else:
        db.session.execute(postgresql.insert(model).values(values).on_conflict_do_nothing())


def lock_subscriber(subscriber_id: int) -> Subscriber:
    """Return the subscriber as committed now, locked until the transaction ends; what E2 rests on.

    SQLite's BEGIN IMMEDIATE has locked everything already.
    """
    query = select(Subscriber).where(Subscriber.id == subscriber_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
