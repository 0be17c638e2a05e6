"""M4 of gift cards under a rush: twenty orders ask for one card's value; and the control without the condition."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.clock import utcnow
from app.credit import ledger as ledger_module
from app.credit.errors import NotCovered
from app.credit.models import CreditAccount, CreditUse
from app.credit.using import free_credit, reserve_credit, settle_credit
from app.db import db, transaction
from app.orders.errors import CardChanged
from app.orders.models import Order, PaymentState
from app.orders.queries import lock_order
from app.payments.errors import DraftChanged
from tests.actions.credit.cards import ledger, on_card, with_cards
from tests.actions.payments.test_races import at_once
from tests.factories.credit import LONG_AGO, make_card
from tests.factories.orders import make_order
from tests.factories.stock import NOON
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
ORDERS = 20


def prepare() -> tuple[int, list[int]]:
    """A card of five times ten euros, and twenty orders that each want ten of it."""
    card, _ = make_card(5000)
    with transaction():
        return card, [make_order().id for _ in range(ORDERS)]


def rush(app: Flask, card: int, orders: list[int], look: Callable[[], None]) -> list[str]:
    """Let twenty threads ask for ten euros of the card at the same moment."""
    answers: list[str] = []
    gate = threading.Barrier(len(orders), timeout=60)

    def ask(order_id: int) -> None:
        with app.app_context():
            look()
            gate.wait()
            try:
                with transaction():
                    lock_order(order_id)
                    reserve_credit(order_id, {card: 1000}, today=LONG_AGO, now=NOON)
                answers.append("reserved")
            except NotCovered:
                answers.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=ask, args=(one,)) for one in orders]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()
    return answers


def test_twenty_orders_get_the_value_of_a_card_and_no_more(context: Flask) -> None:
    card, orders = prepare()
    answers = rush(context, card, orders, look=lambda: None)
    assert (answers.count("reserved"), answers.count("refused")) == (5, ORDERS - 5)
    assert (on_card(card), sum(amount for _, amount in ledger(card))) == (0, 0)


def test_without_the_condition_the_same_rush_gets_more_than_its_value(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, orders = prepare()
    seen = threading.local()

    def look() -> None:
        seen.left = db.session.scalars(
            select(CreditAccount.balance_minor).where(CreditAccount.id == card)
        ).one()
        db.session.rollback()

    def read_then_write(account_id: int, amount: int, *_conditions: object) -> bool:
        if seen.left + amount < 0:
            return False
        left = seen.left + amount
        db.session.execute(
            update(CreditAccount).where(CreditAccount.id == account_id).values(balance_minor=left)
        )
        return True

    monkeypatch.setattr(ledger_module, "_change", read_then_write)
    answers = rush(context, card, orders, look)
    assert answers.count("reserved") > 5
    assert sum(amount for _, amount in ledger(card)) < 0


def test_a_use_that_is_settled_and_freed_at_once_ends_once(shop: Shop) -> None:
    card, orders = prepare()
    with transaction():
        lock_order(orders[0])
        reserve_credit(orders[0], {card: 1000}, today=LONG_AGO, now=NOON)

    def settle() -> None:
        with transaction():
            lock_order(orders[0])
            settle_credit(orders[0], now=NOON)

    def free() -> int:
        with transaction():
            lock_order(orders[0])
            return free_credit(orders[0], proof="the session has expired", now=NOON)

    found = at_once(shop, [free, settle] * 4)
    assert [one for one in found if isinstance(one, Exception)] == []
    use = db.session.scalars(select(CreditUse)).one()
    assert (use.settled_at is None) != (use.freed_at is None)
    assert on_card(card) == (5000 if use.freed_at else 4000)
    assert sum(amount for _, amount in ledger(card)) == on_card(card)


def test_one_card_in_twenty_baskets_pays_exactly_its_value(shop: Shop) -> None:
    shop.variant(units=50)
    card, _ = make_card(3 * 2850)
    carts = [with_cards(shop, card, email=f"shopper-{number}@example.com") for number in range(20)]
    found = at_once(shop, [lambda cart=cart: shop.start(cart) for cart in carts])  # type: ignore[misc]
    errors = [one for one in found if isinstance(one, Exception)]
    assert [one for one in errors if not isinstance(one, CardChanged | DraftChanged)] == []
    paid = db.session.scalars(select(Order).where(Order.payment == PaymentState.PAID)).all()
    assert len(paid) == 3
    assert on_card(card) == 0
    assert shop.mismatches() == []


def test_one_button_pressed_six_times_at_once_pays_once(shop: Shop) -> None:
    from app.payments.drafting import fingerprint_now

    shop.variant(units=9)
    card, _ = make_card(9000)
    cart = with_cards(shop, card)
    seen = fingerprint_now(cart, utcnow())
    db.session.rollback()
    found = at_once(shop, [lambda: shop.start(cart, seen=seen)] * 6)
    assert {one.address for one in found if not isinstance(one, Exception)} == {found[0].address}
    assert [one for one in found if isinstance(one, Exception)] == []
    assert (on_card(card), len(db.session.scalars(select(Order)).all())) == (9000 - 2850, 1)
    assert shop.mismatches() == []


def test_cancelling_and_paying_with_the_same_two_cards_never_wait_for_each_other(shop: Shop) -> None:
    """Cards are locked in the order of their ids and before stock, whoever comes from which side."""
    from app.payments.protocol.cancelling import cancel_by_staff

    shop.variant(units=50)
    one, two = make_card(2000)[0], make_card(30_000)[0]
    first = [with_cards(shop, *cards) for cards in ((one, two), (two, one), (two,))]
    for cart in first:
        shop.start(cart)
    orders = [shop.order(cart).id for cart in first]
    carts = [with_cards(shop, *cards) for cards in ((one, two), (two, one), (two,), (one, two), (two, one))]
    works = [
        lambda order=order: cancel_by_staff(shop.till, order, reason="", actor="user:1") for order in orders
    ]  # type: ignore[misc]
    works += [lambda cart=cart: shop.start(cart) for cart in carts]  # type: ignore[misc]
    found = at_once(shop, works)
    refused = (CardChanged, DraftChanged)  # a card that another order had in hand just then
    assert [one for one in found if isinstance(one, Exception) and not isinstance(one, refused)] == []
    assert shop.mismatches() == []
