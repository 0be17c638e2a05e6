"""What answers a dispute: one sheet with what was agreed to, paid, sent and said."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.orders.models import PaymentState
from tests.support.parcels import send_some
from tests.support.shop import ANSWERS, Shop
from tests.support.staff import sign_in

Mailbox = Callable[[], list[Any]]


@pytest.fixture
def disputed(web_shop: Shop, mailbox: Mailbox) -> Iterator[Shop]:
    """The shop with order 1001, of which a part was sent before its bank asked the money back."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        order = web_shop.buy(("SH-WHW", 3))
        send_some(order, 2)
        web_shop.work()
        cart_id = order.cart_id or 0
    mailbox()
    with web_shop.app.app_context():
        (charge,) = web_shop.stripe.ask("/charges")["data"]
        web_shop.stripe.control("POST", f"/charges/{charge['id']}/dispute")
        web_shop.deliver(kinds=("charge.dispute",))
        assert web_shop.order(cart_id).payment is PaymentState.DISPUTED
    yield web_shop


def test_the_sheet_says_what_a_bank_asks_for(disputed: Shop, staff_client: FlaskClient) -> None:
    assert "/staff/orders/1001/evidence/" in staff_client.get("/staff/orders/1001/").text
    answer = staff_client.get("/staff/orders/1001/evidence/")
    sheet = " ".join(answer.text.split())
    assert answer.headers["Cache-Control"] == "private, no-store"
    for words in (
        ANSWERS["street"], ANSWERS["email"], "order-3", ": 2 of ", "Invoice ", "order paid",
        "Disputed:", "Word from the bank about a dispute",
    ):  # fmt: skip
        assert words in sheet, words


def test_who_may_not_move_money_does_not_see_it(
    disputed: Shop, new_client: Callable[[], FlaskClient]
) -> None:
    editor = new_client()
    sign_in(disputed.app, editor, role="editor")
    assert editor.get("/staff/orders/1001/evidence/").status_code == 403
