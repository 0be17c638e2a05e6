"""Opening the database that a site moves from; it is only read."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.config import database_driver
from app.moving.errors import NoSuchSource, first_line

#: the server and the database in it, however its address is spelled
WHICH = "SELECT pg_postmaster_start_time(), oid FROM pg_database WHERE datname = current_database()"
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
    " AND pid <> pg_backend_pid()"
)


def open_source(url: str, *, target: Engine) -> Engine:
    """Return an engine for a database address as DATABASE_URL takes it; raises NoSuchSource."""
    try:
        parts = make_url(database_driver(url))
        engine = create_engine(parts)
    except (ArgumentError, ImportError, ValueError) as error:
        raise NoSuchSource(
            "That is no address of a database, such as sqlite:////srv/site.sqlite3."
        ) from error
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise NoSuchSource("A site moves between SQLite and PostgreSQL only.")
    if engine.dialect.name == "sqlite":
        if not Path(parts.database or "").is_file():
            raise NoSuchSource(f"There is no file {parts.database}.")
        event.listen(engine, "connect", _open_for_reading)
        event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connection:
            if _is_same(connection, target):
                raise NoSuchSource("Source and target are the same database.")
            if engine.dialect.name == "postgresql" and connection.scalar(text(OTHERS)):
                raise NoSuchSource(
                    "Somebody is connected to the source. Stop web and worker, and say it again."
                )
            return engine
    except DBAPIError as error:
        raise NoSuchSource(f"The source cannot be read: {first_line(error)}") from error


def _is_same(source: Connection, target: Engine) -> bool:
    if source.dialect.name != target.dialect.name:
        return False
    if source.dialect.name == "sqlite":
        here, there = Path(source.engine.url.database or ""), Path(target.url.database or "")
        return there.exists() and here.samefile(there)
    try:
        with target.connect() as connection:
            return connection.execute(text(WHICH)).one() == source.execute(text(WHICH)).one()
    except DBAPIError:
        return False  # the target is looked at for itself


def _open_for_reading(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin behind our back
    connection.execute("PRAGMA query_only=ON")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
