"""Migrations make exactly what the models say, on both databases, and can be taken back and made again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Table, inspect, text, update
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEntry
from app.content.models import ArticleVersion
from app.db import db, dialect_name, transaction
from app.newsletter.models import ConsentEntry
from app.orders.models import OrderLine
from app.outbox.models import OutboxItem
from app.payments.models import Attempt
from tests.factories.everything import fill_every_table
from tests.support.databases import Databases
from tests.support.standin import StandIn

pytestmark = pytest.mark.postgres
FROZEN = (AuditEntry.actor, ArticleVersion.title, ConsentEntry.wording, OrderLine.sku)
KEPT = (AuditEntry, ArticleVersion, ConsentEntry, OrderLine, OutboxItem, Attempt)


@pytest.fixture
def own_app(tmp_path: Path, database_kind: str) -> Iterator[Flask]:
    """The app on a database that no other test will use, as this one may leave it half migrated."""
    made = Databases(tmp_path)
    try:
        yield made.fresh_app(database_kind)
    finally:
        made.stop()


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


def triggers_and_indexes() -> list[str]:
    """What the database keeps beside its tables, each in full; autogenerate sees no triggers and no predicates."""
    query = "SELECT sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
    if dialect_name() == "postgresql":
        query = (
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            " UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
    with db.engine.connect() as connection:
        return sorted(connection.scalars(text(query)))


def triggers() -> list[str]:
    return [one for one in triggers_and_indexes() if one.startswith("CREATE TRIGGER")]


def counts() -> list[int]:
    db.session.rollback()
    return [db.session.query(model).count() for model in KEPT]


def test_migrations_match_the_models(context: Flask) -> None:
    assert differences() == []


def test_check_constraints_have_the_names_of_the_models(context: Flask) -> None:
    assert written_checks() == meant_checks()


def test_what_is_taken_back_and_made_again_is_as_before(own_app: Flask, stripe_standin: StandIn) -> None:
    with own_app.app_context():
        fill_every_table(own_app, stripe_standin)
        before = (triggers_and_indexes(), counts())
        db.session.remove()
        with pytest.raises(SystemExit):  # it says which rows the version before cannot hold
            downgrade(revision="0008_pages")
        forget_recalls()
        downgrade(revision="0008_pages")
        assert not any("_kept_" in one for one in triggers())
        upgrade()
        assert (triggers_and_indexes(), counts()) == before
        assert (differences(), written_checks()) == ([], meant_checks())
        for column in FROZEN:
            with pytest.raises(DBAPIError, match="never changed"), transaction() as session:
                session.execute(update(column.class_).values({column: "another"}))


def forget_recalls() -> None:
    """Delete behind the walls' back what no version before knows of."""
    deletions = ("DELETE FROM shipment_recalls", "DELETE FROM stock_movements WHERE kind = 'recalled'")
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '% BEFORE DELETE %'"
    with db.engine.begin() as connection:
        if dialect_name() == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            walls = []
        else:
            walls = list(connection.execute(text(query)))
        for name, _ in walls:
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in deletions:
            connection.execute(text(statement))
        for _, sql in walls:
            connection.execute(text(sql))


def test_everything_can_be_taken_back_and_made_again(own_app: Flask) -> None:
    with own_app.app_context():
        before = triggers_and_indexes()
        downgrade(revision="base")
        assert triggers() == []
        upgrade()
        assert (triggers_and_indexes(), differences(), written_checks()) == (before, [], meant_checks())
