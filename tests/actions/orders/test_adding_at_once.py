"""Adding, paying, sending and cancelling at once; each race with its control."""

from collections.abc import Callable

import pytest

from app.clock import utcnow
from app.db import transaction
from app.orders import shipping
from app.orders.errors import StepRefused
from app.orders.models import Order, OrderState, PaymentState, Shipment
from app.orders.parcels import units_of_lines
from app.orders.queries import get_order_with_lines, lock_order
from app.orders.shipping import ship_order
from app.payments.models import Payment
from app.payments.protocol import adding, applying
from app.payments.protocol.adding import add_things, open_page_of_addition
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.protocol.leading import Started
from app.payments.queries import list_payments
from tests.actions.payments.test_races import at_once
from tests.support.adding import PRICE, STAFF, add_some, fresh, press_pay
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
PEOPLE = 6


@pytest.fixture
def first(shop: Shop) -> Order:
    shop.variant(units=20)
    return shop.buy(("SH-WHW", 3))


def press_add(shop: Shop, first_id: int, variant: int) -> Callable[[], int]:
    def press() -> int:
        with transaction():
            return add_things(
                shop.till, first_id, {variant: 1}, seen=0, seen_total=PRICE, actor=STAFF, now=utcnow()
            )

    return press


def press_send(first_id: int) -> Callable[[], Shipment]:
    def press() -> Shipment:
        with transaction():
            order = lock_order(first_id)
            units = {key: one.left for key, one in units_of_lines(first_id).items()}
            return ship_order(order, units, seen=0, carrier="", tracking="", actor=STAFF, now=utcnow())

    return press


def variant_of(order: Order) -> int:
    return get_order_with_lines(order.id).lines[0].variant_id


def test_six_who_add_the_same_add_it_once(shop: Shop, first: Order) -> None:
    found = at_once(shop, [press_add(shop, first.id, variant_of(first))] * PEOPLE)
    assert len([one for one in found if isinstance(one, int)]) == 1
    assert len([one for one in found if isinstance(one, StepRefused)]) == PEOPLE - 1
    assert shop.mismatches() == []


def test_without_a_look_at_what_was_added_all_six_add_it(
    shop: Shop, first: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same six, and nothing compares what their page had shown."""
    monkeypatch.setattr(adding, "list_additions", lambda first_id: [])
    monkeypatch.setattr("app.orders.additions.list_additions", lambda first_id: [])
    found = at_once(shop, [press_add(shop, first.id, variant_of(first))] * PEOPLE)
    assert len([one for one in found if isinstance(one, int)]) == PEOPLE


def test_of_adding_and_sending_at_once_one_is_refused(shop: Shop, first: Order) -> None:
    found = at_once(shop, [press_add(shop, first.id, variant_of(first)), press_send(first.id)])
    assert len([one for one in found if isinstance(one, StepRefused)]) == 1
    assert shop.mismatches() == []


def test_without_a_look_at_each_other_a_parcel_leaves_what_may_be_paid_behind(
    shop: Shop, first: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: neither the packer nor who adds looks, and `flask verify` finds it."""
    monkeypatch.setattr(shipping, "find_waiting_addition", lambda order_id: None)
    monkeypatch.setattr(adding, "why_nothing_is_added", lambda order: "")
    monkeypatch.setattr("app.orders.additions.why_nothing_is_added", lambda order: "")
    found = at_once(shop, [press_add(shop, first.id, variant_of(first)), press_send(first.id)])
    assert [one for one in found if isinstance(one, Exception)] == []
    assert "O6" in {one.partition(":")[0] for one in shop.mismatches()}


def test_six_presses_of_the_payment_button_make_one_session_and_one_payment(shop: Shop, first: Order) -> None:
    added = add_some(shop, first).id
    found = at_once(shop, [lambda: open_page_of_addition(shop.till, added)] * PEOPLE)
    pages = {one.address for one in found if isinstance(one, Started)}
    assert len(pages) == 1
    assert len(shop.stripe.sessions()) == 2, "the first order's and this one"
    session = press_pay(shop, fresh(added))
    shop.stripe.pay(session)
    at_once(shop, [lambda: look_at_session(shop.till, session)] * PEOPLE)
    shop.work()
    (payment,) = fresh_payments(added)
    assert (payment.amount_minor, payment.is_kept) == (PRICE, True)
    assert shop.mismatches() == []


@pytest.mark.parametrize("is_cancelled_first", [True, False], ids=("cancelled first", "paid first"))
def test_paying_while_the_first_is_cancelled_ends_in_one_of_two_ways(
    shop: Shop, first: Order, is_cancelled_first: bool
) -> None:
    """Kept, and staff are told; or given back whole. In whichever order the two come, and at once."""
    added = add_some(shop, first).id
    session = press_pay(shop, fresh(added))
    shop.stripe.pay(session)
    works: list[Callable[[], object]] = [
        lambda: cancel_by_staff(shop.till, first.id, reason="asked", actor=STAFF),
        lambda: look_at_session(shop.till, session),
    ]
    at_once(shop, works if is_cancelled_first else works[::-1])
    shop.deliver()
    assert fresh(first.id).state is OrderState.CANCELLED
    (payment,) = fresh_payments(added)
    order = fresh(added)
    kept = (order.payment, payment.is_kept, payment.refunded_minor)
    assert kept in ((PaymentState.PAID, True, 0), (PaymentState.PENDING, False, PRICE))
    assert shop.mismatches() == []


def test_without_a_look_at_the_first_late_money_is_kept_for_what_goes_nowhere(
    shop: Shop, first: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nobody asks whether the first order still waits, and the money stays."""
    monkeypatch.setattr(applying, "goes_on", lambda order: True)
    added = add_some(shop, first)
    session = press_pay(shop, added)
    shop.stripe.pay(session)
    cancel_by_staff(shop.till, first.id, reason="asked", actor=STAFF)
    shop.deliver()
    assert fresh(added.id).payment is PaymentState.PAID


def fresh_payments(order_id: int) -> list[Payment]:
    fresh(order_id)
    return list(list_payments(order_id))
