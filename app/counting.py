"""Daily sums that many processes add to at once: one row a key, never lost, never a conflict."""

from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, dialect_name


def add_to_sum(table: Any, keys: dict[str, Any], **amounts: int) -> None:
    """Add amounts to the row with these keys, making it the first time; in the open transaction."""
    columns = table.__table__.c
    start = {column.name: 0 for column in columns if column.name not in keys}
    values = {**start, **keys, **amounts}
    grown = {name: columns[name] + amount for name, amount in amounts.items()}
    statement: Insert
    if dialect_name() == "sqlite":
        statement = (
            sqlite.insert(table).values(values).on_conflict_do_update(index_elements=list(keys), set_=grown)
        )
    else:
        statement = (
            postgresql.insert(table)
            .values(values)
            .on_conflict_do_update(index_elements=list(keys), set_=grown)
        )
    db.session.execute(statement)
