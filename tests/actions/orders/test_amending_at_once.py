"""Two people who press the same button of the changes page at once change an order once; each with its control."""

from collections.abc import Callable

import pytest

from app.clock import utcnow
from app.db import db, transaction
from app.orders import amending
from app.orders.amending import change_address
from app.orders.buyer import Buyer
from app.orders.desk_models import Amendment
from app.orders.errors import StepRefused
from app.orders.models import Order
from app.orders.parcels import units_of_lines
from app.orders.queries import lock_order
from app.payments.amending import remove_units
from tests.actions.payments.test_races import at_once
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
PEOPLE = 6


@pytest.fixture
def order(shop: Shop) -> Order:
    shop.variant(units=9)
    return shop.buy(("SH-WHW", 9))


def take_one_off(order_id: int, *, seen: Callable[[Order], int]) -> Callable[[], Amendment]:
    def press() -> Amendment:
        with transaction():
            locked = lock_order(order_id)
            line = next(iter(units_of_lines(order_id)))
            return remove_units(
                locked, {line: 1}, seen_refunded=seen(locked), reason="", actor="user:1", now=utcnow()
            )[0]

    return press


def move_to(order_id: int, number: int) -> Callable[[], Amendment | None]:
    to = Buyer(name="Nora Quinn", street=f"{number} Other Street", city="Cork", postal_code="T12 AB34")

    def press() -> Amendment | None:
        with transaction():
            return change_address(lock_order(order_id), to, seen=0, actor="user:1", now=utcnow())

    return press


def test_six_who_take_the_same_unit_off_take_one_off(shop: Shop, order: Order) -> None:
    found = at_once(shop, [take_one_off(order.id, seen=lambda _order: 0)] * PEOPLE)
    assert len([one for one in found if isinstance(one, Amendment)]) == 1
    assert len([one for one in found if isinstance(one, StepRefused)]) == PEOPLE - 1
    assert shop.order(order.cart_id or 0).refunded_minor == 2400
    assert shop.mismatches() == []


def test_without_a_look_at_what_was_refunded_they_take_several_off(shop: Shop, order: Order) -> None:
    """The control: the same six, and each says that it had seen what is refunded by now."""
    at_once(shop, [take_one_off(order.id, seen=lambda locked: locked.refunded_minor)] * PEOPLE)
    assert shop.order(order.cart_id or 0).refunded_minor == PEOPLE * 2400
    assert shop.mismatches() == []


def test_of_six_new_addresses_at_once_one_is_taken(shop: Shop, order: Order) -> None:
    found = at_once(shop, [move_to(order.id, number) for number in range(1, PEOPLE + 1)])
    assert len([one for one in found if isinstance(one, Amendment)]) == 1
    assert len([one for one in found if isinstance(one, StepRefused)]) == PEOPLE - 1


def test_without_a_look_at_the_newest_address_all_are_taken(
    shop: Shop, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same six, and nothing compares what their page had shown."""
    monkeypatch.setattr(amending, "find_address_change", lambda order_id: 0)
    at_once(shop, [move_to(order.id, number) for number in range(1, PEOPLE + 1)])
    db.session.rollback()
    assert db.session.query(Amendment).count() == PEOPLE
