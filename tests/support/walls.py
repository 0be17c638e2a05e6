"""The database's walls: what they let through, and what `flask verify` finds behind their back; all of it undone."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.db import db, dialect_name, transaction
from app.verifying import run_checks


class Undo(Exception):
    """Roll everything back."""


def let_through(statements: Iterable[str]) -> list[str]:
    """Try each statement by itself and return those that the database took."""
    taken = []
    for statement in statements:
        try:
            with transaction() as session:
                done = session.execute(text(statement))
                taken.append(f"{done.rowcount} rows by {statement}")  # type: ignore[attr-defined]
                raise Undo
        except (DatabaseError, Undo):
            continue
    return taken


def codes_found_after(statement: str, *tables: str) -> set[str]:
    """Return the codes of the checks that find what one statement does where these tables have no walls.

    PostgreSQL's tables are kept from test to test: walls and rows come back with the end of the one transaction.
    """
    found: set[str] = set()
    try:
        with transaction() as session:
            _take_walls_away(session, tables)
            assert session.execute(text(statement)).rowcount > 0, statement  # type: ignore[attr-defined]
            session.expire_all()
            found = {one.code for one in run_checks() if one.mismatches}
            raise Undo
    except Undo:
        db.session.rollback()
    finally:
        if dialect_name() == "sqlite":
            db.session.execute(text("PRAGMA ignore_check_constraints = OFF"))
            db.session.rollback()
    return found


def _take_walls_away(session: Session, tables: tuple[str, ...]) -> None:
    if dialect_name() == "sqlite":
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        statements = [f'DROP TRIGGER "{name}"' for name in names if name.startswith(tables)]
    else:
        checks = session.execute(
            text("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'")
        )
        statements = [
            f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name in checks if table in tables
        ]
        statements += [f"ALTER TABLE {name} DISABLE TRIGGER ALL" for name in tables]
    for statement in statements:
        session.execute(text(statement))
