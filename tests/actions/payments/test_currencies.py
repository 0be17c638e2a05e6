"""Currencies without a minor unit and with three digits, from the price to the refund; and sums that are too large."""

from collections.abc import Iterator

import pytest

from app.cart.actions import add_to_cart, keep_answers, open_cart, set_country
from app.clock import utcnow
from app.db import transaction
from app.money import Money
from app.orders.errors import BasketRefused
from app.orders.models import PaymentState
from app.orders.queries import lock_order
from app.payments.errors import RefundRefused
from app.payments.giving_back import refund_order
from app.payments.queries import list_payments
from app.pricing.actions import set_price
from app.pricing.errors import PriceRefused
from app.settings.actions import change_setting
from app.settings.queries import forget_settings
from blueprints.staff.orders.money import parse_amount
from tests.support.mail import read_mail
from tests.support.shop import ANSWERS, Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    yield
    forget_settings()


def basket_in(currency: str, price: int, units: int) -> int:
    """A site that sells in another currency, and a basket there; delivery costs 450 minor units."""
    now = utcnow()
    with transaction():
        change_setting("currency", currency, actor="user:1", now=now)
        set_price(1, Money(minor=price, currency=currency), "user:1", now)
    with transaction():
        cart, _ = open_cart(now=now)
        add_to_cart(cart.id, WRAP, units, currency=currency, now=now)
        set_country(cart.id, "IE", now=now)
        keep_answers(cart.id, ANSWERS, now=now)
        return cart.id


@pytest.mark.parametrize(
    ("currency", "price", "words", "odd", "typed", "back"),
    [("JPY", 2401, "JP¥5,252", 0, "1000", 1000), ("KWD", 2410, "KWD5.270", 5, "1.5", 1500)],
)
def test_a_sale_and_a_refund_in_another_number_of_digits(
    shop: Shop, currency: str, price: int, words: str, odd: int, typed: str, back: int
) -> None:
    shop.variant(units=5)
    cart = basket_in(currency, price, 2)
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    order = shop.order(cart)
    (session,) = shop.stripe.sessions()
    assert (session["amount_total"], session["currency"]) == (2 * price + 450, currency.lower())
    assert (order.payment, order.paid_minor) == (PaymentState.PAID, 2 * price + 450)
    (mail,) = read_mail(shop.app.extensions["config"].instance_dir / "mail")
    assert words in mail.get_body(("plain",)).get_content()
    if odd:
        with pytest.raises(RefundRefused, match="multiples of"), transaction():
            give(order.id, odd)
    with transaction():
        give(order.id, parse_amount(typed, currency))
    shop.work()
    assert [one["amount"] for one in shop.stripe.refunds()] == [back]
    assert list_payments(order.id)[0].refunded_minor == back
    assert shop.mismatches() == []


def give(order_id: int, amount: int) -> None:
    order = lock_order(order_id)
    seen = order.refunded_minor
    refund_order(order, amount, seen_refunded=seen, reason="", actor="user:1", now=utcnow())


@pytest.mark.parametrize(("typed", "currency"), [("12.5", "JPY"), ("1.2345", "KWD"), ("1.234", "EUR")])
def test_more_digits_than_a_currency_has_are_refused(typed: str, currency: str) -> None:
    with pytest.raises(RefundRefused):
        parse_amount(typed, currency)


@pytest.mark.parametrize(("currency", "minor"), [("KWD", 2401), ("ISK", 150)])
def test_a_price_that_stripe_cannot_charge_is_refused(shop: Shop, currency: str, minor: int) -> None:
    variant = shop.variant()
    with pytest.raises(PriceRefused, match="multiples"), transaction():
        set_price(variant.id, Money(minor=minor, currency=currency), "user:1", utcnow())


def test_a_sum_that_cannot_be_paid_at_once_is_a_sentence(shop: Shop) -> None:
    shop.variant(units=20, price=9_999_999)
    cart = shop.basket((WRAP, 20))
    with pytest.raises(BasketRefused, match="split it into two"):
        shop.start(cart)
    assert shop.order(cart) is None
