"""All parcels of an order exchanged, where gift cards were handed over: what was added goes alone, and nothing else."""

import pytest

from app.orders.additions import find_firsts
from app.orders.amending import why_address_stays
from app.orders.models import Fulfilment, Order, OrderState, PaymentState
from app.payments.protocol.adding import open_page_of_addition
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.queries import find_live_attempt_of_order
from tests.actions.giftcards.selling import CARD, WRAP, stock_cards
from tests.support.adding import PRICE, STAFF, add_some, exchange, fresh, press_pay
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
SAME = "SH-MATE"


@pytest.fixture
def first(shop: Shop) -> Order:
    """An order of a wrap and a card, whose wrap is not sent yet."""
    shop.variant(units=9)
    shop.variant(sku=SAME, title="A mate", units=5, price=PRICE)
    stock_cards(shop)
    return shop.buy((WRAP, 1), (CARD, 1))


def test_what_was_added_goes_alone_where_only_cards_were_handed_over(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, SAME)
    assert find_firsts([added.id]) == {added.id: first.number}
    open_page_of_addition(shop.till, added.id)
    shop.work()
    assert (fresh(first.id).state, fresh(first.id).fulfilment) == (OrderState.CLOSED, Fulfilment.COMPLETE)
    assert find_firsts([added.id]) == {}, "its address can be changed, and no slip names another parcel"
    assert shop.mismatches() == []


def test_what_else_may_be_paid_to_go_with_it_ends(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, SAME)
    other = add_some(shop, first, 1)
    press_pay(shop, other)
    open_page_of_addition(shop.till, added.id)
    shop.work()
    assert find_live_attempt_of_order(other.id) is None
    assert (fresh(other.id).state, fresh(other.id).payment) == (OrderState.CANCELLED, PaymentState.PENDING)
    assert shop.mismatches() == []


def test_what_was_added_to_an_order_that_was_cancelled_can_go_elsewhere(shop: Shop) -> None:
    shop.variant(units=9)
    first = shop.buy((WRAP, 1))
    added = add_some(shop, first, 1)
    shop.stripe.pay(press_pay(shop, added))
    shop.deliver()
    assert "added to" in why_address_stays(fresh(added.id))
    cancel_by_staff(shop.till, first.id, reason="asked", actor=STAFF)
    assert (find_firsts([added.id]), why_address_stays(fresh(added.id))) == ({}, "")
    assert shop.mismatches() == []
