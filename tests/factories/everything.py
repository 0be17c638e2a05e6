"""A row in every table there is: the demo, somebody known everywhere, and what neither of them has."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import JSON, Column, Table, func, insert, select, text

from app.clock import utcnow
from app.db import EnumText, db, transaction
from app.demo.loading import load_demo_once
from tests.factories.people import make_known_everywhere
from tests.support.shop import Shop, point_at
from tests.support.standin import StandIn

#: so that the demo's things are not those of the tests, and its pictures are made by nobody
OUT_OF_THE_WAY = (
    "UPDATE variants SET sku = 'SH-WRAP' WHERE sku = 'SH-WHW'",
    "UPDATE products SET slug = 'other-wrap' WHERE slug = 'wheat-heat-wrap'",
    "UPDATE offers SET code = 'other10' WHERE code IS NOT NULL",
    "UPDATE outbox_items SET done_at = created_at",
)
BY_NAME = {"country": "IE", "currency": "EUR", "email": "nora@example.com", "part": "author"}
#: columns that may be empty, but not all at once
NEEDED = {"erasure_requests.email"}


def fill_every_table(app: Flask, standin: StandIn) -> None:
    """Put a row into every table of an empty database."""
    standin.control("POST", "/reset")
    point_at(app, standin)
    load_demo_once()
    with transaction() as session:
        for statement in OUT_OF_THE_WAY:
            session.execute(text(statement))
    shop = Shop(app, standin)
    shop.variant()
    make_known_everywhere(shop)
    with transaction() as session:
        for table in empty_tables():
            session.execute(insert(table).values(plain_row(table)))
    assert empty_tables() == []


def empty_tables() -> list[Table]:
    """Return the tables that hold nothing."""
    tables: list[Table] = db.metadata.sorted_tables
    return [one for one in tables if not db.session.scalar(select(func.count()).select_from(one))]


def plain_row(table: Table) -> dict[str, Any]:
    """Return a row of the plainest values that a table takes."""
    asked = [
        one
        for one in table.columns
        if f"{table.name}.{one.name}" in NEEDED
        or not (one.nullable or one.default is not None or (one.primary_key and one.name == "id"))
    ]
    return {one.name: plain_value(one) for one in asked}


def plain_value(column: Column[Any]) -> Any:
    """Return a value of the column's kind; of a foreign key, one that is there."""
    if column.foreign_keys:
        return db.session.scalar(select(func.min(next(iter(column.foreign_keys)).column)))
    if column.name in BY_NAME:
        return BY_NAME[column.name]
    if isinstance(column.type, JSON):
        return []
    if isinstance(column.type, EnumText):
        return next(iter(column.type.kind))
    kinds: dict[type, Any] = {bool: True, int: 1, str: "some", bytes: b"some", date: utcnow().date()}
    try:
        return kinds[column.type.python_type]
    except (KeyError, NotImplementedError):
        return utcnow()
