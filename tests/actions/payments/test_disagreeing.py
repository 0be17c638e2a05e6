"""A paid session that is not what its order asked for: ours goes back whole, a foreign one touches nothing (P1)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.inventory.queries import items_of
from app.orders.cancelling import cancel_order
from app.orders.models import Order, OrderState, PaymentState
from app.orders.queries import lock_order
from app.payments import rules
from app.payments.models import Attempt, AttemptState
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.releasing import release_attempt
from app.payments.queries import list_open_alerts, list_payments, list_refunds
from tests.support.mail import read_mail
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"


@pytest.fixture(autouse=True)
def _present() -> Iterator[None]:
    yield
    shift_clock(timedelta())


def counts(variant_id: int) -> tuple[int, int, int]:
    db.session.rollback()
    item = items_of([variant_id])[variant_id]
    return item.on_hand, item.held, item.allocated


def open_otherwise(shop: Shop, cart: int, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> str:
    """Open a basket's session with other parameters than its order asks for; returns its id."""

    def wrong(*args: Any, **kwargs: Any) -> dict[str, Any]:
        params = {**rules.session_params(*args, **kwargs), **changes}
        for item in params["line_items"]:
            item["price_data"].update(params.get("price", {}))
        return {name: value for name, value in params.items() if name != "price"}

    with monkeypatch.context() as patch:
        patch.setattr("app.payments.protocol.opening.session_params", wrong)
        shop.start(cart)
    return shop.session_of(cart)


def assert_gone_back(shop: Shop, order: Order, variant: int, amount: int, currency: str) -> None:
    """One payment that is not kept, one refund of all that was captured, the things free, shopper and staff told."""
    (payment,), (refund,) = list_payments(order.id), list_refunds(order.id)
    assert (payment.is_kept, payment.amount_minor, payment.currency) == (False, amount, currency)
    assert (refund.amount_minor, refund.currency, refund.state) == (amount, currency, "succeeded")
    assert [(one["amount"], one["currency"]) for one in shop.stripe.refunds()] == [(amount, currency.lower())]
    assert (order.payment, order.paid_minor, order.state) == (PaymentState.PENDING, 0, OrderState.CANCELLED)
    assert counts(variant) == (5, 0, 0)
    assert [one.kind for one in list_open_alerts()] == ["mismatch"]
    mails = read_mail(shop.app.extensions["config"].instance_dir / "mail")
    subject = f"Order {order.number}: your payment goes back"
    (mail,) = [one for one in mails if one["Subject"] == subject]
    sum_in_words = {"EUR": "€", "USD": "US$"}[currency] + f"{amount / 100:.2f}"
    assert sum_in_words in mail.get_body(("plain",)).get_content()
    assert shop.mismatches() == []


@pytest.mark.parametrize(
    ("changes", "amount", "currency"),
    [
        ({"price": {"unit_amount": 100}}, 200, "EUR"),
        ({"price": {"unit_amount": 49999}}, 99998, "EUR"),
        ({"price": {"currency": "usd"}}, 2850, "USD"),
        ({"client_reference_id": "7"}, 2850, "EUR"),
    ],
    ids=["less", "more", "currency", "reference"],
)
def test_a_paid_session_of_ours_that_disagrees_goes_back_whole(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], amount: int, currency: str
) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.stripe.pay(open_otherwise(shop, cart, monkeypatch, **changes))
    shop.deliver(times=2)
    shop.deliver(backwards=True)
    assert_gone_back(shop, shop.order(cart), variant.id, amount, currency)


def test_a_session_of_the_other_mode_goes_back_whole(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    with monkeypatch.context() as patch:
        patch.setattr(type(shop.till.gateway), "is_live", property(lambda _: True))
        look_at_session(shop.till, shop.session_of(cart))
    shop.work()
    shop.deliver()
    assert_gone_back(shop, shop.order(cart), variant.id, 2850, "EUR")


@pytest.mark.parametrize("lie", [{"amount_total": 1}, {"currency": "usd"}])
def test_what_goes_back_is_what_the_payment_took_and_not_what_the_session_says(
    shop: Shop, lie: dict[str, object]
) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.stripe.fault("wrong_amount", method="GET", path="/v1/checkout/sessions/.*", **lie)
    look_at_session(shop.till, shop.session_of(cart))
    shop.work()
    shop.deliver()
    assert_gone_back(shop, shop.order(cart), variant.id, 2850, "EUR")


def test_after_its_money_went_back_the_basket_can_be_paid_for(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.stripe.pay(open_otherwise(shop, cart, monkeypatch, price={"unit_amount": 100}))
    shop.deliver()
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    order = shop.order(cart)
    assert (order.payment, order.paid_minor) == (PaymentState.PAID, 2850)
    assert [one.is_kept for one in list_payments(order.id)] == [False, True]
    assert counts(variant.id) == (5, 0, 1)
    assert shop.mismatches() == []


def test_a_wrong_page_that_nobody_has_paid_is_ended(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    session = open_otherwise(shop, cart, monkeypatch, price={"unit_amount": 100})
    look_at_session(shop.till, session)
    shop.work()
    assert [one["status"] for one in shop.stripe.sessions()] == ["expired"]
    assert counts(variant.id) == (5, 0, 0)
    assert [one.kind for one in list_open_alerts()] == ["mismatch"]
    assert shop.mismatches() == []


def test_money_for_an_order_that_was_cancelled_on_purpose_goes_back(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    attempt, now = shop.attempt(cart), utcnow()
    with transaction() as session:
        order = lock_order(attempt.order_id)
        cancel_order(order, reason="called back by its maker", actor="user:1", now=now)
        found = session.get_one(Attempt, attempt.id)
        release_attempt(order, found, AttemptState.EXPIRED, proof="a mistake", now=now)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver(times=2)
    shop.deliver()
    order = shop.order(cart)
    assert (order.state, order.payment) == (OrderState.CANCELLED, PaymentState.PENDING)
    assert [(one.amount_minor, one.state) for one in list_refunds(order.id)] == [(2850, "succeeded")]
    assert counts(variant.id) == (5, 0, 0)
    assert [one.kind for one in list_open_alerts()] == ["returned"]
    assert shop.mismatches() == []


@pytest.mark.parametrize("is_known", [True, False], ids=["session-known", "session-not-known-yet"])
def test_a_foreign_session_touches_nothing_whatever_it_has_copied(shop: Shop, is_known: bool) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    attempt = shop.attempt(cart)
    if not is_known:
        with transaction() as session:
            found = session.get_one(Attempt, attempt.id)
            found.state, found.session_id, found.session_url = AttemptState.CREATING, None, None
    params = {
        "mode": "payment", "success_url": "https://other.example/", "client_reference_id": "another shop's",
        "metadata": {"attempt": attempt.key, "order": "1001"},
        "line_items": [{"price_data": {"currency": "eur", "unit_amount": 2850, "product_data": {"name": "x"}},
                        "quantity": 1}],
    }  # fmt: skip
    foreign = shop.till.gateway.create_session(params, key="foreign").id
    shop.stripe.pay(foreign)
    shop.deliver()
    look_at_session(shop.till, foreign)
    order = shop.order(cart)
    assert (order.state, order.payment) == (OrderState.OPEN, PaymentState.PENDING)
    assert list_payments(order.id) == []
    assert shop.stripe.refunds() == []
    assert list_open_alerts() == []
    assert counts(variant.id) == (5, 1, 0)
