"""One order in several parcels: what has left, what is to come, and what is not sent any more."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.clock import utcnow
from app.db import db, transaction
from app.inventory.queries import items_of
from app.orders import shipping
from app.orders.errors import StepRefused, UnitsRefused
from app.orders.models import Fulfilment, Order, OrderState, Shipment
from app.orders.parcels import list_shipments, units_of_lines
from app.orders.queries import get_order_with_lines, lock_order
from app.orders.shipping import cancel_units, change_tracking
from app.payments.protocol.cancelling import cancel_by_staff
from tests.actions.payments.test_races import at_once
from tests.support.parcels import STAFF, send, send_all, send_some
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP, LAMP = "SH-WHW", "SH-ABL"


def fresh(order: Order) -> Order:
    db.session.rollback()
    return db.session.get_one(Order, order.id, populate_existing=True)


def counts(variant_id: int) -> tuple[int, int]:
    db.session.rollback()
    item = items_of([variant_id])[variant_id]
    return item.on_hand, item.allocated


def first_line(order: Order) -> int:
    return next(iter(units_of_lines(order.id)))


def cancel(order: Order, units: int) -> None:
    with transaction():
        cancel_units(lock_order(order.id), {first_line(order): units}, actor=STAFF, now=utcnow())


def test_an_order_goes_in_two_parcels_and_only_their_units_leave_the_shelf(shop: Shop) -> None:
    variant = shop.variant(units=5)
    order = shop.buy((WRAP, 3))
    send_some(order, 1)
    assert (fresh(order).state, order.fulfilment) == (OrderState.OPEN, Fulfilment.PARTIAL)
    assert counts(variant.id) == (4, 2)
    send_all(order)
    assert (fresh(order).state, order.fulfilment) == (OrderState.CLOSED, Fulfilment.COMPLETE)
    assert counts(variant.id) == (2, 0)
    assert [[line.units for line in one.lines] for one in list_shipments(order.id)] == [[1], [2]]
    assert shop.mismatches() == []


def test_no_more_is_sent_than_is_left_and_no_empty_parcel(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 2))
    line = first_line(order)
    for units in ({line: 3}, {line: -1}, {line: 0}, {}, {line + 1: 1}):
        with pytest.raises(UnitsRefused):
            send(order.id, units)
    assert list_shipments(order.id) == []


def test_units_that_are_not_sent_any_more_go_back_on_sale_and_cannot_be_packed(shop: Shop) -> None:
    variant = shop.variant(units=5)
    order = shop.buy((WRAP, 3))
    send_some(order, 1)
    cancel(order, 1)
    assert counts(variant.id) == (4, 1)
    with pytest.raises(UnitsRefused, match="1 left to send"):
        send_some(order, 2)
    cancel(order, 1)
    assert (fresh(order).state, order.fulfilment) == (OrderState.CLOSED, Fulfilment.COMPLETE)
    assert counts(variant.id) == (4, 0)
    assert shop.mismatches() == []


def test_everything_is_cancelled_as_an_order_and_a_part_that_left_is_not(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 2))
    with pytest.raises(StepRefused, match="Cancel the order instead"):
        cancel(order, 2)
    send_some(order, 1)
    with pytest.raises(StepRefused, match="A part of it has left"):
        cancel_by_staff(shop.till, order.id, reason="", actor=STAFF)
    assert shop.stripe.refunds() == []


def test_what_needs_no_parcel_goes_with_the_first_one(shop: Shop) -> None:
    shop.variant()
    shop.variant(sku=LAMP, title="A sleep course", kind="ticket")
    order = shop.buy((WRAP, 2), (LAMP, 1))
    wrap = next(one for one in get_order_with_lines(order.id).lines if one.sku == WRAP)
    send(order.id, {wrap.id: 1})
    assert [one.left for one in units_of_lines(order.id).values()] == [1, 0]
    assert shop.mismatches() == []


def test_a_courier_and_a_number_are_put_right_later(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    send_all(order)
    with transaction():
        locked = lock_order(order.id)
        (parcel,) = list_shipments(order.id)
        change_tracking(locked, parcel, carrier="DHL", tracking="00340434", actor=STAFF, now=utcnow())
    db.session.rollback()
    (parcel,) = list_shipments(order.id)
    assert (parcel.carrier, parcel.tracking) == ("DHL", "00340434")


@pytest.mark.parametrize(
    "deed",
    [
        "DELETE FROM shipments",
        "UPDATE shipments SET shipped_by = 'nobody'",
        "DELETE FROM shipment_lines",
        "UPDATE shipment_lines SET units = 2",
        "INSERT INTO shipment_lines (shipment_id, order_line_id, units) SELECT shipment_id, 2, 1 FROM shipment_lines",
        "INSERT INTO line_cancellations (order_line_id, units, cancelled_at, cancelled_by)"
        " SELECT 1, 2, shipped_at, 'nobody' FROM shipments",
    ],
)
def test_the_database_keeps_parcels_and_never_sends_more_than_was_ordered(shop: Shop, deed: str) -> None:
    shop.variant()
    order = shop.buy((WRAP, 2))
    shop.buy((WRAP, 1))
    send_some(order, 1)
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text(deed))


def press(order_id: int, line_id: int) -> Any:
    return lambda: send(order_id, {line_id: 1}, seen=0)


def test_six_packers_who_press_send_at_once_send_one_parcel(shop: Shop) -> None:
    variant = shop.variant(units=9)
    order = shop.buy((WRAP, 6))
    found = at_once(shop, [press(order.id, first_line(order))] * 6)
    assert len([one for one in found if isinstance(one, Shipment)]) == 1
    assert len([one for one in found if isinstance(one, StepRefused)]) == 5
    assert counts(variant.id) == (8, 5)
    assert shop.mismatches() == []


def test_without_a_look_at_what_has_left_they_send_several(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same six, and nothing compares what their page had shown."""
    shop.variant(units=9)
    order = shop.buy((WRAP, 6))
    monkeypatch.setattr(shipping, "count_parcel_news", lambda order_id: 0)
    at_once(shop, [press(order.id, first_line(order))] * 6)
    assert len(list_shipments(order.id)) == 6
