"""Things that come back: announced once, never more than were sent, decided apart from the money."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db, dialect_name, transaction
from app.inventory.models import MovementKind, StockMovement
from app.inventory.queries import items_of
from app.orders.errors import StepRefused
from app.orders.models import Order
from app.orders.parcels import units_of_lines
from app.orders.queries import get_order_with_lines, lock_order
from app.payments.giving_back import restock
from app.people.erasing import tell_waiting
from app.returns import actions
from app.returns.actions import announce_return, call_off, receive_return, settle_return
from app.returns.errors import NoSuchReturn, ReturnMoved, UnitsNotSent
from app.returns.models import Return, ReturnReason
from app.returns.queries import (
    count_open_returns,
    count_returns,
    get_return,
    list_returns,
    propose_for,
    units_to_return,
)
from tests.actions.payments.test_races import at_once
from tests.actions.payments.test_refunding import give_back
from tests.factories.offers import make_offer
from tests.support.parcels import STAFF, announce, announce_some, send_all, send_some
from tests.support.shop import ANSWERS, Shop

pytestmark = pytest.mark.postgres
WRAP, LAMP = "SH-WHW", "SH-ABL"


@pytest.fixture
def sent(shop: Shop) -> Order:
    """An order of three, all of them sent."""
    shop.variant(units=9)
    order = shop.buy((WRAP, 3))
    send_all(order)
    return order


def fresh(order: Order) -> Order:
    db.session.rollback()
    return get_order_with_lines(order.id)


def on_hand(order: Order) -> int:
    variant = fresh(order).lines[0].variant_id
    return items_of([variant])[variant].on_hand


def line_of(order: Order) -> int:
    db.session.rollback()
    return next(iter(units_of_lines(order.id)))


def receive(back: Return, *arrived: int) -> None:
    db.session.rollback()
    lines = [one.id for one in get_return(back.id).lines]
    with transaction():
        units = dict(zip(lines, arrived, strict=True))
        receive_return(lock_order(back.order_id), back.id, units, actor=STAFF, now=utcnow())


def settle(back: Return, *restocked: int) -> None:
    db.session.rollback()
    lines = [one.id for one in get_return(back.id).lines]
    with transaction():
        units = dict(zip(lines, restocked, strict=True))
        settle_return(lock_order(back.order_id), back.id, units, actor=STAFF, now=utcnow())


def test_a_part_is_announced_received_and_decided(shop: Shop, sent: Order) -> None:
    back = announce(sent.id, {line_of(sent): 2}, reason=ReturnReason.BROKEN)
    assert (back.number, count_open_returns()) == (f"{sent.number}-R1", 1)
    receive(back, 2)
    assert on_hand(sent) == 6
    settle(back, 1)
    assert on_hand(sent) == 7
    movement = db.session.query(StockMovement).filter_by(kind=MovementKind.RETURNED).one()
    assert (movement.cause_kind, movement.cause_id) == ("return", str(back.id))
    assert (fresh(sent).refunded_minor, count_open_returns()) == (0, 0)
    assert shop.mismatches() == []


def test_each_step_stands_in_the_log_without_a_name(shop: Shop, sent: Order) -> None:
    back = announce_some(sent, 1)
    receive(back, 1)
    settle(back, 0)
    rows = db.session.query(AuditEntry).filter(AuditEntry.action.startswith("order.return_"))
    found = [(one.action, one.actor) for one in rows.order_by(AuditEntry.id)]
    assert found == [
        ("order.return_announced", "shopper"), ("order.return_received", STAFF), ("order.return_settled", STAFF),
    ]  # fmt: skip
    assert "Nora" not in str([one.details for one in rows])


def test_no_more_comes_back_than_was_sent(shop: Shop) -> None:
    shop.variant(units=9)
    order = shop.buy((WRAP, 3))
    line = line_of(order)
    with pytest.raises(UnitsNotSent):
        announce(order.id, {line: 1})
    send_some(order, 2)
    for units in ({line: 3}, {line: -1}, {line: 0}, {}, {line + 1: 1}):
        with pytest.raises(UnitsNotSent):
            announce(order.id, units)
    announce(order.id, {line: 1})
    with pytest.raises(UnitsNotSent):
        announce(order.id, {line: 2})
    announce(order.id, {line: 1})
    assert units_to_return(fresh(order), fresh(order).lines) == {}


def test_a_second_press_is_the_first_and_another_wish_is_refused(sent: Order) -> None:
    line = line_of(sent)
    first = announce(sent.id, {line: 1}, seen=0)
    assert announce(sent.id, {line: 1}, seen=0).id == first.id
    for units, seen in (({line: 2}, 0), ({line: 1}, 7), ({line: 1}, -1)):
        with pytest.raises(ReturnMoved):
            announce(sent.id, units, seen=seen)
    assert len(list_returns(sent.id)) == 1


def test_what_is_called_off_can_be_announced_again(shop: Shop, sent: Order) -> None:
    back = announce_some(sent, 3)
    for _ in range(2):
        with transaction():
            call_off(lock_order(sent.id), back.id, actor="shopper", now=utcnow())
    with pytest.raises(ReturnMoved):
        receive(back, 3)
    assert announce_some(sent, 3).number == f"{sent.number}-R2"
    assert shop.mismatches() == []


def test_what_is_here_is_not_called_off(sent: Order) -> None:
    back = announce_some(sent, 1)
    receive(back, 1)
    with pytest.raises(ReturnMoved, match="here already"), transaction():
        call_off(lock_order(sent.id), back.id, actor="shopper", now=utcnow())


def test_what_was_announced_and_was_not_inside_can_come_later(shop: Shop, sent: Order) -> None:
    back = announce_some(sent, 3)
    receive(back, 1)
    settle(back, 1)
    receive(announce_some(sent, 2), 2)
    assert shop.mismatches() == []


@pytest.mark.parametrize("arrived", [4, -1])
def test_what_arrived_is_counted_between_none_and_all(sent: Order, arrived: int) -> None:
    back = announce_some(sent, 3)
    with pytest.raises(UnitsNotSent):
        receive(back, arrived)
    with pytest.raises(ReturnMoved):
        settle(back, 0)


def test_the_shelf_gets_no_more_than_arrived_and_gets_it_once(shop: Shop, sent: Order) -> None:
    back = announce_some(sent, 3)
    receive(back, 2)
    with pytest.raises(UnitsNotSent):
        settle(back, 3)
    settle(back, 2)
    with pytest.raises(ReturnMoved):
        settle(back, 2)
    with pytest.raises(ReturnMoved):
        receive(back, 2)
    assert on_hand(sent) == 8
    assert shop.mismatches() == []


def test_units_on_their_way_are_not_put_back_by_hand_as_well(shop: Shop, sent: Order) -> None:
    announce_some(sent, 2)
    variant = fresh(sent).lines[0].variant_id
    with pytest.raises(StepRefused), transaction():
        restock(lock_order(sent.id), variant, 2, actor=STAFF, now=utcnow())
    with transaction():
        restock(lock_order(sent.id), variant, 1, actor=STAFF, now=utcnow())
    with pytest.raises(UnitsNotSent):
        announce_some(sent, 1)
    assert shop.mismatches() == []


def test_a_return_that_is_not_finished_makes_an_erasure_wait(shop: Shop, sent: Order) -> None:
    shop.work()
    back = announce_some(sent, 1)
    assert tell_waiting(ANSWERS["email"]) == [f"Return {back.number} is not finished yet."]
    receive(back, 1)
    settle(back, 0)
    assert tell_waiting(ANSWERS["email"]) == []


def test_another_orders_return_is_not_found(shop: Shop, sent: Order) -> None:
    back = announce_some(sent, 1)
    other = shop.buy((WRAP, 1))
    with pytest.raises(NoSuchReturn), transaction():
        call_off(lock_order(other.id), back.id, actor="shopper", now=utcnow())


def test_the_proposal_is_what_was_paid_for_the_units_and_all_of_it_in_the_end(shop: Shop) -> None:
    """Three for 66.67 after ten percent off: the shares differ by a unit and come to the whole; delivery comes last."""
    make_offer(code="WELCOME10")
    shop.variant(units=9, price=2469)
    from app.cart.actions import set_code

    cart = shop.basket((WRAP, 3))
    with transaction():
        set_code(cart, "welcome10", now=utcnow())
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    order = shop.order(cart)
    send_all(order)
    proposed = []
    for number in range(3):
        back = announce_some(order, 1)
        receive(back, 1)
        db.session.rollback()
        proposed.append(propose_for(get_return(back.id), fresh(order)))
        give_back(order, proposed[-1], seen=sum(proposed[:number]))
    paid = fresh(order).paid_minor
    assert sum(proposed) == paid
    assert proposed[2] - proposed[0] in range(449, 452)
    assert shop.mismatches() == []


def test_a_thing_that_arrived_empty_proposes_nothing(sent: Order) -> None:
    back = announce_some(sent, 2)
    receive(back, 0)
    db.session.rollback()
    assert propose_for(get_return(back.id), fresh(sent)) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO return_lines (return_id, order_line_id, units) SELECT id, {line}, 3 FROM returns",
        "UPDATE return_lines SET units = 3", "UPDATE return_lines SET arrived = 3", "DELETE FROM return_lines",
        "UPDATE return_lines SET restocked = 1", "UPDATE returns SET settled_at = asked_at, settled_by = 'user:1'",
        "UPDATE returns SET position = 9", "DELETE FROM returns",
        "INSERT INTO returns (order_id, position, reason, asked_at)"
        " SELECT order_id, position, reason, asked_at FROM returns",
    ],
)  # fmt: skip
def test_the_database_refuses_what_must_not_be(sent: Order, statement: str) -> None:
    announce_some(sent, 2)
    line = line_of(sent)
    with pytest.raises(DatabaseError), transaction() as session:
        session.execute(text("UPDATE return_lines SET arrived = NULL"))
        session.execute(text(statement.replace("{line}", str(line))))


def test_the_database_refuses_more_than_was_sent_in_a_second_return(sent: Order) -> None:
    announce_some(sent, 2)
    line = line_of(sent)
    with pytest.raises(DatabaseError, match="more units than were sent"), transaction() as session:
        second = Return(order_id=sent.id, position=2, reason=ReturnReason.NONE, asked_at=utcnow())
        session.add(second)
        session.flush()
        words = "INSERT INTO return_lines (return_id, order_line_id, units) VALUES (:back, :line, 2)"
        session.execute(text(words), {"back": second.id, "line": line})


def test_verify_finds_a_shelf_that_got_more_than_was_decided(shop: Shop, sent: Order) -> None:
    back = announce_some(sent, 2)
    receive(back, 2)
    settle(back, 1)
    with transaction() as session:
        session.execute(text("UPDATE return_lines SET restocked = 2"))
    assert any(line.startswith("O4") for line in shop.mismatches())


def test_verify_finds_more_coming_back_than_was_sent(shop: Shop, sent: Order) -> None:
    first = announce_some(sent, 3)
    with transaction():
        call_off(lock_order(sent.id), first.id, actor="shopper", now=utcnow())
    announce_some(sent, 3)
    with transaction() as session:
        session.execute(text("UPDATE returns SET called_off_at = NULL, called_off_by = NULL"))
    assert any("more comes back than was sent" in line for line in shop.mismatches())


def press(order: Order) -> Callable[[], Any]:
    """Announce two of three, with the page as it is at that moment: another wish each time, and no second press."""
    order_id, line = order.id, line_of(order)

    def announce_two() -> Any:
        with transaction():
            locked = lock_order(order_id)
            seen = count_returns(order_id)
            return announce_return(locked, {line: 2}, seen=seen, reason=ReturnReason.NONE, now=utcnow())[0].id

    return announce_two


def test_six_who_send_back_two_of_three_at_once_get_one_return(shop: Shop, sent: Order) -> None:
    found = at_once(shop, [press(sent)] * 6)
    assert len([one for one in found if isinstance(one, int)]) == 1
    assert all(isinstance(one, UnitsNotSent) for one in found if not isinstance(one, int))
    assert shop.mismatches() == []


def test_one_button_pressed_six_times_at_once_is_one_return(shop: Shop, sent: Order) -> None:
    order_id, line = sent.id, line_of(sent)
    found = at_once(shop, [lambda: announce(order_id, {line: 1}, seen=0)] * 6)
    assert [one for one in found if isinstance(one, Exception)] == []
    assert len(list_returns(sent.id)) == 1


def believe_that_nothing_came_back(monkeypatch: pytest.MonkeyPatch, order: Order) -> None:
    """Take the count away that is made under the order's lock."""
    line = line_of(order)
    monkeypatch.setattr(actions, "units_to_return", lambda order, lines: {line: 3})


def test_without_the_count_the_wall_still_lets_one_in(
    shop: Shop, sent: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    believe_that_nothing_came_back(monkeypatch, sent)
    found = at_once(shop, [press(sent)] * 6)
    assert len([one for one in found if isinstance(one, int)]) == 1
    assert len([one for one in found if isinstance(one, DatabaseError)]) == 5
    assert shop.mismatches() == []


def test_without_the_count_and_the_wall_six_get_several(
    shop: Shop, sent: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same six, nothing is counted, and the database looks away."""
    believe_that_nothing_came_back(monkeypatch, sent)
    with without_the_wall():
        found = at_once(shop, [press(sent)] * 6)
    assert len([one for one in found if isinstance(one, int)]) == 6
    assert any("more comes back than was sent" in line for line in shop.mismatches())


@contextmanager
def without_the_wall() -> Iterator[None]:
    """Take the trigger away; SQLite's file is thrown away after the test, PostgreSQL's tables are kept."""
    on_postgresql = dialect_name() == "postgresql"
    with transaction() as session:
        off = (
            "ALTER TABLE return_lines DISABLE TRIGGER USER"
            if on_postgresql
            else "DROP TRIGGER return_lines_fit"
        )
        session.execute(text(off))
    try:
        yield
    finally:
        if on_postgresql:
            with transaction() as session:
                session.execute(text("ALTER TABLE return_lines ENABLE TRIGGER USER"))
