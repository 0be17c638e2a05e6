"""Copying every row of one database into another, in one transaction of each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Connection, Engine, MetaData, Table, func, insert, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from app.db import Base
from app.moving.errors import MovingError, NotAlike, NotArrived, first_line
from app.moving.sums import AT_ONCE, Sum, sum_table
from app.moving.targets import look_at_target
from app.moving.walls import without_walls

#: made anew from what is published (`flask search rebuild`); each kind of database keeps its own beside them
MADE_ANEW = ("search_documents", "search_vocabulary")
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
    look_at_target(target, tables)
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
        except DBAPIError as error:
            raise NotArrived(f"The new database refuses: {first_line(error)}.") from error
        finally:
            if there.dialect.name == "sqlite":
                there.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def _refuse_others(here: Connection, there: Connection) -> None:
    ours, theirs = _migration_of(here), _migration_of(there)
    if not ours:
        raise NotAlike("The source is at migration none: it holds no site.")
    if ours != theirs:
        raise NotAlike(
            f"The source is at migration {ours}, the new database at {theirs or 'none'}."
            " Run flask prepare on the source with this version of the program first."
        )


def _migration_of(connection: Connection) -> str:
    try:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
    except DBAPIError:
        connection.rollback()
        return ""


def _copy_all(here: Connection, there: Connection, tables: Sequence[Table]) -> dict[str, Sum]:
    sums = {}
    for one in (here, there):
        if one.dialect.name == "postgresql":  # keys over many rows take longer than a page may
            one.execute(text("SET LOCAL statement_timeout = 0"))
    version = _version_of(here)
    with without_walls(there, tables):
        for table in tables:
            _copy(here, there, table)
            sums[table.name] = _sum_of_source(here, table)
            arrived = sum_table(there, table)
            if sums[table.name] != arrived:
                raise NotArrived(
                    f"{table.name} had {sums[table.name].rows} rows and has {arrived.rows}, or others."
                )
        _count_on(there, tables)
    here.rollback()
    if _version_of(here) != version:
        raise NotArrived("The source was written to meanwhile. Stop web and worker, and say it again.")
    return sums


def _version_of(here: Connection) -> int:
    """Return a number that differs once another connection has written to SQLite."""
    if here.dialect.name != "sqlite":
        return 0  # nobody else is connected (app/moving/sources.py)
    here.execute(text("SELECT count(*) FROM sqlite_master"))
    return int(here.scalar(text("PRAGMA data_version")) or 0)


def _copy(here: Connection, there: Connection, table: Table) -> None:
    with _reading(table):
        result = here.execute(select(table).execution_options(yield_per=AT_ONCE))
        for part in result.mappings().partitions():
            _insert(there, table, [dict(one) for one in part])


def _sum_of_source(here: Connection, table: Table) -> Sum:
    with _reading(table):
        return sum_table(here, table)


@contextmanager
def _reading(table: Table) -> Iterator[None]:
    """Say of which table a value is none of its column's kind, as SQLite lets one be."""
    try:
        yield
    except MovingError:
        raise
    except (DBAPIError, ValueError, LookupError, TypeError) as error:
        words = first_line(error) if isinstance(error, DBAPIError) else str(error)
        raise NotArrived(f"A row of {table.name} cannot be read in the source: {words}") from error


def _insert(there: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows; where one does not fit, find out which."""
    try:
        with there.begin_nested():
            there.execute(insert(table), rows)
        return
    except DBAPIError as error:
        refusal = error
    if refusal.connection_invalidated:
        raise NotArrived(f"The new database went away: {first_line(refusal)}") from refusal
    for row in rows:
        try:
            with there.begin_nested():
                there.execute(insert(table), row)
        except DBAPIError as error:
            refusal = error
            break
    key = ", ".join(f"{one.name} {row[one.name]}" for one in table.primary_key.columns)
    raise NotArrived(
        f"A row of {table.name} does not fit into the target ({key}): {first_line(refusal)}"
    ) from refusal


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
