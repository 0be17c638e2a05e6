"""Gift cards on the way from the basket to a paid order: reserved, spent, given back, and what is left to charge."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.cart.cards import list_cards
from app.clock import utcnow
from app.credit.issuing import stop_card
from app.credit.models import CreditUse
from app.db import db, transaction
from app.orders.errors import CardChanged
from app.orders.models import OrderState, PaymentState
from app.orders.queries import lock_order
from app.payments.errors import DraftChanged
from app.payments.models import Attempt, AttemptState, Payment
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.releasing import release_attempt
from app.payments.queries import list_payments
from tests.actions.credit.cards import expire, ledger, on_card, with_cards
from tests.actions.payments.test_disagreeing import open_otherwise
from tests.factories.credit import make_card
from tests.support.mail import read_mail, text_of
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
TOTAL = 2850


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def mails(shop: Shop, words: str) -> int:
    found = [text_of(one) for one in read_mail(shop.app.extensions["config"].instance_dir / "mail")]
    return len([one for one in found if words in one])


def test_a_card_pays_a_part_and_stripe_charges_the_rest(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    shop.start(cart)
    order = shop.order(cart)
    assert (order.total_minor, order.credit_minor, order.due_minor) == (TOTAL, 1000, 1850)
    assert shop.attempt(cart).amount_minor == shop.stripe.sessions()[-1]["amount_total"] == 1850
    assert ledger(card) == [("issued", 1000), ("reserved", -1000)]
    assert shop.mismatches() == []
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver(times=2)
    order = shop.order(cart)
    assert (order.payment, order.paid_minor) == (PaymentState.PAID, TOTAL)
    assert ledger(card) == [("issued", 1000), ("reserved", -1000), ("spent", 0)]
    assert list_cards(cart) == []
    assert mails(shop, "Paid by gift card ending in") == 1
    assert shop.mismatches() == []


def test_a_card_that_covers_everything_asks_nothing_of_stripe(shop: Shop) -> None:
    variant = shop.variant(units=9)
    card, _ = make_card(5000)
    cart = with_cards(shop, card)
    started = shop.start(cart)
    order = shop.order(cart)
    assert started.is_paid and started.address.startswith("/orders/")
    assert (order.payment, order.paid_minor, order.state) == (PaymentState.PAID, TOTAL, OrderState.OPEN)
    assert (on_card(card), count(Attempt), count(Payment), shop.stripe.sessions()) == (2150, 0, 0, [])
    from app.inventory.queries import items_of

    item = items_of([variant.id])[variant.id]
    assert (item.held, item.allocated) == (0, 1)
    shop.work()
    assert mails(shop, "Paid by gift card ending in") == 1
    assert shop.mismatches() == []


def test_a_second_press_leads_to_the_same_order(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(9000)
    cart = with_cards(shop, card)
    from app.payments.drafting import fingerprint_now

    seen = fingerprint_now(cart, utcnow())
    first, second = shop.start(cart, seen=seen), shop.start(cart, seen=seen)
    assert first.address == second.address
    assert on_card(card) == 9000 - TOTAL


def test_two_cards_pay_one_after_the_other(shop: Shop) -> None:
    shop.variant(units=9)
    small, large = make_card(1000)[0], make_card(5000)[0]
    shop.start(with_cards(shop, small, large))
    assert (on_card(small), on_card(large)) == (0, 5000 - 1850)
    assert shop.mismatches() == []


def test_what_is_left_to_charge_is_never_below_what_stripe_takes(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(TOTAL - 1)
    cart = with_cards(shop, card)
    shop.start(cart)
    assert shop.stripe.sessions()[-1]["amount_total"] == 50
    assert on_card(card) == 49
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    assert shop.order(cart).payment is PaymentState.PAID
    assert shop.mismatches() == []


def test_an_expired_session_gives_the_reserved_amount_back_once(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    shop.start(cart)
    expire(shop, cart)
    shop.deliver(times=2)
    assert ledger(card) == [("issued", 1000), ("reserved", -1000), ("released", 1000)]
    assert shop.mismatches() == []


def test_our_own_clock_gives_nothing_back(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    shop.start(cart)
    try:
        from app.clock import shift_clock

        shift_clock(timedelta(days=3))
        shop.work()
    finally:
        shift_clock(timedelta())
    assert on_card(card) == 0


def test_going_back_and_on_again_keeps_the_same_reservation(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    first = shop.start(cart)
    assert shop.start(cart).address == first.address
    shop.start(cart, renew=True)
    assert (on_card(card), count(CreditUse)) == (0, 1)
    assert shop.stripe.sessions()[-1]["amount_total"] == 1850
    assert shop.mismatches() == []


def test_a_card_added_later_makes_a_new_order_and_a_new_session(shop: Shop) -> None:
    from app.cart.cards import add_card, take_card_out

    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop)
    shop.start(cart)
    with transaction():
        add_card(cart, card, now=utcnow())
    shop.start(cart)
    assert (shop.order(cart).due_minor, on_card(card)) == (1850, 0)
    with transaction():
        take_card_out(cart, card, now=utcnow())
    shop.start(cart)  # the first order again, for it is the same
    assert (shop.attempt(cart).amount_minor, on_card(card)) == (TOTAL, 1000)
    assert shop.mismatches() == []


def paid_late(shop: Shop, cart: int) -> str:
    """Free an order's things and credit as a proof would, though its session can still be paid; then pay it."""
    session, attempt = shop.session_of(cart), shop.attempt(cart)
    with transaction():
        order = lock_order(attempt.order_id)
        release_attempt(
            order, db.session.merge(attempt), AttemptState.FAILED, proof="a mistake", now=utcnow()
        )
    shop.stripe.pay(session)
    return session


def test_late_money_takes_the_card_again_while_there_is_enough(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    shop.start(cart)
    session = paid_late(shop, cart)
    assert on_card(card) == 1000
    look_at_session(shop.till, session)
    assert (shop.order(cart).payment, on_card(card)) == (PaymentState.PAID, 0)
    assert shop.mismatches() == []


@pytest.mark.parametrize("how", ["spent elsewhere", "stopped"])
def test_late_money_whose_card_is_gone_goes_back_whole(shop: Shop, how: str) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    shop.start(cart)
    session = paid_late(shop, cart)
    if how == "stopped":
        with transaction():
            stop_card(card, actor="user:1", now=utcnow())
    else:
        shop.start(with_cards(shop, card, email="ada@example.com"))
    look_at_session(shop.till, session)
    shop.work()
    (payment,) = list_payments(shop.order(cart).id)
    assert (payment.is_kept, payment.refunded_minor) == (False, 1850)
    assert [one["amount"] for one in shop.stripe.refunds()] == [1850]
    assert shop.order(cart).payment is PaymentState.PENDING
    assert mails(shop, "its gift card had paid for something else") == 1
    assert shop.mismatches() == []


def test_a_session_that_takes_the_whole_total_does_not_agree_and_goes_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The amount that a session must have taken is what the cards left, not the order's total."""
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    price = {"currency": "eur", "unit_amount": TOTAL, "product_data": {"name": "Order"}}
    session = open_otherwise(shop, cart, monkeypatch, line_items=[{"price_data": price, "quantity": 1}])
    shop.stripe.pay(session)
    look_at_session(shop.till, session)
    shop.work()
    assert shop.order(cart).payment is PaymentState.PENDING
    assert [one["amount"] for one in shop.stripe.refunds()] == [TOTAL]
    assert on_card(card) == 1000
    assert shop.mismatches() == []


def test_a_card_that_pays_less_than_was_shown_is_told_and_not_charged(shop: Shop) -> None:
    from app.payments.drafting import fingerprint_now

    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    seen = fingerprint_now(cart, utcnow())
    shop.start(with_cards(shop, card, email="ada@example.com"))
    with pytest.raises((DraftChanged, CardChanged)):
        shop.start(cart, seen=seen)
    assert shop.mismatches() == []


def test_an_order_is_sealed_with_its_cards(shop: Shop) -> None:
    from app.orders.checks import fingerprint_of
    from app.orders.covering import list_order_credits
    from app.orders.queries import get_order_with_lines
    from app.orders.taxes import list_order_taxes

    shop.variant(units=9)
    cart = with_cards(shop, make_card(1000)[0])
    shop.start(cart)
    order = get_order_with_lines(shop.order(cart).id)
    taxes = list_order_taxes(order.id)
    sealed = fingerprint_of(order, order.lines, [], taxes, list_order_credits(order.id))
    assert sealed == order.fingerprint != fingerprint_of(order, order.lines, [], taxes)


def test_a_bank_payment_on_its_way_keeps_the_card_from_the_next_basket(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    shop.start(cart)
    session = shop.session_of(cart)
    shop.stripe.pay(session, method="bank_debit")
    look_at_session(shop.till, session)
    other = with_cards(shop, card, email="ada@example.com")
    shop.start(other)
    assert (shop.order(other).credit_minor, on_card(card)) == (0, 0)
    assert shop.mismatches() == []


def test_a_card_is_untouched_when_the_things_are_gone(shop: Shop) -> None:
    from app.inventory.errors import NotEnough

    shop.variant(units=1)
    card, _ = make_card(9000)
    shop.start(with_cards(shop))
    with pytest.raises(NotEnough):
        shop.start(with_cards(shop, card, email="ada@example.com"))
    assert (ledger(card), count(CreditUse)) == ([("issued", 9000)], 0)
    assert shop.mismatches() == []
