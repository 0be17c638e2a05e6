"""How a use ends where the usual way is left: late money, disagreeing money, a bank payment, and the walls."""

import pytest
from sqlalchemy import select, text

from app.cart.actions import add_to_cart, keep_answers, set_code, set_country
from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import Order, PaymentState
from app.orders.redeeming import WhyNot
from app.payments.protocol.applying import look_at_session
from app.payments.queries import list_open_alerts, list_payments
from app.pricing.offering import stop_offer
from tests.actions.offers.test_redeeming import expire, pay, uses, why_not, with_code
from tests.actions.payments.test_disagreeing import open_otherwise
from tests.factories.offers import make_offer
from tests.support.mail import read_mail, text_of
from tests.support.shop import ANSWERS, Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres
WRAP, LAMP = "SH-WHW", "SH-ABL"


def paid_late(shop: Shop, cart: int) -> None:
    """Free an order's things and uses as a proof would, though its session can still be paid; then pay it."""
    from app.orders.queries import lock_order
    from app.payments.models import AttemptState
    from app.payments.protocol.releasing import release_attempt

    session = shop.session_of(cart)
    attempt = shop.attempt(cart)
    with transaction():
        order = lock_order(attempt.order_id)
        release_attempt(
            order, db.session.merge(attempt), AttemptState.FAILED, proof="a mistake", now=utcnow()
        )
    shop.stripe.pay(session)


def test_an_expired_session_gives_its_use_to_the_next_shopper(shop: Shop) -> None:
    shop.variant(units=9)
    code = make_offer(most_uses=1)
    mine = with_code(shop, (WRAP, 1))
    shop.start(mine)
    expire(shop, mine)
    assert uses(code) == (0, 0)
    theirs = with_code(shop, (WRAP, 1), email="ada@example.com")
    pay(shop, theirs)
    assert uses(code) == (0, 1)
    assert shop.mismatches() == []


def test_late_money_takes_a_use_again_while_one_is_left(shop: Shop) -> None:
    shop.variant(units=9)
    code = make_offer(most_uses=1)
    cart = with_code(shop, (WRAP, 1))
    shop.start(cart)
    session = shop.session_of(cart)
    paid_late(shop, cart)
    assert uses(code) == (0, 0)
    with transaction():
        stop_offer(code.id, actor="user:1", now=utcnow())  # the price was agreed to before
    look_at_session(shop.till, session)
    assert shop.order(cart).payment is PaymentState.PAID
    assert uses(code) == (0, 1)
    assert shop.mismatches() == []


def late_beside_a_newer_first_order(shop: Shop) -> tuple[Order, Order]:
    """Let a basket's first order end by mistake, another of the same mailbox be paid, and then its money come."""
    shop.variant(units=9)
    make_offer(code="FIRST", first_order=True)
    older = with_code(shop, (WRAP, 1), code="first")
    shop.start(older)
    session = shop.session_of(older)
    paid_late(shop, older)
    newer = with_code(shop, (WRAP, 1), code="first", email="Nora+again@example.com")
    pay(shop, newer)
    look_at_session(shop.till, session)
    shop.work()
    return shop.order(older), shop.order(newer)


def test_late_money_keeps_an_offer_for_a_first_order_and_staff_are_told(shop: Shop) -> None:
    older, newer = late_beside_a_newer_first_order(shop)
    assert (older.payment, newer.payment) == (PaymentState.PAID, PaymentState.PAID)
    assert older.discount_minor == newer.discount_minor > 0, "the price was agreed to"
    (told,) = [one.words for one in list_open_alerts() if one.kind == "first_order"]
    assert f"Order {older.number} was paid late and keeps" in told
    assert shop.stripe.refunds() == []
    assert shop.mismatches() == []


def test_verify_finds_a_second_offer_for_a_first_order_of_which_nobody_was_told(shop: Shop) -> None:
    late_beside_a_newer_first_order(shop)
    assert "M4" in codes_found_after("DELETE FROM payment_alerts", "payment_alerts")
    assert shop.mismatches() == []


def test_late_money_whose_code_is_used_up_goes_back(shop: Shop) -> None:
    variant = shop.variant(units=9)
    code = make_offer(most_uses=1)
    cart = with_code(shop, (WRAP, 1))
    shop.start(cart)
    session = shop.session_of(cart)
    paid_late(shop, cart)
    theirs = with_code(shop, (WRAP, 1), email="ada@example.com")
    pay(shop, theirs)
    look_at_session(shop.till, session)
    shop.work()
    (payment,) = list_payments(shop.order(cart).id)
    assert (payment.is_kept, payment.refunded_minor) == (False, payment.amount_minor)
    assert [one["amount"] for one in shop.stripe.refunds()] == [payment.amount_minor]
    assert uses(code) == (0, 1)
    allocated = select(db.metadata.tables["stock_items"].c.allocated).where(
        text(f"variant_id = {variant.id}")
    )
    assert db.session.scalar(allocated) == 1
    mails = [text_of(one) for one in read_mail(shop.app.extensions["config"].instance_dir / "mail")]
    assert len([one for one in mails if "the offer that its price rested on had been used up" in one]) == 1
    assert shop.mismatches() == []


def test_the_database_refuses_what_must_not_be_and_verify_finds_it(shop: Shop) -> None:
    from sqlalchemy.exc import DatabaseError

    shop.variant(units=9)
    make_offer(most_uses=1)
    pay(shop, with_code(shop, (WRAP, 1)))
    refused = [
        "UPDATE offers SET uses = 2", "UPDATE offers SET uses = -1", "UPDATE order_offers SET amount_minor = 1",
        "UPDATE order_offers SET name = 'Another'", "DELETE FROM order_offers", "UPDATE offers SET code = NULL",
        "UPDATE offer_uses SET freed_at = settled_at",
        "INSERT INTO offer_uses (offer_id, order_id, taken_at, proof)"
        " SELECT offer_id, order_id, taken_at, '' FROM offer_uses",
        "INSERT INTO offer_uses (offer_id, order_id, taken_at, freed_at, proof)"
        " SELECT offer_id, order_id, taken_at, taken_at, '' FROM offer_uses",
    ]  # fmt: skip
    for statement in refused:
        with pytest.raises(DatabaseError), transaction() as session:
            session.execute(text(statement))
    assert shop.mismatches() == []
    with transaction() as session:
        session.execute(text("UPDATE offers SET most_uses = NULL, uses = 5"))
    assert [one.partition(":")[0] for one in shop.mismatches()] == ["M4"]
    from app.verifying import run_checks

    run_checks(repair="M4")
    assert shop.mismatches() == []
    with transaction() as session:
        session.execute(text("UPDATE offer_uses SET settled_at = NULL"))
    assert "has a use and waits for no payment" in shop.mismatches()[0]


def test_money_that_does_not_agree_goes_back_and_so_does_its_use(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant(units=9)
    code = make_offer(most_uses=1)
    cart = with_code(shop, (WRAP, 1))
    session = open_otherwise(shop, cart, monkeypatch, client_reference_id="7")
    assert uses(code) == (1, 0)
    shop.stripe.pay(session)
    look_at_session(shop.till, session)
    shop.work()
    assert shop.order(cart).payment is PaymentState.PENDING
    assert uses(code) == (0, 0)
    assert shop.mismatches() == []


def test_a_bank_payment_on_its_way_keeps_its_use_from_the_next_basket(shop: Shop) -> None:
    shop.variant(units=9)
    code = make_offer(most_uses=1)
    cart = with_code(shop, (WRAP, 1))
    shop.start(cart)
    session = shop.session_of(cart)
    shop.stripe.pay(session, method="bank_debit")
    look_at_session(shop.till, session)
    with transaction():
        add_to_cart(cart, WRAP, 2, currency="EUR", now=utcnow())
        set_country(cart, "IE", now=utcnow())
        keep_answers(cart, ANSWERS, now=utcnow())
        set_code(cart, "welcome10", now=utcnow())
    assert why_not(cart) is WhyNot.NOT_NOW
    shop.start(cart)
    assert shop.order(cart).discount_minor == 0
    assert uses(code) == (1, 0)
    assert shop.mismatches() == []
