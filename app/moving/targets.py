"""Looking at the database that a site moves into, before anything in it is changed."""

from collections.abc import Sequence

from sqlalchemy import Engine, Table, inspect, literal, select
from sqlalchemy.exc import DBAPIError

from app.moving.errors import NotAlike, first_line


def look_at_target(target: Engine, tables: Sequence[Table]) -> None:
    """Refuse a database that cannot be opened, or that holds rows; raises NotAlike. Migrations put none there."""
    try:
        there = set(inspect(target).get_table_names())
        with target.connect() as connection:
            for table in tables:
                if (
                    table.name in there
                    and connection.execute(select(literal(1)).select_from(table).limit(1)).first()
                ):
                    raise NotAlike(
                        f"The target holds a site already: there are rows in {table.name}."
                        " Name a new, empty database in DATABASE_URL."
                    )
    except DBAPIError as error:
        raise NotAlike(
            f"The database that DATABASE_URL names cannot be opened: {first_line(error)}."
        ) from error
