"""A2, read from the models: every column is handed out, or a reason says why not."""

from flask import Flask
from sqlalchemy import Table

from app.db import db
from app.people.holdings import HOLDINGS
from app.people.reasons import ELSEWHERE, WITHHELD


def tables() -> dict[str, Table]:
    return {one.name: one for one in db.metadata.sorted_tables}


def test_every_table_is_exported_or_says_why_it_is_about_nobody(app: Flask) -> None:
    exported = [one.model.__tablename__ for one in HOLDINGS]
    assert len(exported) == len(set(exported))
    assert set(exported) | set(ELSEWHERE) == set(tables())
    assert not set(exported) & set(ELSEWHERE)


def test_every_column_that_is_not_handed_out_is_there_and_says_why(app: Flask) -> None:
    held = {one.model.__tablename__ for one in HOLDINGS}
    known = {f"{name}.{column.name}" for name in held for column in tables()[name].columns}
    assert set(WITHHELD) <= known
    assert all(len(reason) > 20 for reason in WITHHELD.values())


def test_a_table_that_knows_an_address_or_a_name_is_never_called_elsewhere(app: Flask) -> None:
    telling = {"email", "mailbox", "street", "postal_code", "answers", "recipient", "order_id", "user_id"}
    found = {name for name in ELSEWHERE if telling & {one.name for one in tables()[name].columns}}
    assert found == {"stock_holds", "counted_orders"}
