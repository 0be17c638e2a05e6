"""The money of a gift card that was taken back, whose refund failed: given once more it bears no tax, as at first."""

import pytest

from app.clock import utcnow
from app.db import transaction
from app.invoicing.queries import list_papers
from app.orders.models import Order
from app.orders.queries import lock_order
from app.payments.giving_back import refund_order
from tests.actions.giftcards.selling import CARD, STAFF, WRAP, sold, stock_cards
from tests.actions.giftcards.test_going_back import buy_back
from tests.actions.invoicing.test_papers import fail_refund
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


@pytest.fixture
def failed(shop: Shop) -> Order:
    """A paid order of a wrap and a card; the card was taken back, and its money did not arrive."""
    shop.variant(units=9)
    stock_cards(shop)
    order = shop.buy((WRAP, 1), (CARD, 1))
    buy_back(order, sold(order)[0].id)
    shop.work()
    fail_refund(shop)
    shop.deliver()
    return order


def give(order: Order, amount: int, *, seen: int, secret_key: str = "") -> None:
    with transaction():
        refund_order(
            lock_order(order.id), amount, seen_refunded=seen, reason="agreed", actor=STAFF, now=utcnow(),
            secret_key=secret_key,
        )  # fmt: skip


@pytest.mark.parametrize("secret_key", ["", "a key"], ids=("through Stripe", "as store credit"))
def test_it_bears_no_tax_when_it_is_given_once_more(shop: Shop, failed: Order, secret_key: str) -> None:
    give(failed, 2500, seen=0, secret_key=secret_key)
    shop.work()
    give(failed, 2850, seen=2500)
    shop.work()
    *_, of_card, of_things = list_papers(failed.id)
    assert (of_card.total_minor, of_card.tax_minor) == (2500, 0)
    assert (of_things.total_minor, of_things.tax_minor) == (2850, failed.tax_minor)
    assert shop.mismatches() == []


def test_what_is_more_than_the_cards_money_is_of_the_things(shop: Shop, failed: Order) -> None:
    give(failed, 3500, seen=0)
    shop.work()
    *_, both = list_papers(failed.id)
    assert both.rates[-1] == [0, 2500, 0]
    assert shop.mismatches() == []
