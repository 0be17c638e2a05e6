"""Another hour for the things in a basket: its page ends and another opens, and nobody gets in between."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.inventory.errors import NotEnough
from app.inventory.models import StockHold
from app.inventory.queries import items_of
from app.money import Money
from app.orders.errors import StepRefused
from app.orders.models import Order, OrderState, PaymentState
from app.payments.errors import DraftChanged, PaymentsUnavailable
from app.payments.models import AttemptState
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.protocol.reconciling import reconcile
from app.payments.protocol.renewing import WISH_LASTS, wish_for_renewal
from app.payments.queries import find_live_attempt_of_order
from app.pricing.actions import set_price
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"


@pytest.fixture(autouse=True)
def _present() -> Iterator[None]:
    yield
    shift_clock(timedelta())


def holds() -> list[tuple[int, bool]]:
    db.session.rollback()
    return [
        (one.units, one.ended_at is None) for one in db.session.query(StockHold).order_by(StockHold.id).all()
    ]


def between_expiry_and_answer(shop: Shop, monkeypatch: pytest.MonkeyPatch, work: Callable[[], Any]) -> None:
    """Do something when Stripe has ended the session and before we have heard its answer."""
    gateway = shop.till.gateway
    expire = gateway.expire_session

    def and_then(session_id: str) -> Any:
        told = expire(session_id)
        monkeypatch.setattr(gateway, "expire_session", expire)
        work()
        return told

    monkeypatch.setattr(gateway, "expire_session", and_then)


def test_the_last_units_stay_held_while_their_page_is_renewed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant(units=2)
    mine, theirs = shop.basket((WRAP, 2)), shop.basket((WRAP, 1), email="ada@example.com")
    first = shop.start(mine)
    refused = []

    def meanwhile() -> None:
        shop.deliver()  # the webhook of the expiry is quicker than our own answer
        try:
            shop.start(theirs)
        except NotEnough as error:
            refused.append(error)

    between_expiry_and_answer(shop, monkeypatch, meanwhile)
    second = shop.start(mine, renew=True)
    assert len(refused) == 1
    assert second.address != first.address
    assert [one["status"] for one in shop.stripe.sessions()] == ["expired", "open"]
    assert holds() == [(2, True)]
    assert shop.attempt(mine).protected_until > utcnow() + timedelta(minutes=58)
    assert shop.mismatches() == []


def test_a_renewal_that_died_half_way_is_finished_by_the_webhook_and_the_reconciler(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant(units=2)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)

    def die() -> None:
        raise SystemExit

    between_expiry_and_answer(shop, monkeypatch, die)
    with pytest.raises(SystemExit):
        shop.start(cart, renew=True)
    shop.deliver()
    assert (shop.attempt(cart).state, holds()) == (AttemptState.CREATING, [(2, True)])
    shop.pass_time(timedelta(minutes=6))
    reconcile(shop.till)
    assert shop.attempt(cart).state is AttemptState.OPEN
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    assert shop.order(cart).payment is PaymentState.PAID
    assert shop.mismatches() == []


def test_a_wish_that_was_not_heard_is_void_when_the_session_runs_out(shop: Shop) -> None:
    variant = shop.variant(units=2)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    shop.stripe.fault("reset_before", method="POST", path="/v1/checkout/sessions/.*/expire")
    with pytest.raises(PaymentsUnavailable):
        shop.start(cart, renew=True)
    shop.pass_time(WISH_LASTS + timedelta(hours=24))
    shop.deliver()
    assert shop.order(cart).state is OrderState.CANCELLED
    assert items_of([variant.id])[variant.id].held == 0
    assert shop.mismatches() == []


def test_a_page_past_its_hour_is_renewed_without_letting_go(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant(units=2)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    shop.pass_time(timedelta(minutes=61))
    between_expiry_and_answer(shop, monkeypatch, shop.deliver)
    shop.start(cart)
    assert holds() == [(2, True)]
    assert shop.mismatches() == []


def test_what_was_paid_meanwhile_is_paid_and_not_renewed(shop: Shop) -> None:
    shop.variant(units=2)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    assert shop.start(cart, renew=True).is_paid
    assert len(shop.stripe.sessions()) == 1
    assert shop.mismatches() == []


def test_an_order_that_staff_cancel_while_it_is_renewed_cannot_be_paid_any_more(shop: Shop) -> None:
    shop.variant(units=2)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    wish_for_renewal(shop.attempt(cart).id)
    cancel_by_staff(shop.till, shop.order(cart).id, reason="asked by telephone", actor="user:1")
    assert not shop.attempt(cart).is_live
    assert {one["status"] for one in shop.stripe.sessions()} == {"expired"}
    assert (shop.order(cart).state, holds()) == (OrderState.CANCELLED, [(2, False)])
    assert shop.mismatches() == []


@pytest.mark.parametrize("reason", ["asked by telephone", "not paid"])
def test_an_order_that_staff_cancelled_is_not_opened_again_by_the_renewal_that_was_under_way(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    shop.variant(units=2)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    order_id = shop.order(cart).id

    def cancel() -> None:
        cancel_by_staff(shop.till, order_id, reason=reason, actor="user:1")

    between_expiry_and_answer(shop, monkeypatch, cancel)
    shop.start(cart, renew=True)
    assert shop.order(cart).id != order_id
    cancelled = db.session.get_one(Order, order_id)
    assert (cancelled.state, cancelled.cancelled_by) == (OrderState.CANCELLED, "user:1")
    assert cancelled.cancel_reason == reason
    assert find_live_attempt_of_order(order_id) is None
    assert shop.mismatches() == []


def test_staff_are_told_when_a_page_is_opened_again_each_time_they_end_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant(units=2)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    expire = shop.till.gateway.expire_session

    def and_wish_again(session_id: str) -> Any:
        told = expire(session_id)
        wish_for_renewal(shop.attempt(cart).id)
        return told

    monkeypatch.setattr(shop.till.gateway, "expire_session", and_wish_again)
    with pytest.raises(StepRefused, match="again"):
        cancel_by_staff(shop.till, shop.order(cart).id, reason="asked by telephone", actor="user:1")
    assert (shop.order(cart).state, holds()) == (OrderState.OPEN, [(2, True)])
    assert shop.mismatches() == []


def test_an_order_at_another_price_is_not_renewed_without_being_agreed_to(shop: Shop) -> None:
    variant = shop.variant(units=2)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    with transaction():
        set_price(variant.id, Money(minor=9900, currency="EUR"), "user:1", utcnow())
    with pytest.raises(DraftChanged):
        shop.start(cart, renew=True)
    assert [one["amount_total"] for one in shop.stripe.sessions()] == [2850]
    assert shop.mismatches() == []


def test_a_price_that_changed_after_it_was_shown_is_told_and_not_charged(shop: Shop) -> None:
    from app.payments.drafting import fingerprint_now

    variant = shop.variant(units=2)
    cart = shop.basket((WRAP, 1))
    seen = fingerprint_now(cart, utcnow())
    db.session.rollback()
    with transaction():
        set_price(variant.id, Money(minor=9900, currency="EUR"), "user:1", utcnow())
    with pytest.raises(DraftChanged):
        shop.start(cart, seen=seen)
    assert shop.order(cart) is None
    assert shop.stripe.sessions() == []
    shop.start(cart, seen=fingerprint_now(cart, utcnow()))
    assert [one["amount_total"] for one in shop.stripe.sessions()] == [10350]
