"""Setting aside what refuses rows in another order than they were made in, and putting it back, checked.

On PostgreSQL the table's owner may do this; nobody has to be a superuser. Foreign keys are made anew, which looks at
every row. On SQLite they are off for the connection and looked at afterwards.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

from app.moving.errors import NotArrived

KEYS = (
    "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1, 2"
)
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


@contextmanager
def without_walls(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Let rows in as they come; at the end every wall stands again. Raises NotArrived where a key leads nowhere."""
    if connection.dialect.name == "postgresql":
        with _postgresql(connection, tables):
            yield
        return
    with _sqlite(connection):
        yield


@contextmanager
def _postgresql(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    keys = connection.execute(text(KEYS)).all()
    for table, name, _ in keys:
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    for one in tables:
        connection.execute(text(f"ALTER TABLE {one.name} DISABLE TRIGGER USER"))
    yield
    for one in tables:
        connection.execute(text(f"ALTER TABLE {one.name} ENABLE TRIGGER USER"))
    for table, name, definition in keys:
        try:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        except DBAPIError as error:
            raise NotArrived(f"A row of {table} leads nowhere: {first_line(error)}") from error


@contextmanager
def _sqlite(connection: Connection) -> Iterator[None]:
    triggers = connection.execute(text(TRIGGERS)).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.exec_driver_sql(sql)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise NotArrived(f"A row of {broken[0][0]} leads nowhere: {broken[0][2]} has none such.")


def first_line(error: DBAPIError) -> str:
    """Return what a database says is wrong, without the row that it shows below."""
    return str(error.orig).strip().partition("\n")[0]
