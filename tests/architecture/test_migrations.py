"""Migrations make exactly what the models say, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from app.db import db


@pytest.mark.postgres
def test_migrations_match_the_models(context: Flask) -> None:
    from migrations.comparing import compare_type, include_object

    with db.engine.connect() as connection:
        migration = MigrationContext.configure(
            connection,
            opts={"compare_type": compare_type, "include_object": include_object, "render_as_batch": True},
        )
        assert compare_metadata(migration, db.metadata) == []
