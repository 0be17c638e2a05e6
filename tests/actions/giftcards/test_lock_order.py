"""The cards that a step touches are locked at once, in the order of their ids: else two steps wait for each other."""

import threading
import time
from typing import Any

import pytest

from app.cart.cards import add_card
from app.clock import utcnow
from app.credit import using
from app.credit.ledger import lock_accounts
from app.db import db, transaction
from app.giftcards import taking
from app.orders.queries import lock_order
from app.payments.giving_back import buy_back_card
from app.payments.protocol import placing
from tests.actions.giftcards.selling import CARD, STAFF, WRAP, pay, sold, stock_cards
from tests.actions.payments.test_races import at_once
from tests.factories.credit import make_card
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


def test_taking_a_card_back_and_a_basket_that_pays_with_it_do_not_wait_for_each_other(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order was paid by an older card, too, and somebody pays with both at the moment when one is taken back."""
    shop.variant(units=9)
    stock_cards(shop)
    older, _ = make_card(4000)
    cart = shop.basket((WRAP, 1), (CARD, 1))
    with transaction():
        add_card(cart, older, now=utcnow())
    order = pay(shop, cart)
    bought = sold(order)[0]
    both = shop.basket((WRAP, 2))
    with transaction():
        for card in (older, bought.account_id):
            add_card(both, card, now=utcnow())
    gate, order_id = threading.Event(), order.id
    db.session.rollback()

    def let_in(ids: Any) -> Any:
        """The basket's turn comes as soon as the first card is locked."""
        found = lock_accounts(ids)
        if not gate.is_set():
            gate.set()
            time.sleep(2)
        return found

    def take_back() -> str:
        with transaction():
            buy_back_card(lock_order(order_id), bought.id, seen_refunded=0, actor=STAFF, now=utcnow())
        return "back"

    def spend() -> str:
        gate.wait(timeout=5)
        shop.start(both)
        return "spent"

    for module in (taking, using):
        monkeypatch.setattr(module, "lock_accounts", let_in)
    monkeypatch.setattr(placing, "lock_accounts", lock_accounts)
    found = at_once(shop, [take_back, spend])
    assert [one for one in found if type(one).__name__ == "OperationalError"] == []
    assert "back" in found
    shop.work()
    assert shop.mismatches() == []
