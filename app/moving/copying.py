"""Copying every row of one database into another, in one transaction of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Engine, MetaData, Table, delete, func, insert, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from app.db import Base
from app.moving.errors import NotAlike, NotArrived
from app.moving.sums import AT_ONCE, Sum, sum_table
from app.moving.walls import first_line, without_walls

#: made anew from what is published (`flask search rebuild`); each kind of database keeps its own beside them
MADE_ANEW = ("search_documents", "search_vocabulary")
#: where a row of these is, there is a site
SITE = ("users", "products", "articles", "orders", "subscribers")
SNAPSHOT = {"postgresql": "REPEATABLE READ"}


def list_tables() -> list[Table]:
    """Return every table that is copied, those before others which others lead to; nothing in JSON is SQL's NULL."""
    aside = MetaData()
    for table in Base.metadata.sorted_tables:
        copy = table.to_metadata(aside)
        for column in copy.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    return [one for one in aside.sorted_tables if one.name not in MADE_ANEW]


def move_rows(source: Engine, target: Engine) -> Mapping[str, Sum]:
    """Copy all rows from a database into one that holds no site, and return table name -> sum, which both have.

    Nobody may write to either meanwhile. Raises NotAlike, NotArrived; then nothing of the target has changed.
    """
    tables = list_tables()
    level = SNAPSHOT.get(source.dialect.name)
    reading = source.execution_options(isolation_level=level) if level else source
    with reading.connect() as here, target.connect() as there:
        _refuse_others(here, there)
        there.rollback()
        if there.dialect.name == "sqlite":
            there.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            with there.execution_options(immediate=True).begin():
                return _copy_all(here, there, tables)
        finally:
            if there.dialect.name == "sqlite":
                there.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def _refuse_others(here: Connection, there: Connection) -> None:
    ours, theirs = _migration_of(here), _migration_of(there)
    if not ours or ours != theirs:
        raise NotAlike(f"The source is at migration {ours or 'none'}, the target at {theirs or 'none'}.")
    for name in SITE:
        if there.scalar(text(f"SELECT count(*) FROM {name}")):  # noqa: S608  (the names above)
            raise NotAlike(f"The target holds a site already: there are rows in {name}.")


def _migration_of(connection: Connection) -> str:
    try:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
    except DBAPIError:
        connection.rollback()
        return ""


def _copy_all(here: Connection, there: Connection, tables: Sequence[Table]) -> dict[str, Sum]:
    sums = {}
    with without_walls(there, tables):
        for table in reversed(tables):
            there.execute(delete(table))  # what the migrations have put there is in the source too
        for table in tables:
            _copy(here, there, table)
            sums[table.name] = sum_table(here, table)
            arrived = sum_table(there, table)
            if sums[table.name] != arrived:
                raise NotArrived(
                    f"{table.name} had {sums[table.name].rows} rows and has {arrived.rows}, or others."
                )
        _count_on(there, tables)
    return sums


def _copy(here: Connection, there: Connection, table: Table) -> None:
    result = here.execute(select(table).execution_options(yield_per=AT_ONCE))
    for part in result.mappings().partitions():
        rows: list[dict[str, Any]] = [dict(one) for one in part]
        try:
            there.execute(insert(table), rows)
        except DBAPIError as error:
            raise NotArrived(
                f"A row of {table.name} does not fit into the target: {first_line(error)}"
            ) from error


def _count_on(there: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL's counters go on after the highest number that is there."""
    if there.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        counter = column is not None and there.scalar(
            select(func.pg_get_serial_sequence(table.name, column.name))
        )
        if column is not None and counter:
            highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            there.execute(select(func.setval(counter, highest, False)))
