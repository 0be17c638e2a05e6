"""Things are added to an order before it is sent: an order of its own beside it, paid by the one protocol."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEntry
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.inventory.errors import NotEnough
from app.inventory.queries import items_of
from app.invoicing.queries import list_papers
from app.orders.additions import ADDED_WORDING, find_first_of
from app.orders.amending import address_of, change_address
from app.orders.errors import BasketRefused, StepRefused
from app.orders.models import Order, OrderState, PaymentState
from app.orders.queries import get_order_with_lines, list_events, lock_order
from app.outbox.models import OutboxItem
from app.payments.errors import TaxUnknown
from app.payments.models import AttemptState, Payment
from app.payments.protocol.adding import open_page_of_addition
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.protocol.reconciling import look_at_waiting
from app.payments.protocol.releasing import release_attempt
from app.payments.queries import find_live_attempt_of_order
from app.settings.actions import change_setting
from tests.actions.orders.test_amending import NEXT_DOOR
from tests.support.adding import PRICE, STAFF, add_some, fresh, press_pay, session_of
from tests.support.parcels import send_all, send_some
from tests.support.shop import Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres


@pytest.fixture
def first(shop: Shop) -> Order:
    shop.variant(units=9)
    return shop.buy(("SH-WHW", 3))


@pytest.fixture(autouse=True)
def _present(stripe_standin: object) -> object:
    yield
    shift_clock(timedelta())


def believe_expired(added: Order) -> None:
    """Free what an addition holds, as if its session were over, which Stripe still takes money for."""
    with transaction():
        locked = lock_order(added.id)
        attempt = find_live_attempt_of_order(locked.id)
        assert attempt is not None
        release_attempt(locked, attempt, AttemptState.EXPIRED, proof="a test says so", now=utcnow())


def counts(order: Order) -> tuple[int, int, int]:
    item = next(iter(items_of([get_order_with_lines(order.id).lines[0].variant_id]).values()))
    return item.on_hand, item.held, item.allocated


def test_what_is_added_is_held_asked_for_by_mail_and_paid_on_its_own_page(shop: Shop, first: Order) -> None:
    added = add_some(shop, first, 2)
    assert (added.total_minor, added.shipping_minor, added.cart_id) == (2 * PRICE, 0, None)
    assert (added.consent_wording, added.email, added.street) == (ADDED_WORDING, first.email, first.street)
    assert counts(first) == (9, 2, 3)
    assert db.session.query(OutboxItem).filter_by(natural_key=f"order-added:{added.id}").count() == 1
    session = press_pay(shop, added)
    assert press_pay(shop, added) == session, "a second press leads to the same page"
    shop.stripe.pay(session)
    shop.deliver(times=2)
    paid = fresh(added.id)
    assert (paid.payment, paid.paid_minor) == (PaymentState.PAID, 2 * PRICE)
    assert counts(first) == (9, 0, 5)
    assert fresh(first.id).total_minor == first.total_minor, "what was agreed to first stays"
    assert [one.number for one in list_papers(added.id)] == [2], "it has an invoice of its own"
    assert "agreed" in [one.kind for one in list_events(added.id)]
    entry = db.session.query(AuditEntry).filter_by(action="order.added").one()
    assert entry.details == {"number": added.number, "amount": 2 * PRICE, "currency": "EUR"}
    assert shop.mismatches() == []
    send_all(first)
    send_all(paid)
    assert counts(first) == (4, 0, 0)
    assert shop.mismatches() == []


def test_an_end_of_its_session_frees_the_things_and_withdraws_it(shop: Shop, first: Order) -> None:
    added = add_some(shop, first)
    session = press_pay(shop, added)
    with pytest.raises(StepRefused, match="may still be paid"):
        send_some(first, 1)
    shop.stripe.control("POST", f"/sessions/{session}/expire")
    shop.deliver()
    assert fresh(added.id).state is OrderState.CANCELLED
    assert counts(first) == (9, 0, 3)
    with pytest.raises(StepRefused, match="can not be paid any more"):
        press_pay(shop, added)
    send_all(first)
    assert shop.mismatches() == []


def test_staff_end_it_by_cancelling_its_own_order(shop: Shop, first: Order) -> None:
    added = add_some(shop, first)
    cancel_by_staff(shop.till, added.id, reason="asked", actor=STAFF)
    assert fresh(added.id).state is OrderState.CANCELLED
    send_all(first)
    assert shop.mismatches() == []


def test_money_that_comes_after_the_first_order_has_left_goes_back_by_itself(
    shop: Shop, first: Order
) -> None:
    added = add_some(shop, first)
    session = press_pay(shop, added)
    believe_expired(added)
    send_all(first)
    shop.stripe.pay(session)
    look_at_session(shop.till, session)
    shop.work()
    payment = db.session.query(Payment).filter_by(order_id=added.id).one()
    assert (payment.is_kept, payment.refunded_minor) == (False, PRICE)
    assert [one["amount"] for one in shop.stripe.refunds()] == [PRICE]
    assert fresh(added.id).state is OrderState.CANCELLED
    assert counts(first) == (6, 0, 0)
    assert shop.mismatches() == []


def test_money_that_comes_late_while_the_first_still_waits_is_kept(shop: Shop, first: Order) -> None:
    added = add_some(shop, first)
    session = press_pay(shop, added)
    believe_expired(added)
    shop.stripe.pay(session)
    look_at_session(shop.till, session)
    shop.work()
    assert fresh(added.id).payment is PaymentState.PAID
    assert counts(first) == (9, 0, 4)
    assert shop.mismatches() == []


def test_a_cancelled_first_order_ends_what_was_added(shop: Shop, first: Order) -> None:
    added = add_some(shop, first)
    session = press_pay(shop, added)
    cancel_by_staff(shop.till, first.id, reason="asked", actor=STAFF)
    shop.work()
    assert shop.stripe.ask(f"/checkout/sessions/{session}")["status"] == "expired"
    assert fresh(added.id).state is OrderState.CANCELLED
    assert counts(first) == (9, 0, 0)
    assert shop.mismatches() == []


def test_a_stale_page_a_changed_price_and_too_few_units_are_refused(shop: Shop, first: Order) -> None:
    add_some(shop, first)
    with pytest.raises(StepRefused, match="while you were looking"):
        add_some(shop, first, seen=0)
    with pytest.raises(StepRefused, match="price has changed"):
        add_some(shop, first, total=1)
    with pytest.raises(NotEnough):
        add_some(shop, first, 9)
    assert db.session.query(Order).count() == 2, "nothing of a refused press stays"
    assert shop.mismatches() == []


def test_only_paid_orders_that_wait_to_be_sent_hold_more(shop: Shop, first: Order) -> None:
    added = add_some(shop, first)
    with pytest.raises(StepRefused, match="added to another one"):
        add_some(shop, added)
    cancel_by_staff(shop.till, added.id, reason="asked", actor=STAFF)
    send_all(first)
    with pytest.raises(StepRefused, match="Only paid orders"):
        add_some(shop, first)
    cart = shop.basket(("SH-WHW", 1))
    shop.start(cart)
    with pytest.raises(StepRefused, match="Only paid orders"):
        add_some(shop, shop.order(cart))


def test_what_is_withdrawn_from_sale_is_not_added(shop: Shop, first: Order) -> None:
    line = get_order_with_lines(first.id).lines[0]
    with transaction() as session:
        session.execute(
            text("UPDATE variants SET withdrawn_at = :now WHERE id = :id"),
            {"now": utcnow(), "id": line.variant_id},
        )
    with pytest.raises(BasketRefused, match="not for sale any more"):
        add_some(shop, first)


def test_where_stripe_works_taxes_out_nothing_is_added_before_it_was_asked(shop: Shop, first: Order) -> None:
    with transaction():
        change_setting("tax_source", "stripe", actor=STAFF, now=utcnow())
    with pytest.raises(TaxUnknown):
        add_some(shop, first)


def test_one_parcel_goes_to_one_place(shop: Shop, first: Order) -> None:
    added = add_some(shop, first)
    with transaction():
        change_address(lock_order(first.id), NEXT_DOOR, seen=0, actor=STAFF, now=utcnow())
    assert address_of(fresh(added.id)).street == "6 Other Street"
    with pytest.raises(StepRefused, match="that it was added to"), transaction():
        change_address(lock_order(added.id), NEXT_DOOR, seen=0, actor=STAFF, now=utcnow())
    later = add_some(shop, first)
    assert later.street == "6 Other Street"
    assert find_first_of(later.id).id == first.id  # type: ignore[union-attr]
    assert shop.mismatches() == []


def test_a_session_that_nobody_opened_is_opened_by_the_reconciler(shop: Shop, first: Order) -> None:
    added = add_some(shop, first)
    assert session_of(added) == ""
    shop.pass_time(timedelta(minutes=6))
    look_at_waiting(shop.till)
    assert session_of(added)
    assert open_page_of_addition(shop.till, added.id) is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE additions SET first_id = order_id - 1, made_by = 'user:2'",
        "DELETE FROM additions",
        "INSERT INTO additions (order_id, first_id, made_at, made_by)"
        " SELECT MAX(order_id) + 1, MAX(order_id), made_at, 'x'"
        " FROM additions GROUP BY made_at",
        "INSERT INTO additions (order_id, first_id, made_at, made_by)"
        " SELECT b.id, a.id, a.placed_at, 'x' FROM orders a, orders b"
        " WHERE a.email <> b.email AND b.id > a.id",
        "INSERT INTO additions (order_id, first_id, made_at, made_by)"
        " SELECT a.id, a.id, a.placed_at, 'x' FROM orders a"
        " WHERE a.id = 1",
    ],
    ids=("changed", "deleted", "of an addition", "of somebody else", "of itself"),
)  # fmt: skip
def test_the_database_refuses_an_addition_that_cannot_be(shop: Shop, first: Order, statement: str) -> None:
    add_some(shop, first)
    cart = shop.basket(("SH-WHW", 1), email="other@example.com")
    shop.start(cart)
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("DELETE FROM additions", ("additions",)),
        (
            "UPDATE orders SET fulfilment = 'complete' WHERE id = (SELECT first_id FROM additions)",
            ("orders",),
        ),
    ],
    ids=("alone", "left behind"),
)
def test_verify_finds_an_addition_that_goes_with_nothing(
    shop: Shop, first: Order, statement: str, tables: tuple[str, ...]
) -> None:
    add_some(shop, first)
    assert "O6" in codes_found_after(statement, *tables)
    assert shop.mismatches() == []
