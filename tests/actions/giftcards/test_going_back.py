"""Money for a gift card goes back only off the card: what is spent stays spent, also when a bank asks."""

import pytest

from app.cart.cards import add_card
from app.clock import utcnow
from app.credit.errors import NotCovered
from app.credit.using import reserve_credit, settle_credit
from app.db import transaction
from app.giftcards.errors import CardStays, NoSuchSoldCard
from app.giftcards.rules import CardState
from app.orders.errors import StepRefused
from app.orders.models import Order, PaymentState
from app.orders.queries import lock_order
from app.payments.errors import RefundRefused
from app.payments.giving_back import (
    Back,
    buy_back_card,
    propose_for_return,
    refund_order,
    refundable_of,
)
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.queries import list_open_alerts, list_payments, list_refunds
from app.returns.queries import get_return
from tests.actions.credit.cards import ledger, on_card
from tests.actions.giftcards.selling import CARD, STAFF, WRAP, fresh, pay, sold, stock_cards
from tests.actions.payments.test_disputing import lose, open_dispute
from tests.actions.returns.test_returning import receive
from tests.factories.credit import make_card
from tests.factories.orders import make_order
from tests.support.parcels import announce_some, send_all
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    shop.variant(units=9)
    stock_cards(shop)
    return shop


def buy_back(order: Order, sold_id: int, *, seen: int = 0) -> Back:
    with transaction():
        return buy_back_card(lock_order(order.id), sold_id, seen_refunded=seen, actor=STAFF, now=utcnow())


def give_back(order: Order, amount: int, *, seen: int = 0) -> Back:
    with transaction():
        return refund_order(
            lock_order(order.id), amount, seen_refunded=seen, reason="agreed", actor=STAFF, now=utcnow()
        )


def spend(shop: Shop, account_id: int, sku: str = WRAP) -> Order:
    """Pay for a wrap of 28.50 with a card, as far as it goes."""
    cart = shop.basket((sku, 1))
    with transaction():
        add_card(cart, account_id, now=utcnow())
    shop.start(cart)
    if shop.order(cart).due_minor:
        shop.stripe.pay(shop.session_of(cart))
        shop.deliver()
    return shop.order(cart)


def test_an_unused_card_is_emptied_and_its_money_goes_back_through_stripe(stocked: Shop) -> None:
    order = stocked.buy((CARD, 2))
    first, second = sold(order)
    assert buy_back(order, first.id).through_stripe == 2500
    stocked.work()
    assert [one.state for one in sold(order)] == [CardState.TAKEN, CardState.WHOLE]
    assert ledger(first.account_id) == [("issued", 2500), ("adjusted", -2500)]
    assert (fresh(order).refunded_minor, order.payment) == (2500, PaymentState.PART_REFUNDED)
    assert [one["amount"] for one in stocked.stripe.refunds()] == [2500]
    with pytest.raises(StepRefused):
        buy_back(order, first.id)
    with pytest.raises(CardStays, match="Nothing is left"):
        buy_back(order, first.id, seen=2500)
    with pytest.raises(NoSuchSoldCard):
        buy_back(order, 999, seen=2500)
    assert buy_back(order, second.id, seen=2500).through_stripe == 2500
    stocked.work()
    assert fresh(order).payment is PaymentState.REFUNDED
    assert stocked.mismatches() == []


def test_the_money_of_a_card_goes_back_by_no_other_way(stocked: Shop) -> None:
    order = stocked.buy((WRAP, 1), (CARD, 1))
    with transaction():
        assert refundable_of(lock_order(order.id)).minor == 2850
    with pytest.raises(RefundRefused, match="paid for gift cards"):
        give_back(order, 2851)
    give_back(order, 2850)
    with pytest.raises(RefundRefused, match="paid for gift cards"):
        give_back(order, 1, seen=2850)
    with pytest.raises(StepRefused):
        cancel_by_staff(stocked.till, order.id, reason="", actor=STAFF)
    stocked.work()
    assert on_card(sold(order)[0].account_id) == 2500
    assert stocked.mismatches() == []


def test_a_thing_that_comes_back_is_worth_the_same_where_a_card_went_back_before(stocked: Shop) -> None:
    order = stocked.buy((WRAP, 2), (CARD, 1))
    send_all(order)
    buy_back(order, sold(order)[0].id)
    stocked.work()
    back = announce_some(order, 1)
    receive(back, 1)
    assert propose_for_return(get_return(back.id), fresh(order)) == 2400
    assert stocked.mismatches() == []


def test_of_a_card_partly_used_only_the_rest_goes_back(stocked: Shop) -> None:
    stock_cards(stocked, price=5000, sku="SH-GIFT-50")
    order = stocked.buy(("SH-GIFT-50", 1))
    (card,) = sold(order)
    spend(stocked, card.account_id)
    (card,) = sold(order)
    assert (card.state, card.left.minor) == (CardState.PART, 2150)
    assert buy_back(order, card.id).through_stripe == 2150
    stocked.work()
    with pytest.raises(RefundRefused):
        give_back(order, 1, seen=2150)
    assert (fresh(order).refunded_minor, on_card(card.account_id)) == (2150, 0)
    assert stocked.mismatches() == []


def test_what_a_card_paid_for_comes_back_to_the_card_and_can_then_be_taken_off(stocked: Shop) -> None:
    order = stocked.buy((CARD, 1))
    (card,) = sold(order)
    spent = spend(stocked, card.account_id)
    assert spent.credit_minor == 2500
    with pytest.raises(CardStays):
        buy_back(order, card.id)
    give_back(spent, 2850)
    stocked.work()
    assert (on_card(card.account_id), sold(order)[0].state) == (2500, CardState.WHOLE)
    buy_back(order, card.id)
    stocked.work()
    assert stocked.mismatches() == []


def test_goods_that_a_card_paid_for_are_never_given_back_as_money(stocked: Shop) -> None:
    """Else a gift card could be turned into money, by buying another one beside some goods."""
    first = stocked.buy((CARD, 2))
    card = sold(first)[0].account_id
    cart = stocked.basket((WRAP, 1), (CARD, 1))
    with transaction():
        add_card(cart, card, now=utcnow())
    order = pay(stocked, cart)
    assert (order.credit_minor, order.due_minor) == (2500, 2850)
    back = give_back(order, 2850)
    assert (back.through_stripe, [minor for _, minor in back.cards]) == (350, [2500])
    assert stocked.mismatches() == []


def test_a_dispute_holds_the_card_and_a_won_one_lets_it_pay_again(stocked: Shop) -> None:
    order = stocked.buy((CARD, 1))
    dispute = open_dispute(stocked)
    (card,) = sold(order)
    assert card.state is CardState.HELD
    with pytest.raises(StepRefused, match="disputed"):
        buy_back(order, card.id)
    evidence = {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True}
    stocked.till.gateway.open_client().v1.disputes.update(dispute, evidence)
    stocked.deliver(times=2)
    assert (sold(order)[0].state, on_card(card.account_id)) == (CardState.WHOLE, 2500)
    assert stocked.mismatches() == []


def test_a_lost_dispute_empties_the_card(stocked: Shop) -> None:
    order = stocked.buy((CARD, 1))
    lose(stocked, open_dispute(stocked))
    (card,) = sold(order)
    assert (card.state, on_card(card.account_id), fresh(order).lost_minor) == (CardState.TAKEN, 0, 2500)
    assert "cards_spent" not in {one.kind for one in list_open_alerts()}
    assert stocked.mismatches() == []


def test_what_was_spent_before_a_dispute_was_lost_is_told_to_staff(stocked: Shop) -> None:
    order = stocked.buy((CARD, 1))
    (charge,) = stocked.stripe.ask("/charges")["data"]
    (card,) = sold(order)
    with transaction():
        other = make_order(total=1000 + 450).id
        reserve_credit(other, {card.account_id: 1000}, today=None, now=utcnow())
        settle_credit(other, now=utcnow())
    dispute = stocked.stripe.control("POST", f"/charges/{charge['id']}/dispute")
    stocked.deliver()
    lose(stocked, str(dispute["id"]))
    assert (on_card(card.account_id), sold(order)[0].taken.minor) == (0, 1500)
    told = [one.words for one in list_open_alerts() if one.kind == "cards_spent"]
    assert len(told) == 1 and "10.00 EUR" in told[0]
    assert [one for one in stocked.mismatches() if one.startswith("G3")] == []


def test_a_refund_made_at_stripe_takes_the_cards_along(stocked: Shop) -> None:
    order = stocked.buy((WRAP, 1), (CARD, 1))
    (payment,) = list_payments(order.id)
    refunds = stocked.till.gateway.open_client().v1.refunds
    refunds.create({"payment_intent": payment.intent_id, "amount": 3850})
    stocked.deliver()
    (card,) = sold(order)
    assert (on_card(card.account_id), card.taken.minor) == (1500, 1000)
    assert [one.amount_minor for one in list_refunds(order.id)] == [3850]
    assert stocked.mismatches() == []


def test_a_card_that_is_held_pays_nothing(stocked: Shop) -> None:
    order = stocked.buy((CARD, 1))
    open_dispute(stocked)
    (card,) = sold(order)
    with pytest.raises(NotCovered), transaction():
        reserve_credit(make_order().id, {card.account_id: 100}, today=None, now=utcnow())


def beside_a_card(stocked: Shop) -> Order:
    """An order of a wrap and a card of 25.00, of which another card has paid 25.00 of the wrap."""
    card, _ = make_card(2500)
    cart = stocked.basket((WRAP, 1), (CARD, 1))
    with transaction():
        add_card(cart, card, now=utcnow())
    return pay(stocked, cart)


def test_a_lost_dispute_empties_a_card_also_where_another_one_paid_for_goods_beside_it(stocked: Shop) -> None:
    order = beside_a_card(stocked)
    lose(stocked, open_dispute(stocked))
    (card,) = sold(order)
    assert (fresh(order).lost_minor, card.state, on_card(card.account_id)) == (2850, CardState.TAKEN, 0)
    assert stocked.mismatches() == []


def test_a_refund_at_stripe_takes_the_card_along_also_where_another_one_paid(stocked: Shop) -> None:
    order = beside_a_card(stocked)
    (payment,) = list_payments(order.id)
    refunds = stocked.till.gateway.open_client().v1.refunds
    refunds.create({"payment_intent": payment.intent_id, "amount": 1350})
    stocked.deliver()
    (card,) = sold(order)
    assert (on_card(card.account_id), card.taken.minor) == (1500, 1000)
    assert stocked.mismatches() == []
