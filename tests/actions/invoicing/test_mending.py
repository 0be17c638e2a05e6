"""Papers that are missing, counters that are wrong: found by `flask verify`, and mended by it."""

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db, transaction
from app.invoicing.actions import bring_refund_in_step, issue_invoice
from app.invoicing.checks import repair_counters, repair_invoices
from app.invoicing.models import PaperCounter
from app.orders.models import Order
from app.orders.queries import lock_order
from app.payments.models import Attempt, AttemptState, Payment, Refund
from app.payments.papers import repair_notes
from app.payments.protocol import applying, refunding
from app.payments.queries import list_refunds
from tests.actions.invoicing.test_papers import WRAP, YEAR, paid, papers
from tests.actions.payments.test_refunding import give_back, retry_now
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


def test_an_order_from_before_there_were_papers_gets_its_invoice_before_a_note(shop: Shop) -> None:
    with transaction():
        order = paid(utcnow())
        old = order.id
    with transaction():
        bring_refund_in_step(lock_order(old), make_refund(old), 100, is_given=True, now=utcnow())
    assert [kind for kind, _, _ in papers(db.session.get_one(Order, old))] == ["invoice", "credit_note"]


def make_refund(order_id: int) -> int:
    """A refund's rows without the rest of its story; returns its id."""
    now = utcnow()
    attempt = Attempt(
        key=f"key-{order_id}", order_id=order_id, amount_minor=2850, currency="EUR", state=AttemptState.PAID,
        session_id=f"cs_{order_id}", created_at=now, protected_until=now, expires_at=now, checked_at=now,
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    payment = Payment(
        order_id=order_id, attempt_id=attempt.id, session_id=f"cs_{order_id}", intent_id=f"pi_{order_id}",
        amount_minor=2850, currency="EUR", arrived_at=now,
    )  # fmt: skip
    db.session.add(payment)
    db.session.flush()
    refund = Refund(
        key=f"re-{order_id}", order_id=order_id, payment_id=payment.id, amount_minor=100, currency="EUR",
        reason="", actor="user:1", wanted_at=now,
    )  # fmt: skip
    db.session.add(refund)
    db.session.flush()
    return refund.id


def test_a_kill_between_a_refund_and_its_note_leaves_neither_and_both_come_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)

    def killed(*_: object, **__: object) -> None:
        raise RuntimeError("killed here")

    with monkeypatch.context() as without:
        without.setattr(refunding, "write_paper_of", killed)
        shop.work()
    assert [one["amount"] for one in shop.stripe.refunds()] == [1000], "Stripe has made it"
    assert ([one.state for one in list_refunds(order.id)], len(papers(order))) == (["wanted"], 1)
    assert shop.mismatches() == []
    retry_now()
    shop.work()
    assert papers(order)[1:] == [("credit_note", f"CN-{YEAR}-000001", 1000)]
    assert [one["amount"] for one in shop.stripe.refunds()] == [1000]
    assert shop.mismatches() == []


def test_a_note_that_is_missing_is_found_and_written_by_the_repair(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    with monkeypatch.context() as without:
        without.setattr(refunding, "write_paper_of", lambda *_, **__: None)
        shop.work()
    assert [line[:2] for line in shop.mismatches()] == ["I2"]
    repair_notes()
    repair_notes()
    assert papers(order)[1:] == [("credit_note", f"CN-{YEAR}-000001", 1000)]
    logged = select(AuditEntry.subject_id).where(AuditEntry.action == "paper.issued")
    assert db.session.scalars(logged).all() == [str(order.id)]
    assert shop.mismatches() == []


def test_an_invoice_that_is_missing_is_found_and_written_by_the_repair(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant(units=9)
    shop.buy((WRAP, 1))
    with monkeypatch.context() as without:
        without.setattr(applying, "issue_invoice", lambda *_, **__: None)
        lacking = [shop.buy((WRAP, 1)), shop.buy((WRAP, 1))]
    assert [line[:2] for line in shop.mismatches()] == ["I2", "I2"]
    repair_invoices()
    assert [papers(one)[0][1] for one in lacking] == [f"{YEAR}-000002", f"{YEAR}-000003"]
    assert shop.mismatches() == []


def test_a_counter_that_was_moved_is_found_and_set_back(shop: Shop) -> None:
    shop.variant()
    shop.buy((WRAP, 1))
    with transaction() as session:
        session.query(PaperCounter).one().last_number = 7
    assert [line[:2] for line in shop.mismatches()] == ["I1"]
    repair_counters()
    assert shop.mismatches() == []
    with transaction():
        assert issue_invoice(paid(), now=utcnow()).number == 2
