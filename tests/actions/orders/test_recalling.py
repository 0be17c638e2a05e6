"""A parcel that was recorded by mistake is taken back: nothing is rewritten, and everything counts again."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db, transaction
from app.errors import NotFound
from app.inventory.models import MovementKind, StockMovement
from app.inventory.queries import items_of
from app.orders.errors import StepRefused
from app.orders.models import Fulfilment, Order, OrderState, Shipment
from app.orders.parcels import get_shipment_of, list_shipments, units_of_lines
from app.orders.queries import get_order_with_lines, list_events, lock_order
from app.orders.recalling import recall_parcel
from app.payments.giving_back import restock
from tests.actions.payments.test_races import at_once
from tests.support.parcels import STAFF, announce_some, send, send_all, send_some
from tests.support.shop import Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres


@pytest.fixture
def order(shop: Shop) -> Order:
    shop.variant(units=5)
    return shop.buy(("SH-WHW", 3))


def recall(order_id: int, shipment_id: int) -> None:
    with transaction():
        locked = lock_order(order_id)
        parcel = get_shipment_of(order_id, shipment_id)
        recall_parcel(locked, parcel, reason="wrong order", actor=STAFF, now=utcnow())


def state_of(order: Order) -> tuple[OrderState, Fulfilment]:
    db.session.rollback()
    found = db.session.get_one(Order, order.id, populate_existing=True)
    return found.state, found.fulfilment


def counts(order: Order) -> tuple[int, int]:
    variant = get_order_with_lines(order.id).lines[0].variant_id
    item = items_of([variant])[variant]
    return item.on_hand, item.allocated


def test_a_parcel_taken_back_lies_on_the_shelf_and_waits_to_be_packed(shop: Shop, order: Order) -> None:
    send_some(order, 1)
    parcel = send_all(order)
    assert state_of(order) == (OrderState.CLOSED, Fulfilment.COMPLETE)
    recall(order.id, parcel.id)
    assert state_of(order) == (OrderState.OPEN, Fulfilment.PARTIAL)
    assert counts(order) == (4, 2)
    assert [one.left for one in units_of_lines(order.id).values()] == [2]
    assert len(list_shipments(order.id)) == 1
    assert [one.kind for one in db.session.query(StockMovement).order_by(StockMovement.id)][
        -1
    ] is MovementKind.RECALLED
    assert "parcel_recalled" in [one.kind for one in list_events(order.id)]
    entry = db.session.query(AuditEntry).filter_by(action="order.parcel_recalled").one()
    assert entry.details == {"parcel": parcel.id, "units": 2, "reason": "wrong order"}
    assert shop.mismatches() == []
    send_all(order)
    assert state_of(order) == (OrderState.CLOSED, Fulfilment.COMPLETE)
    assert counts(order) == (2, 0)
    assert db.session.query(Shipment).count() == 3, "nothing was rewritten"
    assert shop.mismatches() == []


def test_a_form_from_before_the_parcel_was_taken_back_sends_nothing(shop: Shop, order: Order) -> None:
    line = next(iter(units_of_lines(order.id)))
    parcel = send(order.id, {line: 3}, seen=0)
    recall(order.id, parcel.id)
    with pytest.raises(StepRefused, match="or taken back while you were looking"):
        send(order.id, {line: 3}, seen=0)
    assert counts(order) == (5, 3)
    send(order.id, {line: 3}, seen=2)
    assert state_of(order) == (OrderState.CLOSED, Fulfilment.COMPLETE)
    assert shop.mismatches() == []


def test_it_is_taken_back_once(shop: Shop, order: Order) -> None:
    parcel = send_all(order).id
    found = at_once(shop, [lambda: recall(order.id, parcel)] * 6)
    assert len([one for one in found if isinstance(one, NotFound)]) == 5
    assert counts(order) == (5, 3)
    assert shop.mismatches() == []


def test_what_comes_back_or_is_back_has_been_gone(shop: Shop, order: Order) -> None:
    parcel = send_all(order).id
    announce_some(order, 1)
    with pytest.raises(DBAPIError):
        recall(order.id, parcel)
    assert counts(order) == (2, 0)
    other = shop.buy(("SH-WHW", 1))
    sent = send_all(other).id
    with transaction():
        variant = get_order_with_lines(other.id).lines[0].variant_id
        restock(lock_order(other.id), variant, 1, actor=STAFF, now=utcnow())
    with pytest.raises(StepRefused, match="came back to the shelf"):
        recall(other.id, sent)
    assert shop.mismatches() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shipment_recalls SET reason = 'another'",
        "DELETE FROM shipment_recalls",
        "INSERT INTO return_lines (return_id, order_line_id, units) SELECT 1, id, 3 FROM order_lines",
    ],
)
def test_the_database_keeps_what_was_taken_back(shop: Shop, order: Order, statement: str) -> None:
    send_some(order, 1)
    announce_some(order, 1)
    parcel = send_all(order)
    recall(order.id, parcel.id)
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text(statement))


def test_verify_finds_a_parcel_taken_back_that_is_not_on_the_shelf(shop: Shop, order: Order) -> None:
    parcel = send_all(order)
    recall(order.id, parcel.id)
    assert "O2" in codes_found_after("DELETE FROM shipment_recalls", "shipment_recalls")
    assert shop.mismatches() == []
