"""The database: one declarative base, one session, and the only place that commits.

`transaction()` is how anything is written. It ends the request's read transaction, opens a write transaction
(on SQLite with BEGIN IMMEDIATE, so that a reader never has to become a writer), commits, and then runs what was
registered with `after_commit`. Nobody else commits; no transaction is open during a network call.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

import structlog
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    event,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

_log = structlog.get_logger("db")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; naive values are refused on the way in, aware ones come out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


E_ = TypeVar("E_", bound=StrEnum)


class EnumText(TypeDecorator[E_]):
    """A StrEnum stored by its value in a short text column."""

    impl = String(24)
    cache_ok = True

    def __init__(self, kind: type[E_]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else str(self.kind(value).value)

    def process_result_value(self, value: Any, dialect: Any) -> E_ | None:
        return None if value is None else self.kind(value)


Json: TypeEngine[Any] = JSON().with_variant(JSONB(), "postgresql")
Id = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """What every mapped class inherits."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: Json, list[str]: Json, list[Any]: Json},
    )


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin behind our back
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def prepare_engine(engine: Engine) -> None:
    """Teach a SQLite engine to begin explicitly; a PostgreSQL engine needs nothing."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one write transaction of this unit of work; commit at the end, roll back on any error.

    Objects read before it are expired and read again inside it. Transactions do not nest.
    """
    session: Session = db.session()
    if "writing" in session.info:
        raise RuntimeError("a transaction is already open; actions never open their own")
    session.rollback()
    hooks: list[Callable[[], None]] = []
    session.info["writing"] = hooks
    try:
        session.connection(execution_options={"immediate": True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)
    for hook in hooks:
        hook()


def after_commit(hook: Callable[[], None]) -> None:
    """Run `hook` once the open transaction has been committed; outside one, this is an error."""
    hooks = db.session().info.get("writing")
    if hooks is None:
        raise RuntimeError("after_commit needs an open transaction")
    hooks.append(hook)


def is_writing() -> bool:
    """Say whether a write transaction is open (a network call must not be made then)."""
    return "writing" in db.session().info


def insert_if_absent(model: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless one of its unique values is there already (also when another transaction is making it).

    Return whether it was inserted.
    """
    insert = sqlite.insert if dialect_name() == "sqlite" else postgresql.insert
    statement = insert(model).values(values).on_conflict_do_nothing()
    # a row count would be -1 on PostgreSQL, where SQLAlchemy asks for the key that was made
    return db.session.execute(statement.returning(literal_column("1"))).first() is not None


def let_go(*rows: Base | None) -> None:
    """Take rows out of the session, so that they can be kept as values: what is loaded stays, the rest raises."""
    for row in rows:
        if row is not None:
            db.session.expunge(row)


def end_reading() -> None:
    """End the read transaction, so that nothing is held open during a network call."""
    if is_writing():
        raise RuntimeError("a write transaction is open")
    db.session.rollback()


def give_back(_error: BaseException | None = None) -> None:
    """End what the session has open, also where its connection died meanwhile.

    The answer is written by then: without this, a database that restarts between the last question and the end of
    the request turns a good page into the server's bare 500.
    """
    try:
        db.session.close()  # not a rollback, which would forget what was read
    except DBAPIError as error:  # SQLAlchemy has thrown the connection away; a second close succeeds
        _log.warning("a connection died before it was given back", error=type(error.orig).__name__)


def dialect_name() -> str:
    """Return "sqlite" or "postgresql"."""
    return str(db.engine.dialect.name)


def ping() -> None:
    """Ask the database for a sign of life; raises when there is none."""
    db.session.execute(text("SELECT 1"))
