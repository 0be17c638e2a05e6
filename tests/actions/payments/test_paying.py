"""Money that arrives: in time, late, twice, wrong, or not at all."""

from datetime import timedelta

import pytest

from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.inventory.holding import release_holds
from app.inventory.queries import items_of
from app.orders.models import OrderState, PaymentState
from app.orders.queries import lock_order
from app.outbox.models import OutboxItem
from app.payments.models import AttemptState
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.reconciling import reconcile
from app.payments.protocol.releasing import release_attempt
from app.payments.queries import list_open_alerts, list_payments, list_refunds
from tests.support.mail import read_mail
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"


@pytest.fixture(autouse=True)
def _present(stripe_standin: object) -> object:
    yield
    shift_clock(timedelta())


def counts(variant_id: int) -> tuple[int, int, int]:
    db.session.rollback()
    item = items_of([variant_id])[variant_id]
    return item.on_hand, item.held, item.allocated


def subjects(shop: Shop) -> list[str]:
    return [one["Subject"] for one in read_mail(shop.app.extensions["config"].instance_dir / "mail")]


def test_a_paid_session_makes_the_order_paid_once_however_often_it_is_told(shop: Shop) -> None:
    variant = shop.variant(units=5)
    order = shop.buy((WRAP, 2))
    shop.deliver(times=3, backwards=True)
    for _ in range(2):
        look_at_session(shop.till, list_payments(order.id)[0].session_id)
    assert order.payment is PaymentState.PAID
    assert counts(variant.id) == (5, 0, 2)
    assert len(list_payments(order.id)) == 1
    assert db.session.query(OutboxItem).filter(OutboxItem.done_at.is_(None)).count() == 0
    assert subjects(shop) == [f"Order {order.number}"]
    assert shop.mismatches() == []


def test_a_paid_basket_is_empty_unless_it_has_changed(shop: Shop) -> None:
    from app.cart.actions import add_to_cart
    from app.cart.queries import list_lines

    shop.variant(units=9)
    unchanged, changed = shop.basket((WRAP, 1)), shop.basket((WRAP, 1))
    shop.start(unchanged)
    shop.start(changed)
    with transaction():
        add_to_cart(changed, WRAP, 1, currency="EUR", now=utcnow())
    for cart in (unchanged, changed):
        shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    left = [sum(line.quantity for line in list_lines(cart, "EUR")) for cart in (unchanged, changed)]
    assert left == [0, 2]


def test_an_expired_session_frees_its_things_once(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    shop.stripe.control("POST", f"/sessions/{shop.session_of(cart)}/expire")
    shop.deliver(times=2)
    assert counts(variant.id) == (5, 0, 0)
    assert shop.order(cart).state is OrderState.CANCELLED
    assert shop.attempt(cart).proof == "Stripe says the session is expired"
    assert shop.mismatches() == []


def test_our_own_clock_releases_nothing(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    shift_clock(timedelta(days=2))
    reconcile(shop.till)
    assert counts(variant.id) == (5, 2, 0)


def test_late_money_takes_the_things_again_when_they_are_there(shop: Shop) -> None:
    variant = shop.variant(units=2)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    release(shop, cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    order = shop.order(cart)
    assert (order.state, order.payment) == (OrderState.OPEN, PaymentState.PAID)
    assert counts(variant.id) == (2, 0, 2)
    assert shop.mismatches() == []


def test_late_money_goes_back_whole_when_the_things_are_gone(shop: Shop) -> None:
    variant = shop.variant(units=2)
    late = shop.basket((WRAP, 2))
    shop.start(late)
    release(shop, late)
    shop.buy((WRAP, 1))
    shop.stripe.pay(shop.session_of(late))
    shop.deliver(times=2)
    shop.deliver()
    order = shop.order(late)
    (refund,) = list_refunds(order.id)
    assert (refund.amount_minor, refund.state) == (5250, "succeeded")
    assert [one["amount"] for one in shop.stripe.refunds()] == [5250]
    assert order.payment is PaymentState.PENDING
    assert counts(variant.id) == (2, 0, 1)
    assert [one.kind for one in list_open_alerts()] == ["returned"]
    assert f"Order {order.number}: your payment goes back" in subjects(shop)
    assert shop.mismatches() == []


def test_an_order_paid_twice_keeps_one_payment(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    first = shop.session_of(cart)
    release(shop, cart)
    shop.start(cart)
    for session in (first, shop.session_of(cart)):
        shop.stripe.pay(session)
    shop.deliver()
    shop.deliver()
    order = shop.order(cart)
    assert [one.is_kept for one in list_payments(order.id)] == [True, False]
    assert [one.amount_minor for one in list_refunds(order.id)] == [2850]
    assert (order.payment, order.paid_minor, order.refunded_minor) == (PaymentState.PAID, 2850, 0)
    assert counts(variant.id) == (5, 0, 1)
    assert shop.mismatches() == []


def test_a_delayed_payment_keeps_its_things_until_it_arrives(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    session = shop.session_of(cart)
    shop.stripe.control("POST", "/policy", settle_seconds=None)
    shop.stripe.pay(session, method="bank_debit")
    shop.deliver()
    assert shop.attempt(cart).state is AttemptState.PROCESSING
    assert counts(variant.id) == (5, 1, 0)
    waiting = f"Order {shop.order(cart).number}: your bank sends the money"
    shop.deliver()
    assert subjects(shop) == [waiting], "told once, with the link to its page"
    assert shop.mismatches() == []
    shop.stripe.control("POST", f"/sessions/{session}/settle", succeeded=True)
    shop.deliver()
    assert shop.order(cart).payment is PaymentState.PAID
    assert shop.mismatches() == []


def test_a_delayed_payment_that_fails_frees_its_things_and_is_told(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    session = shop.session_of(cart)
    shop.stripe.control("POST", "/policy", settle_seconds=None)
    shop.stripe.pay(session, method="bank_debit_fails")
    shop.deliver()
    shop.stripe.control("POST", f"/sessions/{session}/settle", succeeded=False)
    shop.deliver()
    assert counts(variant.id) == (5, 0, 0)
    assert shop.order(cart).state is OrderState.CANCELLED
    assert f"Order {shop.order(cart).number} was not paid" in subjects(shop)
    assert shop.mismatches() == []


def test_without_any_webhook_the_reconciler_finds_the_money(shop: Shop) -> None:
    shop.variant()
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    assert reconcile(shop.till)["events"] > 0
    shop.work()
    assert shop.order(cart).payment is PaymentState.PAID
    assert reconcile(shop.till)["events"] == 0
    assert shop.mismatches() == []


def test_without_any_event_the_reconciler_looks_at_each_open_session(shop: Shop) -> None:
    shop.variant()
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.stripe.fault("error_500", method="GET", path="/v1/events", times=3)
    assert reconcile(shop.till)["sessions"] == 0
    shop.pass_time(timedelta(minutes=6))
    assert reconcile(shop.till)["sessions"] == 1
    assert shop.order(cart).payment is PaymentState.PAID


def test_a_session_whose_answer_was_lost_is_found_by_its_events(shop: Shop) -> None:
    from app.payments.errors import PaymentsUnavailable

    shop.variant()
    cart = shop.basket((WRAP, 1))
    shop.stripe.fault("reset_after", method="POST", path="/v1/checkout/sessions")
    with pytest.raises(PaymentsUnavailable):
        shop.start(cart)
    (session,) = shop.stripe.sessions()
    shop.stripe.pay(session["id"])
    shop.deliver()
    assert shop.session_of(cart) == session["id"]
    assert shop.order(cart).payment is PaymentState.PAID
    assert shop.mismatches() == []


def release(shop: Shop, cart: int) -> None:
    """Do what must never happen: release the holds of a session that can still be paid."""
    attempt = shop.attempt(cart)
    with transaction() as session:
        order = lock_order(attempt.order_id)
        found = session.get_one(type(attempt), attempt.id)
        release_attempt(order, found, AttemptState.EXPIRED, proof="a mistake", now=utcnow())
        release_holds(order.id, proof="a mistake", now=utcnow())
