"""Fail the i-th step of paying for gift cards and of giving their money back: one card a unit each time, never two."""

import pytest

from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import Order, PaymentState
from app.orders.queries import lock_order
from app.outbox.working import run_all_owed
from app.payments.gateway import read_event
from app.payments.giving_back import buy_back_card
from app.payments.protocol.telling import keep_event
from app.payments.queries import list_refunds
from tests.actions.credit.cards import on_card
from tests.actions.giftcards.selling import (
    CARD,
    LENA,
    STAFF,
    TO_LENA,
    code_mails,
    fresh,
    opens,
    sold,
    stock_cards,
)
from tests.faults.test_failing_step import fail_each_step, let_time_pass
from tests.support.shop import Shop

pytestmark = pytest.mark.timeout(900)


def test_paying_for_two_cards_survives_the_failure_of_each_of_its_steps(shop: Shop) -> None:
    stock_cards(shop)

    def paid() -> int:
        cart = shop.basket((CARD, 2), **TO_LENA)
        shop.start(cart)
        shop.stripe.pay(shop.session_of(cart))
        return cart

    def hear(cart: int) -> None:
        session = shop.session_of(cart)
        for told in shop.stripe.events():
            if told["data"]["object"]["id"] == session:
                keep_event(read_event(told), source="webhook")
        run_all_owed()

    def after(cart: int) -> None:
        assert shop.mismatches() == []
        let_time_pass()
        hear(cart)
        cards = sold(order := shop.order(cart))
        assert (order.payment, [one.value.minor for one in cards]) == (PaymentState.PAID, [2500, 2500])
        assert [one.is_on_its_way for one in cards] == [False, False]
        mailed = {opens(code) for code, _ in code_mails(shop, LENA)}
        assert {one.account_id for one in cards} <= mailed
        assert shop.mismatches() == []
        shop.stripe.control("POST", "/reset")

    assert fail_each_step(paid, hear, after) > 60


def test_giving_a_cards_money_back_survives_the_failure_of_each_of_its_steps(shop: Shop) -> None:
    stock_cards(shop)

    def bought() -> tuple[int, int]:
        shop.stripe.control("POST", "/reset")
        order = shop.buy((CARD, 1))
        return order.id, sold(order)[0].id

    def give_back(what: tuple[int, int]) -> None:
        with transaction():
            buy_back_card(lock_order(what[0]), what[1], seen_refunded=0, actor=STAFF, now=utcnow())
        run_all_owed()

    def after(what: tuple[int, int]) -> None:
        assert shop.mismatches() == []
        let_time_pass()
        run_all_owed()
        order = db.session.get_one(Order, what[0], populate_existing=True)
        if not order.refunded_minor:
            give_back(what)
            order = fresh(order)
        (card,) = sold(order)
        assert (order.refunded_minor, card.taken.minor, on_card(card.account_id)) == (2500, 2500, 0)
        assert [one["amount"] for one in shop.stripe.refunds()] == [2500]
        assert len(list_refunds(order.id)) == 1
        assert shop.mismatches() == []

    assert fail_each_step(bought, give_back, after) > 15
