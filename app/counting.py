"""Counting: daily sums that many processes add to at once, and counts that stop at a bound."""

from typing import Any

from sqlalchemy import Insert, Select, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, dialect_name

COUNT_BOUND = 100


def count_some(query: Select[Any]) -> int:
    """Return how many rows a query has, COUNT_BOUND at most: no page waits for a count of everything."""
    bounded = query.order_by(None).limit(COUNT_BOUND).subquery()
    return db.session.scalar(select(func.count()).select_from(bounded)) or 0


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
