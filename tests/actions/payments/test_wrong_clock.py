"""Our clock is wrong, or was: nobody's money or things wait for a day it had seen, and no session is overlooked."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.clock import shift_clock, utcnow
from app.db import db
from app.orders.models import PaymentState
from app.payments.models import PaymentCursor, StripeEvent
from app.payments.protocol.reconciling import reconcile
from app.payments.rules import is_due_for_a_look
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"
DAYS_AHEAD = timedelta(days=3)


@pytest.fixture
def after_a_wrong_clock(shop: Shop) -> Iterator[int]:
    """A basket whose payment page was open while our clock alone stood three days ahead; now it is right."""
    shop.variant()
    paid_before, cart = shop.basket((WRAP, 1)), shop.basket((WRAP, 1))
    for one in (paid_before, cart):
        shop.start(one)
    shop.stripe.pay(shop.session_of(paid_before))
    assert reconcile(shop.till)["events"] > 0
    shift_clock(DAYS_AHEAD)
    reconcile(shop.till)
    assert shop.attempt(cart).checked_at > utcnow() - timedelta(hours=1), "it was looked at with that clock"
    shift_clock(timedelta())
    yield cart


def test_an_open_page_is_asked_for_again_at_once(shop: Shop, after_a_wrong_clock: int) -> None:
    assert shop.attempt(after_a_wrong_clock).checked_at > utcnow() + timedelta(days=2)
    assert is_due_for_a_look(shop.attempt(after_a_wrong_clock), utcnow())
    shop.stripe.pay(shop.session_of(after_a_wrong_clock))
    shop.stripe.fault("error_500", method="GET", path="/v1/events", times=3)
    done = reconcile(shop.till)
    assert (done["events"], done["sessions"]) == (0, 1)
    assert shop.order(after_a_wrong_clock).payment is PaymentState.PAID
    assert shop.mismatches() == []


def test_events_that_no_webhook_brings_are_read_again_at_once(shop: Shop, after_a_wrong_clock: int) -> None:
    session = shop.session_of(after_a_wrong_clock)
    reconcile(shop.till)
    shop.stripe.pay(session)
    assert reconcile(shop.till)["events"] > 0
    found = db.session.query(StripeEvent).filter_by(object_id=session).all()
    assert {one.source for one in found} == {"reconciler"}
    assert db.session.query(PaymentCursor).one().reached < utcnow() + timedelta(minutes=1)


def test_events_are_read_while_the_clock_is_wrong(shop: Shop) -> None:
    shop.variant()
    first, second = shop.basket((WRAP, 1)), shop.basket((WRAP, 1))
    for one in (first, second):
        shop.start(one)
    shop.stripe.pay(shop.session_of(first))
    reconcile(shop.till)
    shift_clock(DAYS_AHEAD)
    reconcile(shop.till)
    shop.stripe.pay(shop.session_of(second))
    assert reconcile(shop.till)["events"] > 0


def test_a_session_whose_answer_broke_is_found_though_our_clock_is_ahead(shop: Shop) -> None:
    shop.variant()
    cart = shop.basket((WRAP, 1))
    shift_clock(timedelta(minutes=25))
    shop.stripe.fault("error_500_after", method="POST", path="/v1/checkout/sessions")
    assert shop.start(cart).address
    assert [one["id"] for one in shop.stripe.sessions()] == [shop.session_of(cart)]
