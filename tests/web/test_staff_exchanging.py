"""Staff exchange things of an order, and its buyer sees the one sum before anything happens."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.adding import fresh, session_of
from tests.support.shop import Shop

WRAP, LAMP = "SH-WHW", "SH-LAMP"


@pytest.fixture
def sold(web_shop: Shop, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The shop with one paid order of two wraps, number 1001, and a lamp."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        web_shop.variant(sku=LAMP, title="A lamp", units=9, price=getattr(request, "param", 3000))
        web_shop.buy((WRAP, 2))
    yield web_shop


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def ask(staff: FlaskClient, mailbox: Callable[[], Any], shop: Shop) -> tuple[str, str]:
    """Press through the two pages; return the sum's page, and the mailed link with the mail's words."""
    page = text(
        staff.post("/staff/orders/1001/additions/sum", data={"sku-1": LAMP, "add-1": "1", "off-1": "1"})
    )
    hidden = dict(
        re.findall(
            r'name="([^"]+)" value="([^"]*)"', page.partition('action="/staff/orders/1001/additions"')[2]
        )
    )
    assert staff.post("/staff/orders/1001/additions", data=hidden).status_code == 303
    with shop.app.app_context():
        shop.work()
    (mail,) = [one for one in mailbox() if "may we change" in one["Subject"]]
    return page, mail.get_body(("plain",)).get_content()


def link_in(words: str) -> str:
    found = re.search(r"/orders/[0-9a-f]{32}/", words)
    assert found is not None
    return found.group()


def test_the_difference_is_told_and_charged(
    sold: Shop, staff_client: FlaskClient, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    page, words = ask(staff_client, mailbox, sold)
    assert "The buyer pays" in page and "€6.00" in page
    assert "You would pay the difference, €6.00." in words and "1 of Wheat heat wrap: €24.00" in words
    shown = text(client.get(link_in(words)))
    assert "You pay the difference, €6.00." in shown and "Change it and go to payment, €6.00" in shown
    led = client.post(link_in(words) + "payment", data={"consent": "yes"})
    assert led.location.startswith(sold.stripe.base)
    with sold.app.app_context():
        sold.stripe.pay(session_of(fresh(2)))
        sold.deliver()
    after = text(client.get(link_in(words)))
    assert "Paid with what was taken off" in after
    (mail,) = [one for one in mailbox() if "something goes no more" in one["Subject"]]
    assert "€24.00 pays for order 1002" in mail.get_body(("plain",)).get_content()
    first = text(client.get(link_in(mail.get_body(("plain",)).get_content())))
    assert "Set off" in first and "it pays order 1002" in first
    assert "set off against order 1002" in text(staff_client.get("/staff/orders/1001/"))
    assert "paid with what was taken off the first order" in text(staff_client.get("/staff/orders/1002/"))
    assert text(staff_client.get("/staff/gift-cards/")).count("Ending in") == 0, "nobody has a code of it"


@pytest.mark.parametrize(
    ("sold", "said", "button"),
    [
        (
            2400,
            "Both cost the same: you pay nothing, and nothing goes back.",
            "Change my order, nothing to pay",
        ),
        (1000, "The difference, €14.00, goes back to you.", "Change my order, €14.00 goes back"),
    ],
    indirect=["sold"],
)
def test_where_nothing_is_to_pay_the_buyers_word_makes_it(
    sold: Shop,
    staff_client: FlaskClient,
    client: FlaskClient,
    mailbox: Callable[[], Any],
    said: str,
    button: str,
) -> None:
    _, words = ask(staff_client, mailbox, sold)
    shown = text(client.get(link_in(words)))
    assert said in shown and button in shown
    assert client.post(link_in(words) + "payment", data={}).status_code == 422
    done = client.post(link_in(words) + "payment", data={"consent": "yes"})
    assert (done.status_code, done.location) == (303, link_in(words))
    assert "Change my order" not in text(client.get(link_in(words)))
    assert client.post(link_in(words) + "payment", data={"consent": "yes"}).status_code == 303


@pytest.mark.parametrize(("typed", "words"), [("x", "enter a whole number"), ("3", "2 left to send")])
def test_units_that_cannot_go_are_said_beside_their_field(
    sold: Shop, staff_client: FlaskClient, typed: str, words: str
) -> None:
    things = {"sku-1": LAMP, "add-1": "1", "off-1": typed}
    answer = staff_client.post("/staff/orders/1001/additions/sum", data=things)
    assert answer.status_code == 422
    assert 'href="#swap-off-1"' in text(answer) and words in text(answer)
    assert f'value="{LAMP}"' in text(answer) and f'value="{typed}"' in text(answer)
