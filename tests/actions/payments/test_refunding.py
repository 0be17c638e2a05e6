"""Money back, disputes, and what staff may do with an order."""

from datetime import timedelta

import pytest

from app.clock import utcnow
from app.db import db, transaction
from app.inventory.queries import items_of
from app.orders.errors import StepRefused
from app.orders.models import Fulfilment, Order, OrderState, PaymentState
from app.orders.queries import lock_order
from app.outbox.models import OutboxItem
from app.payments.actions import want_refund
from app.payments.errors import RefundRefused
from app.payments.giving_back import refund_order, restock
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.protocol.refunding import look_at_refund
from app.payments.queries import list_open_alerts, list_payments, list_refunds
from tests.support.mail import read_mail
from tests.support.parcels import send_all
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"
STAFF = "user:1"


def counts(variant_id: int) -> tuple[int, int, int]:
    db.session.rollback()
    item = items_of([variant_id])[variant_id]
    return item.on_hand, item.held, item.allocated


def give_back(order: Order, amount: int, *, seen: int = 0) -> None:
    with transaction():
        refund_order(
            lock_order(order.id), amount, seen_refunded=seen, reason="agreed", actor=STAFF, now=utcnow()
        )


def fresh(order: Order) -> Order:
    db.session.rollback()
    return db.session.get_one(Order, order.id, populate_existing=True)


def send(order: Order) -> None:
    send_all(order)


def retry_now() -> None:
    """Let what was put off be due."""
    with transaction() as session:
        for item in session.query(OutboxItem).filter(OutboxItem.done_at.is_(None)):
            item.due_at = utcnow()


def test_a_part_and_then_the_rest_go_back(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    shop.work()
    assert (fresh(order).payment, order.refunded_minor) == (PaymentState.PART_REFUNDED, 1000)
    give_back(order, 1850, seen=1000)
    shop.work()
    shop.deliver()
    assert fresh(order).payment is PaymentState.REFUNDED
    assert [one["amount"] for one in shop.stripe.refunds()] == [1000, 1850]
    mails = [one["Subject"] for one in read_mail(shop.app.extensions["config"].instance_dir / "mail")]
    assert mails.count(f"Order {order.number}: money on its way back") == 2
    assert shop.mismatches() == []


@pytest.mark.parametrize("amount", [0, -1, 2851, 10**9])
def test_no_more_goes_back_than_was_paid(shop: Shop, amount: int) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    with pytest.raises(RefundRefused):
        give_back(order, amount)
    with pytest.raises(RefundRefused), transaction():
        want_refund(list_payments(order.id)[0], amount, reason="", actor=STAFF, now=utcnow())


def test_pressing_refund_twice_gives_back_once(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    with pytest.raises(StepRefused):
        give_back(order, 1000)


@pytest.mark.parametrize(
    "fault", ["reset_after", "error_500_after", "reset_before", "error_500", "conflict_409"]
)
def test_a_refund_whose_answer_was_lost_is_made_once(shop: Shop, fault: str) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    shop.stripe.fault(fault, method="POST", path="/v1/refunds", times=3)
    shop.work()
    shop.stripe.control("DELETE", "/faults")
    retry_now()
    shop.work()
    assert [one["amount"] for one in shop.stripe.refunds()] == [1000]
    assert [one.state for one in list_refunds(order.id)] == ["succeeded"]
    assert shop.mismatches() == []


def test_a_refund_that_fails_later_frees_its_amount_and_staff_are_told(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 2850)
    shop.work()
    assert fresh(order).payment is PaymentState.REFUNDED
    (refund,) = shop.stripe.refunds()
    shop.stripe.control("POST", f"/refunds/{refund['id']}/fail")
    shop.deliver(times=2)
    assert fresh(order).payment is PaymentState.PAID
    assert [one.kind for one in list_open_alerts()] == ["refund_failed"]
    assert shop.mismatches() == []


def test_a_refund_made_at_stripe_is_written_down_here(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    intent = list_payments(order.id)[0].intent_id
    shop.till.gateway.create_refund(intent_id=intent, amount=500, key="", idempotency_key="by-hand")
    shop.deliver(times=2)
    assert (fresh(order).payment, order.refunded_minor) == (PaymentState.PART_REFUNDED, 500)
    assert shop.mismatches() == []


def test_refunds_that_stripe_refuses_end_where_all_of_it_went_back_there_meanwhile(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    give_back(order, 500, seen=1000)
    intent = list_payments(order.id)[0].intent_id
    made = shop.till.gateway.open_client().v1.refunds.create({"payment_intent": intent})
    look_at_refund(shop.till, made.id)
    shop.work()
    states = [(one.amount_minor, one.state) for one in list_refunds(order.id)]
    assert states == [(1000, "failed"), (500, "failed"), (2850, "succeeded")]
    assert fresh(order).refunded_minor == 2850
    told = [one.kind for one in list_open_alerts()]
    assert told == ["refund_failed", "refund_failed"], "none of it had become store credit"
    assert shop.mismatches() == []


def test_a_dispute_stops_the_parcel_and_a_win_lets_it_go(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    (charge,) = shop.stripe.ask("/charges")["data"]
    dispute = shop.stripe.control("POST", f"/charges/{charge['id']}/dispute")
    shop.deliver()
    assert fresh(order).payment is PaymentState.DISPUTED
    with pytest.raises(StepRefused, match="disputed"):
        send(order)
    with pytest.raises(StepRefused, match="disputed"):
        give_back(order, 100)
    client = shop.till.gateway.open_client()
    client.v1.disputes.update(
        dispute["id"], {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True}
    )
    shop.deliver(times=2)
    assert fresh(order).payment is PaymentState.PAID
    send(order)
    assert [one.kind for one in list_open_alerts()] == ["dispute", "dispute_closed"]
    assert shop.mismatches() == []


def test_a_sent_order_is_closed_and_its_units_have_left(shop: Shop) -> None:
    variant = shop.variant(units=5)
    order = shop.buy((WRAP, 2))
    send(order)
    assert (fresh(order).state, order.fulfilment) == (OrderState.CLOSED, Fulfilment.COMPLETE)
    assert counts(variant.id) == (3, 0, 0)
    with pytest.raises(StepRefused, match="already"):
        send(order)
    assert shop.mismatches() == []


def test_an_unpaid_order_is_not_sent(shop: Shop) -> None:
    shop.variant()
    cart = shop.basket((WRAP, 1))
    shop.start(cart)
    with pytest.raises(StepRefused, match="Only paid"):
        send(shop.order(cart))


def test_cancelling_a_paid_order_frees_its_units_and_gives_everything_back(shop: Shop) -> None:
    variant = shop.variant(units=5)
    order = shop.buy((WRAP, 2))
    cancel_by_staff(shop.till, order.id, reason="not wanted", actor=STAFF)
    shop.work()
    assert (fresh(order).state, order.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert counts(variant.id) == (5, 0, 0)
    assert [one["amount"] for one in shop.stripe.refunds()] == [5250]
    cancel_by_staff(shop.till, order.id, reason="again", actor=STAFF)
    shop.work()
    assert len(shop.stripe.refunds()) == 1
    assert shop.mismatches() == []


def test_cancelling_an_unpaid_order_ends_its_session_first(shop: Shop) -> None:
    variant = shop.variant(units=5)
    cart = shop.basket((WRAP, 2))
    shop.start(cart)
    cancel_by_staff(shop.till, shop.order(cart).id, reason="asked by telephone", actor=STAFF)
    assert [one["status"] for one in shop.stripe.sessions()] == ["expired"]
    order = shop.order(cart)
    assert (order.state, order.cancelled_by) == (OrderState.CANCELLED, STAFF)
    assert order.cancel_reason == "asked by telephone"
    assert counts(variant.id) == (5, 0, 0)
    assert shop.mismatches() == []


def test_a_sent_order_is_not_cancelled(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    send(order)
    with pytest.raises(StepRefused, match="has left"):
        cancel_by_staff(shop.till, order.id, reason="", actor=STAFF)


def test_what_came_back_is_put_on_the_shelf_apart_from_the_money(shop: Shop) -> None:
    variant = shop.variant(units=5)
    order = shop.buy((WRAP, 2))
    send(order)
    with transaction():
        restock(lock_order(order.id), variant.id, 1, actor=STAFF, now=utcnow())
    with pytest.raises(StepRefused), transaction():
        restock(lock_order(order.id), variant.id, 2, actor=STAFF, now=utcnow())
    assert counts(variant.id) == (4, 0, 0)
    assert fresh(order).refunded_minor == 0
    assert shop.mismatches() == []


def test_a_lost_event_is_found_and_owed_again(shop: Shop) -> None:
    from app.payments.checks import repair_events
    from app.payments.models import StripeEvent

    shop.variant()
    shop.buy((WRAP, 1))
    with transaction() as session:
        event = session.query(StripeEvent).filter_by(kind="checkout.session.completed").one()
        event.applied_at, event.received_at = None, utcnow() - timedelta(hours=1)
    assert [line[:2] for line in shop.mismatches()] == ["P2"]
    repair_events()
    shop.work()
    assert shop.mismatches() == []
