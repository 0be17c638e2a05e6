"""From basket to payment page."""

from datetime import timedelta

import pytest

from app.cart.actions import add_to_cart
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.inventory.errors import NotEnough
from app.inventory.queries import items_of, open_holds_of
from app.orders.errors import AnswerRefused, BasketRefused
from app.orders.models import OrderState, PaymentState
from app.payments.errors import MailRefusedByStripe, PaymentsUnavailable
from app.payments.models import AttemptState
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"


@pytest.fixture(autouse=True)
def _present() -> object:
    yield
    shift_clock(timedelta())


def counts(variant_id: int) -> tuple[int, int, int]:
    db.session.rollback()
    item = items_of([variant_id])[variant_id]
    return item.on_hand, item.held, item.allocated


def test_a_checkout_holds_the_things_and_opens_one_neutral_session(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 2))
    started = shop.start(cart)
    order, (session,) = shop.order(cart), shop.stripe.sessions()
    assert started.address == session["url"]
    assert counts(variant.id) == (5, 2, 0)
    assert (session["amount_total"], session["currency"]) == (5250, "eur")
    assert session["client_reference_id"] == str(order.number)
    assert session["automatic_tax"]["enabled"] is False
    assert session["adaptive_pricing"]["enabled"] is False
    assert session["shipping_address_collection"] is None
    names = [
        one["description"]
        for one in shop.stripe.ask(f"/checkout/sessions/{session['id']}/line_items")["data"]
    ]
    assert names == [f"Order {order.number}, item 1", f"Order {order.number}, delivery"]
    assert "wrap" not in str(session).lower()
    left = shop.attempt(cart).expires_at - utcnow()
    assert timedelta(hours=23, minutes=29) < left <= timedelta(hours=23, minutes=30)
    assert shop.mismatches() == []


def test_pressing_twice_leads_to_the_same_page(shop: Shop) -> None:
    shop.variant()
    cart = shop.basket((WRAP, 1))
    assert shop.start(cart) == shop.start(cart)
    assert len(shop.stripe.sessions()) == 1
    assert shop.mismatches() == []


def test_units_that_lack_commit_nothing(shop: Shop) -> None:
    variant = shop.variant(units=2)
    cart = shop.basket((WRAP, 3))
    with pytest.raises(NotEnough) as refused:
        shop.start(cart)
    assert refused.value.short == {variant.id: 2}
    assert shop.order(cart) is None
    assert shop.stripe.sessions() == []
    assert counts(variant.id) == (2, 0, 0)


def test_a_changed_basket_ends_the_old_session_first(shop: Shop) -> None:
    variant = shop.variant(units=3)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    old = shop.order(cart).id
    with transaction():
        add_to_cart(cart, WRAP, 1, currency="EUR", now=utcnow())
    shop.start(cart)
    assert [one["status"] for one in shop.stripe.sessions()] == ["expired", "open"]
    order = shop.order(cart)
    assert order.id != old
    assert counts(variant.id) == (3, 3, 0)
    assert shop.mismatches() == []


def test_an_old_session_that_was_paid_wins_over_a_changed_basket(shop: Shop) -> None:
    variant = shop.variant(units=3)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    with transaction():
        add_to_cart(cart, WRAP, 1, currency="EUR", now=utcnow())
    started = shop.start(cart)
    assert started.is_paid
    assert started.address.startswith("/orders/")
    assert shop.order(cart).payment is PaymentState.PAID
    assert counts(variant.id) == (3, 0, 2)
    assert shop.mismatches() == []


def test_renewal_ends_the_page_and_opens_another_for_the_same_order(shop: Shop) -> None:
    variant = shop.variant(units=2)
    cart = shop.basket((WRAP, 2))
    first = shop.start(cart)
    number = shop.order(cart).number
    second = shop.start(cart, renew=True)
    assert second.address != first.address
    assert [one["status"] for one in shop.stripe.sessions()] == ["expired", "open"]
    assert shop.order(cart).number == number
    assert shop.order(cart).state is OrderState.OPEN
    assert counts(variant.id) == (2, 2, 0)
    shop.deliver()
    assert counts(variant.id) == (2, 2, 0)
    assert shop.mismatches() == []


def test_a_hold_is_protected_for_an_hour_and_then_reclaimed_only_for_who_lacks_it(shop: Shop) -> None:
    variant = shop.variant(units=2)
    mine, theirs = shop.basket((WRAP, 2)), shop.basket((WRAP, 1), email="ada@example.com")
    shop.start(mine)
    with pytest.raises(NotEnough):
        shop.start(theirs)
    shop.pass_time(timedelta(minutes=61))
    shop.start(theirs)
    assert [one["status"] for one in shop.stripe.sessions()] == ["expired", "open"]
    assert shop.order(mine).state is OrderState.CANCELLED
    assert counts(variant.id) == (2, 1, 0)
    assert shop.mismatches() == []


def test_a_hold_past_its_hour_that_was_paid_meanwhile_is_not_reclaimed(shop: Shop) -> None:
    shop.variant(units=2)
    mine, theirs = shop.basket((WRAP, 2)), shop.basket((WRAP, 1), email="ada@example.com")
    shop.start(mine)
    shop.stripe.pay(shop.session_of(mine))
    shop.pass_time(timedelta(minutes=61))
    with pytest.raises(NotEnough):
        shop.start(theirs)
    assert shop.order(mine).payment is PaymentState.PAID
    assert shop.mismatches() == []


@pytest.mark.parametrize("kind", ["reset_after", "reset_before", "conflict_409", "error_429_lock_timeout"])
def test_a_lost_answer_is_asked_for_with_the_same_key(shop: Shop, kind: str) -> None:
    shop.variant()
    cart = shop.basket((WRAP, 1))
    shop.stripe.fault(kind, method="POST", path="/v1/checkout/sessions")
    with pytest.raises(PaymentsUnavailable):
        shop.start(cart)
    assert shop.attempt(cart).state is AttemptState.CREATING
    key = shop.attempt(cart).key
    shop.start(cart)
    assert shop.attempt(cart).key == key
    assert len(shop.stripe.sessions()) == 1
    assert shop.mismatches() == []


def test_a_500_after_the_effect_is_found_in_the_list(shop: Shop) -> None:
    shop.variant()
    cart = shop.basket((WRAP, 1))
    shop.stripe.fault("error_500_after", method="POST", path="/v1/checkout/sessions")
    started = shop.start(cart)
    (session,) = shop.stripe.sessions()
    assert started.address == session["url"]
    assert shop.mismatches() == []


def test_a_500_without_effect_frees_everything_and_the_next_press_works(shop: Shop) -> None:
    variant = shop.variant()
    cart = shop.basket((WRAP, 1))
    shop.stripe.fault("error_500", method="POST", path="/v1/checkout/sessions")
    with pytest.raises(PaymentsUnavailable):
        shop.start(cart)
    assert counts(variant.id) == (5, 0, 0)
    shop.start(cart)
    assert len(shop.stripe.sessions()) == 1
    assert shop.mismatches() == []


def test_nothing_is_written_while_expire_gets_no_answer(shop: Shop) -> None:
    shop.variant(units=3)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    with transaction():
        add_to_cart(cart, WRAP, 1, currency="EUR", now=utcnow())
    shop.stripe.fault("reset_before", method="POST", path="/v1/checkout/sessions/.*/expire")
    with pytest.raises(PaymentsUnavailable):
        shop.start(cart)
    assert len(open_holds_of(shop.order(cart).id)) == 1
    assert shop.mismatches() == []


def test_units_of_one_thing_put_in_twice_are_compared_together(shop: Shop) -> None:
    variant = shop.variant(units=3)
    cart = shop.basket((WRAP, 2))
    with transaction():
        add_to_cart(cart, WRAP, 2, currency="EUR", now=utcnow())
    with pytest.raises(NotEnough):
        shop.start(cart)
    assert counts(variant.id) == (3, 0, 0)


def test_what_is_no_longer_for_sale_is_said_by_name(shop: Shop) -> None:
    variant = shop.variant()
    cart = shop.basket((WRAP, 1))
    with transaction() as session:
        session.get_one(type(variant), variant.id).withdrawn_at = utcnow()
    with pytest.raises(BasketRefused, match="Wheat heat wrap is not for sale"):
        shop.start(cart)


def test_missing_answers_are_refused(shop: Shop) -> None:
    shop.variant()
    with pytest.raises(AnswerRefused):
        shop.start(shop.basket((WRAP, 1), street=""))


def test_an_address_that_only_stripe_refuses_is_said(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    variant = shop.variant()
    cart = shop.basket((WRAP, 1))
    from app.payments import rules

    def with_a_bad_address(*args: object, **kwargs: object) -> dict[str, object]:
        return {**rules.session_params(*args, **kwargs), "customer_email": "nora"}  # type: ignore[arg-type]

    monkeypatch.setattr("app.payments.protocol.opening.session_params", with_a_bad_address)
    with pytest.raises(MailRefusedByStripe):
        shop.start(cart)
    assert counts(variant.id) == (5, 0, 0)
    assert shop.mismatches() == []
