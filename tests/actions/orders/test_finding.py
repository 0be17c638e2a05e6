"""Orders are found by what staff are told, on both databases, with bounded work."""

import pytest
from flask import Flask
from sqlalchemy import text

from app.clock import utcnow
from app.db import db, dialect_name, transaction
from app.orders import finding
from app.orders.desk_models import OrderWord
from app.orders.finding import find_orders, index_order
from app.orders.models import Order
from app.people.erasing import ask_erasure, carry_out
from app.verifying import run_checks
from tests.factories.orders import make_order
from tests.support.parcels import send_all
from tests.support.queries import counted_queries
from tests.support.shop import ANSWERS, Shop

pytestmark = pytest.mark.postgres


def order_of(name: str, *, email: str = "someone@else.example", postal_code: str = "T12 AB34") -> Order:
    """Add an order under this name that can be found."""
    with transaction():
        order = make_order(email=email)
        order.name, order.postal_code = name, postal_code
        db.session.flush()
        index_order(order)
        db.session.expunge(order)
    return order


def names(typed: str, **more: int) -> list[str]:
    return [one.name for one in find_orders(typed, **more).orders]


def test_a_bought_order_is_found_by_everything_it_is_known_by(shop: Shop) -> None:
    shop.variant(units=5)
    order = shop.buy(("SH-WHW", 1))
    order_of("Zoë O'Brien")
    for typed in (
        "1001", "#1001", "Order 1001", "nora", "QUINN", "Nora Qui", "nora@example.com", "example.com", "sh-wh",
        "D02X285", "d02 x2",
    ):  # fmt: skip
        assert [one.id for one in find_orders(typed).orders] == [order.id], typed
    for typed in ("zoe", "brien", "o'bri", "zoe obrien", "t12-ab34", "1002"):
        assert names(typed) == ["Zoë O'Brien"], typed
    for typed in ("nobody", "%", "_", "quinn nora", "0", "9" * 15, "\x00", "\U0010ffff", ""):
        assert names(typed) == [], typed


def test_the_newest_come_first_and_pages_follow_without_a_gap(context: Flask) -> None:
    made = [order_of(f"Nora {sign}").id for sign in "ABCDE"]
    seen: list[int] = []
    before = None
    for _ in range(3):
        page = find_orders("nora", before_id=before, limit=2)
        seen += [one.id for one in page.orders]
        before = seen[-1]
    assert seen == made[::-1]
    assert not page.has_older
    assert find_orders("nora", limit=2).has_older


def test_more_beginnings_than_are_followed_are_said_and_not_read(context: Flask) -> None:
    for number in range(finding.MOST_BEGINNINGS + 1):
        order_of(f"Nora{number:02}")
    found = find_orders("nora", limit=50)
    assert found.is_cut
    assert len(found.orders) == finding.MOST_BEGINNINGS
    assert not find_orders("nora1", limit=50).is_cut


def test_every_question_is_answered_from_an_index(app: Flask) -> None:
    with app.app_context():
        order_of("Nora Quinn")
    with counted_queries(app) as sent, app.app_context():
        find_orders("nora q", before_id=99)
    with app.app_context():
        assert len(sent) == 4
        if dialect_name() == "sqlite":
            marks = {str(number): "x" for number in range(60)}
            for one in sent:
                plan = db.session.execute(text("EXPLAIN QUERY PLAN " + one.replace("?", "'1'")), marks)
                told = [str(row[3]) for row in plan]
                assert not [line for line in told if line.startswith("SCAN order")], told


def test_an_erased_buyer_is_found_by_nothing_of_theirs(shop: Shop) -> None:
    shop.variant(units=5)
    order = shop.buy(("SH-WHW", 1))
    send_all(order)
    shop.work()
    with transaction():
        assert carry_out(ask_erasure(ANSWERS["email"], actor="shopper", now=utcnow()), now=utcnow()) == []
    assert [one.word for one in db.session.query(OrderWord)] == ["sh-whw"]
    assert find_orders("nora").orders == []
    assert [one.id for one in find_orders("sh-whw").orders] == [order.id]


def test_words_that_are_lost_or_too_many_are_seen_and_mended(shop: Shop) -> None:
    shop.variant(units=5)
    order = shop.buy(("SH-WHW", 1))

    def wrong() -> list[str]:
        db.session.rollback()
        return [line for one in run_checks() if one.code == "F1" for line in one.mismatches]

    assert wrong() == []
    with transaction() as session:
        session.execute(text("DELETE FROM order_words WHERE word = 'quinn'"))
        session.add(OrderWord(parts=1, word="stranger", order_id=order.id))
    assert wrong() == ["order 1001: 2 words that it is found by are missing or too many"]
    db.session.rollback()
    run_checks(repair="F1")
    assert wrong() == []
