"""Events in any order, keys that are refused, sessions that Stripe does not know: nothing is lost, nothing breaks."""

import pytest
from flask import Flask

from app.db import db, transaction
from app.inventory.queries import items_of
from app.orders.errors import StepRefused
from app.orders.models import OrderState, PaymentState
from app.orders.queries import lock_order
from app.payments.errors import CheckoutRefused, PaymentsUnavailable
from app.payments.models import AttemptState, RefundState
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.protocol.reconciling import reconcile
from app.payments.queries import list_open_alerts, list_payments, list_refunds
from tests.actions.payments.test_refunding import give_back, retry_now
from tests.support.queries import counted_queries
from tests.support.shop import Shop
from tests.support.standin import KEY

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"


def held(variant_id: int) -> int:
    db.session.rollback()
    return items_of([variant_id])[variant_id].held


def pay(shop: Shop) -> tuple[int, str]:
    """A paid basket of which the shop has heard nothing yet; returns it with its payment at Stripe."""
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    return cart, str(shop.stripe.pay(shop.session_of(cart))["payment_intent"]["id"])


def test_a_refund_that_is_heard_of_before_its_payment_is_not_lost(shop: Shop) -> None:
    shop.variant()
    cart, intent = pay(shop)
    shop.till.gateway.create_refund(intent_id=intent, amount=2850, key="", idempotency_key="by-hand")
    shop.deliver(kinds=("refund.", "charge.refund"))
    assert (shop.order(cart).payment, shop.order(cart).refunded_minor) == (PaymentState.REFUNDED, 2850)
    shop.deliver(times=2, backwards=True)
    assert shop.order(cart).payment is PaymentState.REFUNDED
    assert len(list_payments(shop.order(cart).id)) == 1
    assert shop.mismatches() == []


def test_a_dispute_that_is_heard_of_before_its_payment_stops_the_parcel(shop: Shop) -> None:
    shop.variant()
    cart, _ = pay(shop)
    (charge,) = shop.stripe.ask("/charges")["data"]
    shop.stripe.control("POST", f"/charges/{charge['id']}/dispute")
    shop.deliver(kinds=("charge.dispute",))
    assert shop.order(cart).payment is PaymentState.DISPUTED
    shop.deliver(backwards=True)
    assert shop.order(cart).payment is PaymentState.DISPUTED
    assert shop.mismatches() == []


def test_the_news_of_an_order_that_was_refunded_and_cancelled_change_nothing(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    cancel_by_staff(shop.till, order.id, reason="asked", actor="user:1")
    shop.work()
    shop.deliver(times=2, backwards=True)
    reconcile(shop.till)
    db.session.refresh(order)
    assert (order.state, order.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert [one.amount_minor for one in list_refunds(order.id)] == [2850]
    assert shop.mismatches() == []


def test_a_new_basket_does_not_take_back_an_order_whose_bank_payment_is_on_its_way(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    first, session = shop.order(cart).id, shop.session_of(cart)
    from app.cart.actions import add_to_cart
    from app.clock import utcnow

    with transaction():
        add_to_cart(cart, WRAP, 1, currency="EUR", now=utcnow())
    shop.stripe.control("POST", "/policy", settle_seconds=None)
    shop.stripe.pay(session, method="bank_debit")
    shop.deliver()
    shop.start(cart)
    with transaction():
        order = lock_order(first)
        assert (order.state, order.payment) == (OrderState.OPEN, PaymentState.PENDING)
    assert held(variant.id) == 3
    shop.stripe.control("POST", f"/sessions/{session}/settle", succeeded=True)
    shop.deliver()
    with transaction():
        assert lock_order(first).payment is PaymentState.PAID
    assert held(variant.id) == 2
    assert shop.mismatches() == []


def test_a_session_that_stripe_does_not_know_any_more_is_a_sentence_and_keeps_its_things(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    shop.stripe.control("POST", "/reset")
    for renew in (False, True):
        with pytest.raises(CheckoutRefused, match="have been told"):
            shop.start(cart, renew=renew)
    with pytest.raises(StepRefused, match="Nothing was cancelled"):
        cancel_by_staff(shop.till, shop.order(cart).id, reason="", actor="user:1")
    assert [one.kind for one in list_open_alerts()] == ["session"]
    assert held(variant.id) == 1


def test_a_key_that_stripe_refuses_gives_nothing_up(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    cart = shop.basket((WRAP, 1))
    give_back(order, 1000)
    turn_key(shop, "sk_test_rotated00000")
    shop.work()
    with pytest.raises(PaymentsUnavailable):
        shop.start(cart)
    reconcile(shop.till)
    assert [one.kind for one in list_open_alerts()] == ["key"]
    assert [one.state for one in list_refunds(order.id)] == [RefundState.WANTED]
    turn_key(shop, KEY)
    retry_now()
    shop.work()
    assert [one["amount"] for one in shop.stripe.refunds()] == [1000]
    shop.start(cart)
    assert shop.attempt(cart).state is AttemptState.OPEN
    assert shop.mismatches() == []


def turn_key(shop: Shop, key: str) -> None:
    for name in ("till", "jobs_till"):
        gateway = shop.app.extensions[name].gateway
        gateway.secret_key, gateway._client = key, None


def test_events_that_webhooks_have_brought_cost_the_reconciler_no_transaction_each(
    app: Flask, shop: Shop
) -> None:
    shop.variant()
    shop.buy((WRAP, 1))
    shop.deliver()
    reconcile(shop.till)
    few = writes_of_a_round(app, shop)
    for _ in range(3):
        shop.buy((WRAP, 1))
    shop.deliver()
    reconcile(shop.till)
    assert writes_of_a_round(app, shop) == few


def writes_of_a_round(app: Flask, shop: Shop) -> int:
    with counted_queries(app) as sent:
        assert reconcile(shop.till)["events"] == 0
    return len(sent)


def test_silence_ends_the_reconcilers_round_early(shop: Shop) -> None:
    from datetime import timedelta

    from app.clock import shift_clock

    shop.variant(units=9)
    for number in range(4):
        shop.start(shop.basket((WRAP, 1), email=f"nora-{number}@example.com"))
    try:
        shop.pass_time(timedelta(minutes=6))
        shop.stripe.fault("reset_before", method="GET", path="/v1/checkout/sessions/.*", times=2)
        assert reconcile(shop.till)["sessions"] == 0
        assert reconcile(shop.till)["sessions"] == 4
    finally:
        shift_clock(timedelta())
