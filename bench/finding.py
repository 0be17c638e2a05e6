"""What looking for an order costs the staff's desk with 1,000 orders and with 250,000, on one database."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text

from app.config import load_config
from app.db import db, dialect_name, transaction
from app.factory import create_app
from app.orders.desk_models import OrderWord
from app.orders.finding import find_orders, words_of
from app.orders.models import Order, OrderLine
from app.orders.words import parts_of
from bench.client import cpu_seconds
from bench.selling import buy_once
from tests.support.site import running_demo

FEW, MANY, AT_ONCE = 1_000, 250_000, 5_000
ROUNDS = 40
FIRST = ("Nuala", "Aoife", "Sean", "Maeve", "Liam", "Ciara", "Oisin", "Roisin", "Niall", "Orla")
LAST = ("Byrne", "Murphy", "Walsh", "O'Brien", "Kelly", "Ryan", "Doyle", "Nolan", "Quinn", "Daly", "Burke")
#: a common first name, a rarer whole one, a mail address, how a postcode begins, a SKU, a number
QUESTIONS = ("maeve", "aoife quinn", "shopper7@mail7.example.com", "D07", "SH-WHW", "1500")


def measure_finding(database_url: str) -> tuple[float, float]:
    """Return CPU ms of one question, the database's included, with FEW orders and with MANY."""
    with tempfile.TemporaryDirectory(prefix="softhours-finding-") as folder:
        with running_demo(Path(folder) / "instance", database_url=database_url) as site:
            buy_once(site)
            config = load_config(site.environment)
        app = create_app(config)
        with app.app_context():
            few = _ask_with(app, FEW)
            return few, _ask_with(app, MANY)


def _ask_with(app: Flask, orders: int) -> float:
    for start in range(_count(), orders, AT_ONCE):
        _add(start, min(AT_ONCE, orders - start))
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    for question in QUESTIONS:
        assert find_orders(question).orders, question
    pids = (
        [db.session.execute(text("SELECT pg_backend_pid()")).scalar()]
        if dialect_name() == "postgresql"
        else []
    )
    before = time.process_time() + cpu_seconds(pids)
    for _ in range(ROUNDS):
        for question in QUESTIONS:
            find_orders(question)
    spent = time.process_time() + cpu_seconds(pids) - before
    db.session.rollback()
    return spent / (ROUNDS * len(QUESTIONS)) * 1000


def _count() -> int:
    return int(db.session.execute(text("SELECT count(*) FROM orders")).scalar() or 0)


def _add(start: int, count: int) -> None:
    """Add orders like the one that was bought, each of its own buyer, with the words they are found by."""
    with transaction() as session:
        model = session.scalars(select(Order).order_by(Order.id)).first()
        assert model is not None
        kept = {one.name: getattr(model, one.name) for one in Order.__table__.columns if one.name != "id"}
        line = session.scalars(select(OrderLine).where(OrderLine.order_id == model.id)).first()
        assert line is not None
        of_line = {
            one.name: getattr(line, one.name) for one in OrderLine.__table__.columns if one.name != "id"
        }
        ids = range(model.id + start, model.id + start + count)
        rows = [{**kept, **_buyer(number), "id": number} for number in ids]
        session.execute(insert(Order), rows)
        session.execute(insert(OrderLine), [{**of_line, "order_id": number} for number in ids])
        session.execute(insert(OrderWord), list(_words(rows, line.sku)))


def _buyer(number: int) -> dict[str, Any]:
    email = f"shopper{number}@mail{number % 97}.example.com"
    return {
        "link_hash": f"{number:064x}", "email": email, "email_key": email, "mailbox": email, "cart_id": None,
        "name": f"{FIRST[number % 10]} {LAST[number % 11]} {number % 89}",
        "postal_code": f"D{number % 24:02} X{number % 1000:03}",
    }  # fmt: skip


def _words(rows: list[dict[str, Any]], sku: str) -> Iterator[dict[str, Any]]:
    for row in rows:
        order = Order(**{name: row[name] for name in ("name", "postal_code", "email")}, erased_at=None)
        for word in words_of(order, [sku]):
            yield {"parts": parts_of(word), "word": word, "order_id": row["id"]}
