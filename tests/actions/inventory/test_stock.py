"""The ledger: what staff do with stock, and what the database itself refuses."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.db import db, transaction
from app.inventory.actions import adjust, receive, take_back
from app.inventory.checks import CHECKS, repair_ledger
from app.inventory.errors import NotEnough, StaleStock, StockRefused
from app.inventory.holding import (
    allocate,
    place_holds,
    release_allocated,
    release_holds,
    ship_allocated,
    turn_holds_into_allocations,
)
from app.inventory.queries import availability_of, items_of, list_movements, list_reclaimable_orders
from tests.factories.orders import make_order
from tests.factories.stock import NOON, make_variant

pytestmark = pytest.mark.postgres


def counts(variant_id: int) -> tuple[int, int, int]:
    db.session.rollback()
    item = items_of([variant_id])[variant_id]
    return item.on_hand, item.held, item.allocated


def mismatches() -> list[str]:
    db.session.rollback()
    return [line for check in CHECKS for line in check.ask()[1]]


def test_a_delivery_and_a_count_are_movements(context: Flask) -> None:
    with transaction():
        variant = make_variant(units=5).id
        receive(variant, 10, "user:1", NOON)
        adjust(variant, 15, 14, "one was torn", "user:1", NOON)
    assert counts(variant) == (14, 0, 0)
    assert [line.on_hand_change for line in list_movements(variant)] == [-1, 10, 5]
    assert mismatches() == []


def test_a_stale_count_is_refused_and_shows_the_present_one(context: Flask) -> None:
    with transaction():
        variant = make_variant(units=5).id
    with pytest.raises(StaleStock) as refused, transaction():
        adjust(variant, 4, 9, "counted", "user:1", NOON)
    assert refused.value.on_hand == 5
    assert counts(variant) == (5, 0, 0)


@pytest.mark.parametrize("on_hand", [-1, 2_000_000, True])
def test_a_count_that_cannot_be_is_refused(context: Flask, on_hand: int) -> None:
    with transaction():
        variant = make_variant(units=5).id
    with pytest.raises(StockRefused), transaction():
        adjust(variant, 5, on_hand, "counted", "user:1", NOON)


def test_units_that_are_promised_cannot_be_counted_away(context: Flask) -> None:
    with transaction():
        variant = make_variant(units=5).id
        place_holds(make_order().id, {variant: 4}, protected_until=NOON, now=NOON)
    with pytest.raises(StockRefused, match="4 are promised"), transaction():
        adjust(variant, 5, 3, "counted", "user:1", NOON)


def test_holds_are_all_or_nothing_and_say_what_is_left(context: Flask) -> None:
    with transaction():
        blanket, lamp = make_variant(sku="SH-LWB", units=2).id, make_variant(sku="SH-ABL", units=9).id
        order = make_order().id
    with pytest.raises(NotEnough) as refused, transaction():
        place_holds(order, {blanket: 3, lamp: 1}, protected_until=NOON, now=NOON)
    assert refused.value.short == {blanket: 2}
    assert counts(lamp) == (9, 0, 0)


def test_a_paid_order_moves_from_held_to_allocated_to_shipped(context: Flask) -> None:
    with transaction():
        variant = make_variant(units=5).id
        order = make_order().id
        place_holds(order, {variant: 2}, protected_until=NOON, now=NOON)
    assert counts(variant) == (5, 2, 0)
    with transaction():
        assert turn_holds_into_allocations(order, proof="paid", now=NOON) == 1
        assert turn_holds_into_allocations(order, proof="paid again", now=NOON) == 0
    assert counts(variant) == (5, 0, 2)
    with transaction():
        ship_allocated(order, {variant: 2}, actor="user:1", now=NOON)
        with pytest.raises(NotEnough):
            ship_allocated(order, {variant: 1}, actor="user:1", now=NOON)
        take_back(variant, 1, cause=("order", order), actor="user:1", now=NOON)
    assert counts(variant) == (4, 0, 0)
    assert mismatches() == []


def test_a_hold_ends_once_and_can_be_placed_again(context: Flask) -> None:
    with transaction():
        variant = make_variant(units=2).id
        order = make_order().id
        place_holds(order, {variant: 2}, protected_until=NOON, now=NOON)
        assert release_holds(order, proof="session expired", now=NOON) == 1
        assert release_holds(order, proof="session expired", now=NOON) == 0
        place_holds(order, {variant: 1}, protected_until=NOON, now=NOON)
    assert counts(variant) == (2, 1, 0)
    assert mismatches() == []


def test_late_money_takes_units_only_where_there_are_any(context: Flask) -> None:
    with transaction():
        variant = make_variant(units=1).id
        allocate(make_order().id, {variant: 1}, now=NOON)
    with pytest.raises(NotEnough), transaction():
        allocate(make_order().id, {variant: 1}, now=NOON)
    assert counts(variant) == (1, 0, 1)


def test_a_cancelled_allocation_frees_its_units(context: Flask) -> None:
    with transaction():
        variant = make_variant(units=3).id
        order = make_order().id
        allocate(order, {variant: 2}, now=NOON)
        release_allocated(order, actor="user:1", now=NOON)
        release_allocated(order, actor="user:1", now=NOON)
    assert counts(variant) == (3, 0, 0)
    assert mismatches() == []


def test_only_holds_past_their_hour_can_be_reclaimed(context: Flask) -> None:
    with transaction():
        variant = make_variant(units=3).id
        order = make_order().id
        place_holds(order, {variant: 2}, protected_until=NOON, now=NOON)
    assert list_reclaimable_orders([variant], NOON) == []
    assert list_reclaimable_orders([variant], NOON.replace(minute=1)) == [order]


def test_availability_counts_what_is_promised(context: Flask) -> None:
    with transaction():
        variant = make_variant(units=5).id
        place_holds(make_order().id, {variant: 3}, protected_until=NOON, now=NOON)
    found = availability_of([variant, 999])
    assert (found[variant].state, found[variant].units_left, found[999].state) == ("last_few", 2, "out")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_movements SET on_hand_change = 99",
        "DELETE FROM stock_movements",
        "UPDATE prices SET amount_minor = 1",
        "UPDATE stock_items SET held = on_hand + 1",
        "UPDATE stock_items SET on_hand = -1",
        "UPDATE orders SET total_minor = 1",
        "UPDATE orders SET refunded_minor = 1",
    ],
)
def test_the_database_itself_refuses_what_must_not_be(context: Flask, statement: str) -> None:
    with transaction():
        make_variant()
        make_order()
    with pytest.raises(DatabaseError), transaction() as session:
        session.execute(text(statement))


def test_a_count_that_left_its_ledger_is_found_and_mended(context: Flask) -> None:
    with transaction() as session:
        variant = make_variant(units=5).id
        session.execute(text("UPDATE stock_items SET on_hand = 7"))
    assert len(mismatches()) == 1
    repair_ledger()
    assert mismatches() == []
    assert counts(variant) == (5, 0, 0)
