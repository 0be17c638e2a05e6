"""How migrations run: on the app's own engine, one transaction a migration, SQLite in batch mode."""

import sys
from pathlib import Path
from typing import Any

from alembic import context
from flask import current_app

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.db import EnumText, UtcDateTime, db
from app.models import load_models
from migrations.comparing import compare_type, include_object

load_models()


def render_item(kind: str, thing: Any, _context: Any) -> Any:
    """Write our column types as the plain types they are stored as, so that migrations import no app code."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, EnumText):
        return "sa.String(length=24)"
    return False


def run() -> None:
    """Run the migrations; on SQLite foreign keys are off meanwhile and checked after (batch mode would cascade)."""
    engine = current_app.extensions["migrate"].db.engine
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=is_sqlite,
            compare_type=compare_type,
            include_object=include_object,
            render_item=render_item,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if is_sqlite:
            driver = connection.connection.driver_connection
            broken = driver.execute("PRAGMA foreign_key_check").fetchall()
            driver.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"foreign keys are broken after migrating: {broken[:5]}")


run()
