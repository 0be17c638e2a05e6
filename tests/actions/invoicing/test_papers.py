"""Invoices and credit notes: written with the money, one each, right to the unit."""

from datetime import datetime

import pytest

from app.clock import utcnow
from app.db import db, transaction
from app.invoicing.actions import issue_invoice
from app.invoicing.queries import list_papers
from app.invoicing.sheets import name_of
from app.orders.errors import StepRefused
from app.orders.models import Order
from app.orders.queries import lock_order
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.queries import list_payments, list_refunds
from tests.actions.payments.test_paying import release
from tests.actions.payments.test_refunding import give_back, retry_now
from tests.factories.orders import make_order
from tests.factories.stock import NOON
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"
YEAR = utcnow().year


def papers(order: Order) -> list[tuple[str, str, int]]:
    db.session.rollback()
    return [(one.kind.value, name_of(one), one.total_minor) for one in list_papers(order.id)]


def paid(now: datetime = NOON) -> Order:
    """An order in the open transaction whose money has come, without the rest of a sale."""
    order = make_order(now=now)
    order.paid_at = now
    return order


def fail_refund(shop: Shop, place: int = 0) -> None:
    shop.stripe.control("POST", f"/refunds/{shop.stripe.refunds()[place]['id']}/fail")
    shop.deliver(times=2)


def test_a_paid_order_has_one_invoice_of_its_sums_however_often_it_is_told(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    shop.deliver(times=3, backwards=True)
    assert papers(order) == [("invoice", f"{YEAR}-000001", 2850)]
    (invoice,) = list_papers(order.id)
    assert invoice.rates == [[2300, order.total_minor, order.tax_minor]]
    assert (invoice.tax_minor, invoice.currency) == (order.tax_minor, "EUR")
    assert shop.mismatches() == []


def test_what_is_not_paid_has_no_paper(shop: Shop) -> None:
    shop.variant()
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    assert papers(shop.order(cart)) == []
    with pytest.raises(StepRefused), transaction():
        issue_invoice(lock_order(shop.order(cart).id), now=utcnow())
    assert shop.mismatches() == []


def test_money_that_is_not_kept_has_neither_invoice_nor_note(shop: Shop) -> None:
    shop.variant(units=5)
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    first = shop.session_of(cart)
    release(shop, cart)
    shop.start(cart)
    for session in (first, shop.session_of(cart)):
        shop.stripe.pay(session)
    shop.deliver(times=2)
    shop.deliver()
    order = shop.order(cart)
    assert [one.state for one in list_refunds(order.id)] == ["succeeded"], "it was paid twice"
    assert papers(order) == [("invoice", f"{YEAR}-000001", 2850)]
    assert shop.mismatches() == []


def test_a_refund_has_its_note_once_stripe_has_taken_it(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    assert len(papers(order)) == 1, "what is only wanted may be refused"
    shop.work()
    shop.deliver(times=2)
    assert papers(order)[1:] == [("credit_note", f"CN-{YEAR}-000001", 1000)]
    give_back(order, 1850, seen=1000)
    shop.work()
    assert papers(order)[2:] == [("credit_note", f"CN-{YEAR}-000002", 1850)]
    invoice, first, second = list_papers(order.id)
    assert (first.about_id, second.about_id) == (invoice.id, invoice.id)
    assert first.tax_minor + second.tax_minor == invoice.tax_minor
    assert shop.mismatches() == []


def test_a_refund_that_fails_later_has_its_note_taken_back_among_the_invoices(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    shop.work()
    fail_refund(shop)
    assert papers(order)[1:] == [
        ("credit_note", f"CN-{YEAR}-000001", 1000),
        ("correction", f"{YEAR}-000002", 1000),
    ]
    _, note, correction = list_papers(order.id)
    assert (correction.about_id, correction.rates) == (note.id, note.rates)
    give_back(order, 2850)
    shop.work()
    assert papers(order)[3:] == [("credit_note", f"CN-{YEAR}-000002", 2850)]
    assert shop.mismatches() == []


def test_a_refund_that_stripe_refuses_never_had_a_note(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    intent = list_payments(order.id)[0].intent_id
    shop.till.gateway.create_refund(intent_id=intent, amount=2850, key="", idempotency_key="by-hand")
    shop.work()
    assert [one.state for one in list_refunds(order.id)] == ["failed"]
    assert len(papers(order)) == 1
    shop.deliver()
    assert papers(order)[1:] == [("credit_note", f"CN-{YEAR}-000001", 2850)], (
        "made at Stripe, written down here"
    )
    assert shop.mismatches() == []


def test_cancelling_gives_back_what_is_left_with_a_note_of_it(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 2))
    give_back(order, 1)
    shop.work()
    cancel_by_staff(shop.till, order.id, reason="not wanted", actor="user:1")
    shop.work()
    assert [total for _, _, total in papers(order)] == [5250, 1, 5249]
    assert shop.mismatches() == []


@pytest.mark.parametrize("fault", ["reset_after", "error_500_after"])
def test_a_lost_answer_of_stripes_makes_one_note(shop: Shop, fault: str) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    shop.stripe.fault(fault, method="POST", path="/v1/refunds", times=3)
    shop.work()
    shop.stripe.control("DELETE", "/faults")
    retry_now()
    shop.work()
    assert papers(order)[1:] == [("credit_note", f"CN-{YEAR}-000001", 1000)]
    assert shop.mismatches() == []
