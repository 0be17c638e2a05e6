"""Exchanging goods of an order that also bought a gift card, and that another card helped to pay (ADR 14, ADR 15)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.cart.cards import add_card
from app.clock import utcnow
from app.credit import ledger as ledger_module
from app.credit.models import CreditAccount
from app.db import db, dialect_name, transaction
from app.inventory.ledger import lock_items
from app.orders.errors import CardChanged, StepRefused
from app.orders.models import Order, PaymentState
from app.orders.queries import demand_of
from app.payments import setting_off
from app.payments.errors import DraftChanged
from app.payments.giving_back import refundable_of
from app.payments.protocol import placing
from app.payments.protocol.adding import open_page_of_addition
from app.payments.queries import list_payments
from tests.actions.credit.cards import ledger, on_card, with_cards
from tests.actions.giftcards.selling import CARD, WRAP, pay, sold, stock_cards
from tests.actions.giftcards.test_going_back import buy_back, give_back, spend
from tests.actions.payments.test_races import at_once
from tests.factories.credit import make_card
from tests.support.adding import PRICE, exchange, fresh, press_pay
from tests.support.gates import meet_at
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
CUSHION, SAME = "SH-CUSH", "SH-MATE"
REFUSED = (CardChanged, DraftChanged, StepRefused)


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    shop.variant(units=20)
    shop.variant(sku=CUSHION, title="A cushion", units=5, price=1000)
    shop.variant(sku=SAME, title="A mate", units=5, price=PRICE)
    stock_cards(shop)
    return shop


def buy_beside_a_card(shop: Shop, units: int, card: int) -> Order:
    """Buy wraps and a gift card of 25.00; another card pays for the wraps what it can."""
    cart = shop.basket((WRAP, units), (CARD, 1))
    with transaction():
        add_card(cart, card, now=utcnow())
    return pay(shop, cart)


def through_stripe(shop: Shop) -> int:
    return sum(int(one["amount"]) for one in shop.stripe.refunds())


def test_what_stripe_took_for_a_card_is_not_set_off_for_goods(stocked: Shop) -> None:
    """Else what a card has paid for could be turned into money: exchange it, and send the new thing back."""
    card, _ = make_card(2500)
    first = buy_beside_a_card(stocked, 1, card)
    assert (first.credit_minor, first.due_minor) == (2500, 350 + 2500)
    added = exchange(stocked, first, 1, SAME)
    assert (added.credit_minor, added.due_minor) == (350, PRICE - 350)
    stocked.stripe.pay(press_pay(stocked, added))
    stocked.deliver(times=2)
    assert (fresh(added.id).payment, on_card(card)) == (PaymentState.PAID, PRICE - 350)
    (payment,) = list_payments(first.id)
    assert (payment.amount_minor - payment.refunded_minor, through_stripe(stocked)) == (2500, 0)
    give_back(fresh(added.id), PRICE)
    buy_back(fresh(first.id), sold(first)[0].id, seen=PRICE)
    stocked.work()
    assert through_stripe(stocked) == 2850 + PRICE - 350, "all that Stripe took, and nothing of the card's"
    assert on_card(card) == PRICE - 350
    assert stocked.mismatches() == []


def test_goods_that_a_card_has_paid_alone_are_not_set_off(stocked: Shop) -> None:
    first = buy_beside_a_card(stocked, 1, make_card(9000)[0])
    assert first.due_minor == 2500
    with pytest.raises(StepRefused, match="not paid through Stripe"):
        exchange(stocked, first, 1, SAME)


def test_what_stands_on_cards_is_not_set_off_where_goods_were_paid_back_before(stocked: Shop) -> None:
    first = stocked.buy((WRAP, 1), (CARD, 1))
    give_back(first, 1000)
    assert refundable_of(fresh(first.id)).minor == 1850
    with pytest.raises(StepRefused, match="More money of this order went back already"):
        exchange(stocked, first, 1, SAME)


def test_money_that_stripe_gave_back_meanwhile_is_not_set_off(stocked: Shop) -> None:
    first = stocked.buy((WRAP, 1), (CARD, 1))
    added = exchange(stocked, first, 1, SAME)
    (payment,) = list_payments(first.id)
    refunds = stocked.till.gateway.open_client().v1.refunds
    refunds.create({"payment_intent": payment.intent_id, "amount": 1000})
    stocked.deliver()
    with pytest.raises(StepRefused, match="changed in between"):
        open_page_of_addition(stocked.till, added.id)
    assert (fresh(first.id).refunded_minor, on_card(sold(first)[0].account_id)) == (1000, 2500)
    assert stocked.mismatches() == []


def prepare(shop: Shop) -> tuple[int, Order, Order]:
    """A card with 28.50 on it that has paid 11.50 of two wraps, which wait to be exchanged for a cushion."""
    card, _ = make_card(4000)
    before = spend(shop, card)
    first = buy_beside_a_card(shop, 2, card)
    give_back(before, 2850)
    assert (first.credit_minor, first.due_minor, on_card(card)) == (1150, 4100 + 2500, 2850)
    added = exchange(shop, first, 2, CUSHION)
    assert added.due_minor == 0
    return card, first, added


def meet(shop: Shop, card: int, added: Order, *, shoppers: int = 3) -> list[Any]:
    """Let the exchange be agreed to twice while shoppers want to pay with the card that it gives back to."""
    carts = [with_cards(shop, card, email=f"shopper-{number}@example.com") for number in range(shoppers)]
    key = added.id
    db.session.rollback()
    works: list[Callable[[], Any]] = [lambda cart=cart: shop.start(cart) for cart in carts]  # type: ignore[misc]
    return at_once(shop, [*works, *[lambda: open_page_of_addition(shop.till, key)] * 2])


def test_a_card_that_pays_while_an_exchange_gives_back_to_it_adds_up(stocked: Shop) -> None:
    card, first, added = prepare(stocked)
    found = meet(stocked, card, added)
    assert [one for one in found if isinstance(one, Exception) and not isinstance(one, REFUSED)] == []
    stocked.work()
    assert fresh(added.id).payment is PaymentState.PAID
    assert through_stripe(stocked) == 4100 - 1000, (
        "all that Stripe took for the wraps, but what the cushion cost"
    )
    db.session.rollback()
    spent = sum(
        one.credit_minor for one in db.session.query(Order).filter(Order.email.like("shopper-%")).all()
    )
    assert 2850 <= spent <= 2850 + 700
    assert (on_card(card), sum(amount for _, amount in ledger(card))) == (3550 - spent, 3550 - spent)
    assert on_card(sold(first)[0].account_id) == 2500
    assert stocked.mismatches() == []


def test_without_the_condition_the_card_gives_what_it_has_not(
    stocked: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each writes the balance that it has read, whatever the others have made of it."""
    card, _, added = prepare(stocked)

    def overwrite(account_id: int, amount: int, *_conditions: object) -> bool:
        account = db.session.get_one(CreditAccount, account_id)
        account.balance_minor = max(0, (2850 if account_id == card else account.balance_minor) + amount)
        db.session.flush()
        return True

    monkeypatch.setattr(ledger_module, "_change", overwrite)
    meet(stocked, card, added)
    assert sum(amount for _, amount in ledger(card)) != on_card(card)
    assert "M4" in {one.partition(":")[0] for one in stocked.mismatches()}


def test_an_exchange_locks_gift_cards_before_stock_and_the_counter_of_papers_last(stocked: Shop) -> None:
    _, _, added = prepare(stocked)
    key, locked = added.id, list[str]()

    def note_locks(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        for table in ("credit_accounts", "stock_items", "paper_counters"):
            if table in statement and table not in locked:
                locked.append(table)

    event.listen(db.engine, "before_cursor_execute", note_locks)
    try:
        open_page_of_addition(stocked.till, key)
    finally:
        event.remove(db.engine, "before_cursor_execute", note_locks)
    assert locked == ["credit_accounts", "stock_items", "paper_counters"]


def test_without_locking_cards_before_stock_an_exchange_and_a_basket_wait_for_each_other(
    stocked: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the order of locks. SQLite lets one writer in at a time, with or without it."""
    card, _, added = prepare(stocked)
    key, gate, lock, lock_cards = added.id, threading.Barrier(2), setting_off._lock, placing.lock_accounts

    def stock_first(*orders: Any) -> CreditAccount:
        lock_items({*demand_of(orders[0].id)})
        meet_at(gate, all_can_come=True)
        return lock(*orders)

    def cards_first(ids: Any) -> Any:
        found = lock_cards(ids)
        meet_at(gate, all_can_come=True)
        return found

    monkeypatch.setattr(setting_off, "_lock", stock_first)
    monkeypatch.setattr(placing, "lock_accounts", cards_first)
    cart = with_cards(stocked, card, email="shopper@example.com")
    db.session.rollback()
    found = at_once(stocked, [lambda: stocked.start(cart), lambda: open_page_of_addition(stocked.till, key)])
    stuck = [one for one in found if isinstance(one, OperationalError) and "deadlock" in str(one)]
    assert len(stuck) == (0 if dialect_name() == "sqlite" else 1), found
