"""Disputes that end: won, the order goes on; lost, the money counts as gone and is told plainly."""

import pytest

from app.clock import utcnow
from app.db import db, transaction
from app.invoicing.models import PaperKind
from app.invoicing.queries import list_papers
from app.orders.errors import StepRefused
from app.orders.models import Order, OrderState, PaymentState
from app.orders.queries import lock_order
from app.outbox.models import OutboxItem
from app.payments.errors import RefundRefused
from app.payments.giving_back import refund_order
from app.payments.models import Dispute
from app.payments.papers import repair_lost_notes
from app.payments.protocol import cancelling
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.protocol.disputing import apply_dispute
from app.payments.queries import list_open_alerts, list_payments
from app.payments.told import ToldDispute
from tests.actions.payments.test_refunding import STAFF, WRAP, counts, fresh, give_back, send
from tests.support.shop import Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres


def open_dispute(shop: Shop) -> str:
    (charge,) = shop.stripe.ask("/charges")["data"]
    dispute = shop.stripe.control("POST", f"/charges/{charge['id']}/dispute")
    shop.deliver()
    return str(dispute["id"])


def lose(shop: Shop, dispute: str) -> None:
    evidence = {"evidence": {"uncategorized_text": "losing_evidence"}, "submit": True}
    shop.till.gateway.open_client().v1.disputes.update(dispute, evidence)
    shop.deliver(times=2)


def test_an_order_whose_dispute_was_lost_can_be_cancelled_and_pays_nothing_twice(shop: Shop) -> None:
    variant = shop.variant(units=5)
    order = shop.buy((WRAP, 2))
    dispute = open_dispute(shop)
    with pytest.raises(StepRefused, match="disputed"):
        cancel_by_staff(shop.till, order.id, reason="", actor=STAFF)
    lose(shop, dispute)
    with pytest.raises(StepRefused, match="Only paid"):
        send(order)
    cancel_by_staff(shop.till, order.id, reason="the bank took the money back", actor=STAFF)
    shop.work()
    assert (fresh(order).state, order.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert counts(variant.id) == (5, 0, 0)
    assert shop.stripe.refunds() == []
    assert papers(order) == [("invoice", 5250), ("credit_note", 5250)], "nothing was sold after all"
    assert list_papers(order.id)[1].tax_minor == order.tax_minor
    assert shop.mismatches() == []


def test_a_part_that_went_back_and_a_part_that_a_bank_took_have_a_note_each(shop: Shop) -> None:
    shop.variant(units=5)
    order = shop.buy((WRAP, 1))
    give_back(order, 850)
    shop.work()
    lose(shop, open_dispute(shop))
    assert papers(order) == [("invoice", 2850), ("credit_note", 850)]
    cancel_by_staff(shop.till, order.id, reason="the bank took the money back", actor=STAFF)
    assert papers(order) == [("invoice", 2850), ("credit_note", 850), ("credit_note", 2000)]
    assert sum(one.tax_minor for one in list_papers(order.id)[1:]) == order.tax_minor
    assert shop.mismatches() == []


def test_a_win_after_the_order_was_cancelled_takes_its_note_back(shop: Shop) -> None:
    shop.variant(units=5)
    order = shop.buy((WRAP, 1))
    lose(shop, open_dispute(shop))
    cancel_by_staff(shop.till, order.id, reason="the bank took the money back", actor=STAFF)
    for status in ("won", "won", "lost"):
        turn(shop, order, status)
    kinds = [kind for kind, _ in papers(order)]
    assert kinds == ["invoice", "credit_note", "correction", "credit_note"]
    assert shop.mismatches() == []


def test_verify_finds_a_cancelled_order_without_the_note_of_what_a_bank_took(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant(units=5)
    order = shop.buy((WRAP, 1))
    lose(shop, open_dispute(shop))
    monkeypatch.setattr(cancelling, "write_papers_of_lost", lambda *_args, **_more: [])
    cancel_by_staff(shop.till, order.id, reason="the bank took the money back", actor=STAFF)
    assert [one[:2] for one in shop.mismatches()] == ["I2"]
    repair_lost_notes()
    assert papers(order) == [("invoice", 2850), ("credit_note", 2850)]
    assert shop.mismatches() == []


def papers(order: Order) -> list[tuple[str, int]]:
    db.session.rollback()
    return [(one.kind.value, one.total_minor) for one in list_papers(order.id)]


def turn(shop: Shop, order: Order, status: str) -> None:
    """Let Stripe tell that a dispute stands otherwise than it did."""
    one = disputed(order)
    told = ToldDispute(
        id=one.stripe_id, status=status, amount=2850, currency="EUR", reason="general",
        intent_id=list_payments(order.id)[0].intent_id, opened_at=one.opened_at,
    )  # fmt: skip
    with transaction():
        apply_dispute(shop.till, told, now=utcnow())


def test_what_a_bank_has_taken_back_counts_as_gone_and_is_told(shop: Shop) -> None:
    shop.variant(units=5)
    order = shop.buy((WRAP, 1))
    lose(shop, open_dispute(shop))
    lost = fresh(order)
    assert (lost.payment, lost.disputes_open) == (PaymentState.REFUNDED, 0)
    assert (lost.lost_minor, lost.refunded_minor) == (2850, 2850)
    with pytest.raises(RefundRefused):
        give_back(order, 100, seen=2850)
    assert shop.stripe.refunds() == []
    assert [one.kind for one in list_papers(order.id)] == [PaperKind.INVOICE], (
        "a bank's decision is no credit note"
    )
    alerts = [one.words for one in list_open_alerts() if one.kind == "dispute_closed"]
    assert len(alerts) == 1 and "Cancel it if nothing is to be sent" in alerts[0]
    key = f"dispute-lost:{disputed(order).stripe_id}"
    (letter,) = db.session.query(OutboxItem).filter_by(natural_key=key).all()
    assert letter.done_at is not None
    assert shop.mismatches() == []


def test_a_dispute_lost_after_a_part_went_back_takes_what_was_left(shop: Shop) -> None:
    shop.variant(units=5)
    order = shop.buy((WRAP, 1))
    give_back(order, 850)
    shop.work()
    lose(shop, open_dispute(shop))
    lost = fresh(order)
    assert (lost.lost_minor, lost.refunded_minor, lost.payment) == (2000, 2850, PaymentState.REFUNDED)
    assert shop.mismatches() == []


def test_staff_are_told_that_what_became_store_credit_is_gone_twice(shop: Shop) -> None:
    shop.variant(units=5)
    order = shop.buy((WRAP, 1))
    with transaction():
        refund_order(
            lock_order(order.id), 1000, seen_refunded=0, reason="agreed", actor=STAFF, now=utcnow(),
            secret_key=shop.till.secret_keys[0],
        )  # fmt: skip
    lose(shop, open_dispute(shop))
    (told,) = [one.words for one in list_open_alerts() if one.kind == "dispute_closed"]
    assert "10.00 EUR of it had gone back before" in told and "take what is left off that card" in told
    assert fresh(order).refunded_minor == 2850
    assert shop.mismatches() == []


def test_a_loss_that_turns_into_a_win_brings_the_order_back(shop: Shop) -> None:
    """Stripe may tell of a lost dispute that was won after all; what it tells last counts."""
    shop.variant(units=5)
    order = shop.buy((WRAP, 1))
    lose(shop, open_dispute(shop))
    turn(shop, order, "won")
    assert (fresh(order).payment, order.lost_minor, order.refunded_minor) == (PaymentState.PAID, 0, 0)
    send(order)
    assert shop.mismatches() == []


@pytest.mark.parametrize(
    "statement", ["UPDATE orders SET lost_minor = 1", "UPDATE payments SET refunded_minor = 0"]
)
def test_verify_finds_lost_money_that_is_not_counted(shop: Shop, statement: str) -> None:
    shop.variant(units=5)
    shop.buy((WRAP, 1))
    lose(shop, open_dispute(shop))
    assert "M3" in codes_found_after(statement, "orders", "payments")


def disputed(order: Order) -> Dispute:
    db.session.rollback()
    return db.session.query(Dispute).filter_by(order_id=order.id).one()
