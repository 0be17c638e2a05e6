"""Opening the database that a site moves from."""

from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.config import database_driver
from app.db import prepare_engine
from app.moving.errors import NoSuchSource


def open_source(url: str, *, target: Engine) -> Engine:
    """Return an engine for a database address as DATABASE_URL takes it; raises NoSuchSource."""
    try:
        parts = make_url(database_driver(url))
        engine = create_engine(parts)
    except (ArgumentError, ImportError, ValueError) as error:
        raise NoSuchSource(
            "That is no address of a database, such as sqlite:////srv/site.sqlite3."
        ) from error
    if parts == target.url:
        raise NoSuchSource("Source and target are the same database.")
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise NoSuchSource("A site moves between SQLite and PostgreSQL only.")
    if engine.dialect.name == "sqlite" and not Path(parts.database or "").is_file():
        raise NoSuchSource(f"There is no file {parts.database}.")
    prepare_engine(engine)
    try:
        with engine.connect():
            return engine
    except DBAPIError as error:
        raise NoSuchSource(f"The source cannot be read: {error.orig}") from error
