"""Migrations make exactly what the models say, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import CheckConstraint, Table, inspect

from app.db import db

pytestmark = pytest.mark.postgres


def differences() -> list[object]:
    """What autogenerate would change."""
    from migrations.comparing import compare_type, include_object

    opts = {"compare_type": compare_type, "include_object": include_object, "render_as_batch": True}
    with db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=opts), db.metadata))


def written_checks() -> set[str]:
    """The names of the CHECK constraints that the database has; autogenerate does not compare them."""
    looked = inspect(db.engine)
    return {
        str(one["name"]) for table in looked.get_table_names() for one in looked.get_check_constraints(table)
    }


def meant_checks() -> set[str]:
    """The names of the CHECK constraints that the models have."""
    names = db.engine.dialect.identifier_preparer
    tables: list[Table] = db.metadata.sorted_tables
    checks = [one for table in tables for one in table.constraints if isinstance(one, CheckConstraint)]
    return {str(names.format_constraint(one)) for one in checks}


def test_migrations_match_the_models(context: Flask) -> None:
    assert differences() == []


def test_check_constraints_have_the_names_of_the_models(context: Flask) -> None:
    assert written_checks() == meant_checks()
