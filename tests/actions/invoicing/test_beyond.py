"""A refund at Stripe of what had become store credit before has no note; what gift cards paid keeps its own."""

import pytest

from app.clock import utcnow
from app.db import transaction
from app.invoicing.queries import list_papers
from app.orders.models import PaymentState
from app.orders.queries import lock_order
from app.payments.giving_back import refund_order
from app.payments.protocol.refunding import look_at_refund
from app.payments.queries import list_payments
from tests.actions.credit.cards import WRAP, on_card, with_cards
from tests.factories.credit import make_card
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
STAFF = "user:1"


def test_what_a_card_paid_goes_back_with_its_note_also_where_stripe_gave_back_twice(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    order = shop.order(cart)
    with transaction():
        refund_order(
            lock_order(order.id), 1850, seen_refunded=0, reason="agreed", actor=STAFF, now=utcnow(),
            secret_key="a key",
        )  # fmt: skip
    (payment,) = list_payments(order.id)
    refunds = shop.till.gateway.open_client().v1.refunds
    refunds.create({"payment_intent": payment.intent_id, "amount": 1000})
    shop.deliver()
    with transaction():
        refund_order(
            lock_order(order.id), 1000, seen_refunded=1850, reason="agreed", actor=STAFF, now=utcnow()
        )
    shop.work()
    assert on_card(card) == 1000
    assert shop.order(cart).payment is PaymentState.REFUNDED
    notes = [one.total_minor for one in list_papers(order.id) if one.kind == "credit_note"]
    assert notes == [1850, 1000]


def test_a_refund_heard_of_before_another_one_failed_has_its_note(shop: Shop) -> None:
    """Together they are more than was paid, until the news of the failure come, too."""
    shop.variant(units=9)
    order = shop.buy((WRAP, 1))
    (payment,) = list_payments(order.id)
    refunds = shop.till.gateway.open_client().v1.refunds
    first = refunds.create({"payment_intent": payment.intent_id, "amount": 2000})
    shop.deliver()
    shop.stripe.control("POST", f"/refunds/{first.id}/fail")
    second = refunds.create({"payment_intent": payment.intent_id, "amount": 1500})
    look_at_refund(shop.till, second.id)
    look_at_refund(shop.till, first.id)
    shop.deliver()
    papers = [(one.kind.value, one.total_minor) for one in list_papers(order.id)][1:]
    assert papers == [("credit_note", 2000), ("correction", 2000), ("credit_note", 1500)]
    assert shop.mismatches() == []
