"""Stripe Tax by setting: asked before an order, kept with it, written down once paid, taken back with credit notes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.cart.models import Cart
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.orders.models import Order, OrderTax
from app.orders.queries import lock_order
from app.outbox.models import OutboxItem
from app.payments.actions import want_refund
from app.payments.drafting import draft_order
from app.payments.errors import TaxPlaceUnknown, TaxUnavailable, TaxUnknown
from app.payments.models import Attempt, Payment, PaymentAlert
from app.payments.protocol.recording import record_taxes
from app.payments.protocol.taxing import draft_with_tax
from app.payments.tax_models import OrderTaxCalculation, TaxAnswer, TaxReversal
from app.settings.actions import change_setting
from app.verifying import run_checks
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
CALCULATIONS = "/v1/tax/calculations"
SALES, REVERSALS = "/v1/tax/transactions/create_from_calculation", "/v1/tax/transactions/create_reversal"


@pytest.fixture
def taxed(shop: Shop) -> Iterator[Shop]:
    """The shop that asks Stripe Tax, with a thing and a book."""
    shop.variant(units=9)
    shop.variant(sku="SH-BOOK", title="A book", units=9, price=1000, tax_class="books")
    with transaction():
        change_setting("tax_source", "stripe", actor="user:1", now=utcnow())
    yield shop
    shift_clock(timedelta())


def fail(shop: Shop, kind: str, path: str, times: int = 1) -> None:
    shop.stripe.control("POST", "/faults", kind=kind, method="POST", path=path, times=times, seconds=0)


def asked(shop: Shop, path: str) -> int:
    """How often the stand-in was asked."""
    return int(shop.stripe.control("GET", "/state")["requests"].get(f"POST {path}", 0))


def test_the_tax_is_told_kept_and_copied_and_asked_for_once(taxed: Shop) -> None:
    cart = taxed.basket(("SH-WHW", 1), ("SH-BOOK", 1))
    with pytest.raises(TaxUnknown):
        draft_order(db.session.get_one(Cart, cart), now=utcnow())
    for _ in range(2):
        draft = draft_with_tax(taxed.till, cart)
    assert (draft.quote.total.minor, draft.quote.tax.minor) == (2400 + 1000 + 450, 449 + 84)
    taxed.start(cart, seen=draft.fingerprint)
    order = taxed.order(cart)
    row = db.session.query(OrderTaxCalculation).one()
    assert (row.order_id, row.tax_minor, row.transaction_id) == (order.id, order.tax_minor, None)
    shares = db.session.query(OrderTax).order_by(OrderTax.tax_class)
    assert [(one.tax_class, one.points, one.tax_minor) for one in shares] == [
        ("books", 0, 0), ("delivery", 2300, 84), ("standard", 2300, 449),
    ]  # fmt: skip
    assert db.session.query(TaxAnswer).count() == 1, "asked once for the same sums"
    assert taxed.mismatches() == []


def test_a_paid_order_is_a_sale_at_stripe_and_a_refund_takes_its_part_back(taxed: Shop) -> None:
    order = taxed.buy(("SH-WHW", 1), ("SH-BOOK", 1))
    row = db.session.query(OrderTaxCalculation).one()
    client = taxed.till.gateway.open_client()
    sale = client.v1.tax.transactions.retrieve(row.transaction_id)
    assert (sale.type, sale.reference) == ("transaction", f"order-{order.number}")
    session = client.v1.checkout.sessions.retrieve(taxed.session_of(order.cart_id or 0))
    assert session.automatic_tax.enabled is False, "the tax is inside our sums"
    now = utcnow()
    with transaction():
        lock_order(order.id)
        want_refund(db.session.query(Payment).one(), 1000, reason="late", actor="user:1", now=now)
    taxed.work()
    taxed.deliver()
    back = db.session.query(TaxReversal).one()
    told = client.v1.tax.transactions.retrieve(back.transaction_id)
    assert (back.amount_minor, told.type, told.reversal.original_transaction) == (1000, "reversal", sale.id)
    assert taxed.mismatches() == []
    for _ in range(2):
        record_taxes(taxed.till, order.id)
    assert db.session.query(TaxReversal).count() == 1


@pytest.mark.parametrize("kind", ["error_500", "reset_before", "reset_after", "error_429_lock_timeout"])
def test_without_an_answer_nothing_is_placed_and_the_basket_stays(taxed: Shop, kind: str) -> None:
    cart = taxed.basket(("SH-WHW", 1))
    fail(taxed, kind, CALCULATIONS)
    with pytest.raises(TaxUnavailable, match="Your basket is safe"):
        taxed.start(cart)
    assert (db.session.query(Order).count(), db.session.query(Attempt).count()) == (0, 0)
    assert taxed.start(cart).address, "the next press goes on"


def test_an_answer_about_other_sums_is_no_answer(taxed: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    cart = taxed.basket(("SH-WHW", 1))
    make = type(taxed.till.gateway.open_client().v1.tax.calculations).create

    def dearer(self: Any, params: Any, options: Any) -> Any:
        lines = [{**one, "amount": one["amount"] + 1} for one in params["line_items"]]
        return make(self, {**params, "line_items": lines}, options)

    monkeypatch.setattr(type(taxed.till.gateway.open_client().v1.tax.calculations), "create", dearer)
    with pytest.raises(TaxUnavailable):
        taxed.start(cart)
    assert db.session.query(Order).count() == 0


def test_a_place_whose_tax_nobody_can_tell_is_asked_for_again(
    taxed: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.payments.protocol import taxing

    cart = taxed.basket(("SH-WHW", 1))
    ask = taxing.calculate

    def in_the_states(gateway: Any, params: Any, *, lines: int) -> Any:
        details = {"address": {"country": "US"}, "address_source": "shipping"}
        return ask(gateway, {**params, "customer_details": details}, lines=lines)

    monkeypatch.setattr(taxing, "calculate", in_the_states)
    with pytest.raises(TaxPlaceUnknown):
        taxed.start(cart)
    assert db.session.query(Order).count() == 0


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "error_500", "error_429_lock_timeout"])
def test_a_sale_whose_answer_is_lost_is_written_down_once(taxed: Shop, kind: str) -> None:
    fail(taxed, kind, SALES, times=3)
    taxed.buy(("SH-WHW", 1))
    assert db.session.query(OrderTaxCalculation).one().transaction_id is None
    assert taxed.mismatches() == [], "it is still owed"
    taxed.pass_time(timedelta(hours=1))
    taxed.work()
    row = db.session.query(OrderTaxCalculation).one()
    assert row.transaction_id, (row.failure, row.round)
    assert db.session.query(PaymentAlert).count() == 0
    assert taxed.mismatches() == []


def test_a_sale_that_a_broken_answer_did_write_down_is_not_asked_of_staff_again(taxed: Shop) -> None:
    fail(taxed, "error_500_after", SALES)
    taxed.buy(("SH-WHW", 1))
    taxed.pass_time(timedelta(hours=1))
    taxed.work()
    (told,) = [one.words for one in db.session.query(PaymentAlert)]
    assert "stands there already" in told and "by hand" not in told
    assert taxed.mismatches() == []


def buy_refused(shop: Shop) -> Order:
    """Buy something whose sale Stripe refuses to write down, since its reference is taken."""
    cart = shop.basket(("SH-WHW", 1))
    shop.start(cart)
    client = shop.till.gateway.open_client()
    row = db.session.query(OrderTaxCalculation).one()
    reference = f"order-{shop.order(cart).number}"
    client.v1.tax.transactions.create_from_calculation(
        {"calculation": row.calculation_id, "reference": reference}
    )
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    return shop.order(cart)


def test_what_stripe_refuses_is_told_to_staff_and_not_asked_for_ever(taxed: Shop) -> None:
    buy_refused(taxed)
    alert = db.session.query(PaymentAlert).one()
    assert alert.kind == "tax"
    assert "stands there already" in alert.words
    assert db.session.query(OutboxItem).filter_by(kind="payments.tax", done_at=None).count() == 0
    assert taxed.mismatches() == []


def test_what_goes_back_of_a_sale_that_stripe_refused_is_told_to_staff_too(taxed: Shop) -> None:
    order = buy_refused(taxed)
    assert db.session.query(OrderTaxCalculation).one().failure
    give_back(taxed, order)
    told = [one.words for one in db.session.query(PaymentAlert).order_by(PaymentAlert.id)]
    assert len(told) == 2 and "10.00 EUR of it went back" in told[1]
    assert taxed.mismatches() == []


def test_a_refund_that_failed_meanwhile_is_not_taken_back_at_stripe(taxed: Shop) -> None:
    order = taxed.buy(("SH-WHW", 1))
    fail(taxed, "error_500", REVERSALS, times=3)
    give_back(taxed, order)
    assert db.session.query(TaxReversal).one().transaction_id is None
    refund = taxed.stripe.refunds()[0]["id"]
    taxed.stripe.control("POST", f"/refunds/{refund}/fail")
    taxed.deliver()
    taxed.pass_time(timedelta(hours=1))
    taxed.work()
    assert db.session.query(TaxReversal).one().transaction_id is None
    assert [one.kind for one in db.session.query(PaymentAlert)] == ["refund_failed"]
    assert taxed.mismatches() == []


def give_back(shop: Shop, order: Order) -> None:
    with transaction():
        lock_order(order.id)
        want_refund(db.session.query(Payment).one(), 1000, reason="late", actor="user:1", now=utcnow())
    shop.work()
    shop.deliver()


def test_an_answer_is_used_again_for_a_day_and_then_asked_anew(taxed: Shop) -> None:
    cart = taxed.basket(("SH-WHW", 1))
    first = draft_with_tax(taxed.till, cart).quote.calculation
    assert draft_with_tax(taxed.till, cart).quote.calculation == first
    taxed.pass_time(timedelta(days=1, minutes=1))
    assert draft_with_tax(taxed.till, cart).quote.calculation != first
    assert db.session.query(TaxAnswer).count() == 1


def test_an_open_page_stays_open_when_its_answer_has_aged(taxed: Shop) -> None:
    cart = taxed.basket(("SH-WHW", 1))
    address = taxed.start(cart).address
    with transaction():
        db.session.query(TaxAnswer).delete()
    assert taxed.start(cart).address == address


def test_verify_finds_what_was_done_behind_its_back_and_owes_it_anew(taxed: Shop) -> None:
    order = taxed.buy(("SH-WHW", 1))
    with transaction():
        db.session.execute(
            text("UPDATE order_tax_calculations SET transaction_id = NULL, recorded_at = NULL")
        )
    assert taxed.mismatches() == [f"T1: order {order.number} is paid, and Stripe Tax does not know of it"]
    with transaction():
        db.session.execute(text("UPDATE order_tax_calculations SET tax_minor = tax_minor + 1"))
    assert len(taxed.mismatches()) == 2
    with transaction():
        db.session.execute(text("UPDATE order_tax_calculations SET tax_minor = tax_minor - 1"))
    run_checks(repair="T1")
    taxed.work()
    assert db.session.query(OrderTaxCalculation).one().transaction_id, "the same key finds the same sale"
    assert taxed.mismatches() == []


def test_our_own_table_asks_nobody(shop: Shop) -> None:
    shop.variant(units=9)
    fail(shop, "error_500", CALCULATIONS, times=9)
    order = shop.buy(("SH-WHW", 1))
    assert order.paid_at
    assert db.session.query(OrderTaxCalculation).count() == 0
    assert db.session.query(OutboxItem).filter_by(kind="payments.tax").count() == 0


def test_what_a_gift_card_pays_whole_is_written_down_too(taxed: Shop) -> None:
    from app.cart.cards import add_card
    from tests.factories.credit import make_card

    cart = taxed.basket(("SH-WHW", 1))
    with transaction():
        add_card(cart, make_card(5000)[0], now=utcnow())
    assert taxed.start(cart).is_paid
    taxed.work()
    assert db.session.query(OrderTaxCalculation).one().transaction_id
    assert taxed.mismatches() == []
