"""Counting: daily sums that many processes add to at once, and counts that stop at a bound."""

from collections.abc import Sequence
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


def add_sums(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Add many rows' amounts at once, each made the first time; all rows name the same columns, in their ids' order.

    Each database takes the amounts of a row that is there already from the row it was offered (`excluded`).
    """
    if not rows:
        return
    columns = table.__table__.c
    keys = [column.name for column in table.__table__.primary_key]
    start = {column.name: 0 for column in columns if column.name not in keys}
    insert = sqlite.insert(table) if dialect_name() == "sqlite" else postgresql.insert(table)
    amounts = [name for name in rows[0] if name not in keys]
    grown = {name: columns[name] + insert.excluded[name] for name in amounts}
    statement = insert.on_conflict_do_update(index_elements=keys, set_=grown)
    db.session.execute(statement, [start | row for row in rows])
