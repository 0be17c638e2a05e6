"""What a test leaves behind is gone for the next one, ledgers that nothing else can empty included."""

import pytest
from flask import Flask
from sqlalchemy import func, select, table, text

from app.db import db, transaction
from app.inventory.models import StockMovement
from tests.factories.search import make_document
from tests.factories.shop import put_on_sale
from tests.support.databases import Databases


def sizes(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context():
        names = {table.name for table in db.metadata.sorted_tables} | {"search_words"}  # no model of ours
        found = {
            name: db.session.scalar(select(func.count()).select_from(table(name))) or 0 for name in names
        }
        db.session.remove()
    return found


def sell(app: Flask) -> tuple[int, int]:
    """Put something on sale; returns the ids of its variant and of the movement that brought it in."""
    with app.app_context():
        variant = put_on_sale(sku="SH-WHW", units=3)
        with transaction():
            make_document("Evening", subject_id=1)
        ids = variant.id, db.session.scalar(select(func.max(StockMovement.id))) or 0
        db.session.remove()
    return ids


@pytest.mark.postgres
def test_the_next_test_finds_empty_tables_and_the_first_numbers(
    app: Flask, databases: Databases, database_kind: str
) -> None:
    before, ids = sizes(app), sell(app)
    assert sizes(app) != before
    again = databases.fresh_app(database_kind)
    assert sizes(again) == before
    assert sell(again) == ids


@pytest.mark.postgres
def test_new_rows_fill_no_room_of_rows_that_are_gone(
    app: Flask, databases: Databases, database_kind: str
) -> None:
    sell(app)
    again = databases.fresh_app(database_kind)
    room = {"sqlite": "PRAGMA freelist_count", "postgresql": "SELECT pg_relation_size('stock_movements')"}
    with again.app_context():
        left = db.session.execute(text(room[database_kind])).scalar_one()
        db.session.remove()
    assert left == 0
