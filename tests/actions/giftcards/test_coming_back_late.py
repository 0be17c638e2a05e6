"""What comes back onto a card whose own money went back without us: it is taken off then, and pays nothing before."""

import pytest

from app.cart.cards import add_card
from app.clock import utcnow
from app.credit.errors import NotCovered
from app.credit.issuing import stop_card
from app.credit.using import reserve_credit
from app.db import db, transaction
from app.giftcards.rules import CardState
from app.orders.models import Order
from app.outbox.models import OutboxItem
from app.payments.covering import repair_cover
from app.payments.protocol.applying import look_at_session
from app.payments.queries import list_open_alerts, list_payments
from tests.actions.credit.cards import expire, ledger, on_card
from tests.actions.giftcards.selling import CARD, STAFF, WRAP, sold, stock_cards
from tests.actions.giftcards.test_going_back import give_back, spend
from tests.actions.payments.test_disputing import lose, open_dispute
from tests.factories.orders import make_order
from tests.support.shop import Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    shop.variant(units=9)
    stock_cards(shop)
    return shop


def reserve(shop: Shop, account_id: int) -> int:
    """Take a wrap to its payment page, where a card pays all it has; returns the basket."""
    cart = shop.basket((WRAP, 1))
    with transaction():
        add_card(cart, account_id, now=utcnow())
    shop.start(cart)
    return cart


def lost_while_reserved(shop: Shop) -> tuple[Order, int, int]:
    """An order whose card lies with an open payment page while the bank takes the money for it back."""
    order = shop.buy((CARD, 1))
    (card,) = sold(order)
    (charge,) = shop.stripe.ask("/charges")["data"]
    cart = reserve(shop, card.account_id)
    dispute = shop.stripe.control("POST", f"/charges/{charge['id']}/dispute")
    shop.deliver()
    lose(shop, str(dispute["id"]))
    return order, card.account_id, cart


def test_a_card_whose_money_a_bank_took_while_a_basket_kept_it_is_emptied_once_it_is_free(
    stocked: Shop,
) -> None:
    """Else a card that is kept by a payment page over the end of its dispute is money for nothing."""
    order, account, cart = lost_while_reserved(stocked)
    assert (on_card(account), sold(order)[0].state) == (0, CardState.HELD)
    expire(stocked, cart)
    assert ledger(account)[-2:] == [("released", 2500), ("adjusted", -2500)]
    assert (on_card(account), sold(order)[0].state) == (0, CardState.TAKEN)
    assert stocked.mismatches() == []


def let_go(shop: Shop, cart: int) -> None:
    """Let a basket's session run out and hear of it; what is owed for it is not done yet."""
    shop.till.gateway.expire_session(shop.session_of(cart))
    look_at_session(shop.till, shop.session_of(cart))


def test_between_its_release_and_the_work_that_empties_it_such_a_card_pays_nothing(stocked: Shop) -> None:
    _, account, cart = lost_while_reserved(stocked)
    let_go(stocked, cart)
    assert on_card(account) == 2500, "the work is still owed"
    with pytest.raises(NotCovered), transaction():
        reserve_credit(make_order().id, {account: 100}, today=None, now=utcnow())
    stocked.work()
    assert on_card(account) == 0


def test_what_goods_give_back_to_a_card_whose_money_is_gone_comes_off_it_again(stocked: Shop) -> None:
    order = stocked.buy((CARD, 1))
    (card,) = sold(order)
    (charge,) = stocked.stripe.ask("/charges")["data"]
    spent = spend(stocked, card.account_id)
    dispute = stocked.stripe.control("POST", f"/charges/{charge['id']}/dispute")
    stocked.deliver()
    lose(stocked, str(dispute["id"]))
    give_back(spent, 2850)
    stocked.work()
    assert ledger(card.account_id)[-2:] == [("refunded", 2500), ("adjusted", -2500)]
    assert (on_card(card.account_id), sold(order)[0].state) == (0, CardState.TAKEN)
    assert stocked.mismatches() == []


def test_a_refund_made_at_stripe_while_a_basket_keeps_the_card_holds_it_too(stocked: Shop) -> None:
    order = stocked.buy((CARD, 1))
    (card,) = sold(order)
    cart = reserve(stocked, card.account_id)
    (payment,) = list_payments(order.id)
    refunds = stocked.till.gateway.open_client().v1.refunds
    refunds.create({"payment_intent": payment.intent_id, "amount": 2500})
    stocked.deliver()
    assert sold(order)[0].state is CardState.HELD
    expire(stocked, cart)
    assert (on_card(card.account_id), sold(order)[0].state) == (0, CardState.TAKEN)
    assert stocked.mismatches() == []


def win(shop: Shop, dispute: str) -> None:
    evidence = {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True}
    shop.till.gateway.open_client().v1.disputes.update(dispute, evidence)
    shop.deliver(times=2)


def test_a_held_card_that_staff_stop_stays_stopped_when_the_dispute_is_won(stocked: Shop) -> None:
    order = stocked.buy((CARD, 1))
    dispute = open_dispute(stocked)
    (card,) = sold(order)
    with transaction():
        stop_card(card.account_id, actor=STAFF, now=utcnow())
    win(stocked, dispute)
    assert sold(order)[0].state is CardState.STOPPED
    assert stocked.mismatches() == []


@pytest.mark.parametrize(
    ("is_disputed", "statement"),
    [
        (True, "UPDATE credit_accounts SET stopped_at = NULL, stopped_by = NULL"),
        (False, "UPDATE credit_accounts SET stopped_at = issued_at, stopped_by = 'dispute'"),
    ],
    ids=("may pay", "held for nothing"),
)
def test_verify_finds_a_card_that_is_not_held_as_its_payment_stands(
    stocked: Shop, is_disputed: bool, statement: str
) -> None:
    stocked.buy((CARD, 1))
    if is_disputed:
        open_dispute(stocked)
    assert "G3" in codes_found_after(statement, "credit_accounts")
    assert stocked.mismatches() == []


def test_verify_finds_what_lies_on_a_card_whose_money_is_gone_and_the_repair_takes_it_off(
    stocked: Shop,
) -> None:
    _, account, cart = lost_while_reserved(stocked)
    let_go(stocked, cart)
    assert stocked.mismatches() == [], "it is owed"
    with transaction():
        db.session.query(OutboxItem).filter_by(done_at=None).update({"done_at": utcnow()})
    assert [one.partition(":")[0] for one in stocked.mismatches()] == ["G3"]
    repair_cover()
    assert on_card(account) == 0
    assert stocked.mismatches() == []


def test_staff_are_told_of_each_sum_that_went_back_for_what_is_spent(stocked: Shop) -> None:
    order = stocked.buy((CARD, 1))
    (card,) = sold(order)
    spend(stocked, card.account_id)
    (payment,) = list_payments(order.id)
    refunds = stocked.till.gateway.open_client().v1.refunds
    for amount in (1000, 1500):
        refunds.create({"payment_intent": payment.intent_id, "amount": amount})
        stocked.deliver()
    told = [one.words for one in list_open_alerts() if one.kind == "cards_spent"]
    assert sorted(one[12:17] for one in told) == ["10.00", "25.00"], told
    assert [one for one in stocked.mismatches() if one.startswith("G3")] == []
