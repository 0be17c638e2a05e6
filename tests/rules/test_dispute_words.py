"""How a dispute's end is told to the buyer."""

import pytest

from app.orders.models import Fulfilment, Order, OrderState, PaymentState
from blueprints.store.order_words import order_status


@pytest.mark.parametrize(
    ("payment", "lost", "words"),
    [
        (PaymentState.DISPUTED, 0, "Waiting for your bank"),
        (PaymentState.REFUNDED, 2850, "Taken back by your bank"),
        (PaymentState.REFUNDED, 0, "Money given back"),
        (PaymentState.PAID, 0, "Paid"),
    ],
)
def test_the_status_says_who_holds_the_money(payment: PaymentState, lost: int, words: str) -> None:
    order = Order(payment=payment, lost_minor=lost, state=OrderState.OPEN, fulfilment=Fulfilment.NONE)
    assert order_status(order)[0] == words
