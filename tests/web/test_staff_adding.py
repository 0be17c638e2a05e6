"""Staff add things to an order, and its buyer pays for them on a page of their own."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.adding import fresh, session_of
from tests.support.shop import Shop
from tests.support.staff import sign_in

WRAP = "SH-WHW"
SUM = {"sku-1": WRAP.lower(), "add-1": "1", "sku-2": WRAP, "add-2": "1"}
DO = {"sku-1": WRAP, "add-1": "2", "seen": "0", "seen_total": "4800"}


@pytest.fixture
def sold(web_shop: Shop) -> Iterator[Shop]:
    """The shop with one paid order, number 1001."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        web_shop.buy((WRAP, 2))
    yield web_shop


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_sum_is_shown_before_the_buyer_is_asked(sold: Shop, staff_client: FlaskClient) -> None:
    assert "Add things" in text(staff_client.get("/staff/orders/1001/changes/"))
    page = text(staff_client.post("/staff/orders/1001/additions/sum", data=SUM))
    assert "€48.00" in page and 'name="seen_total" value="4800"' in page
    assert 'name="add-1" value="2"' in page, "a SKU that was named twice is one line"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"sku-1": "NO-SUCH"}, "sku-1"),
        ({"sku-1": WRAP, "add-1": "x"}, "add-1"),
        ({"sku-1": WRAP, "add-1": "99"}, "add-1"),
        ({}, "sku-1"),
        ({"sku-1": WRAP, "add-1": "20", "sku-2": WRAP, "add-2": "1"}, "add-2"),
    ],
)
def test_a_mistyped_row_is_said_beside_its_field(
    sold: Shop, staff_client: FlaskClient, typed: dict[str, str], field: str
) -> None:
    answer = staff_client.post("/staff/orders/1001/additions/sum", data=typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in text(answer)
    for value in typed.values():
        assert f'value="{value}"' in text(answer)


def test_the_buyer_is_asked_by_mail_and_pays_behind_one_button(
    sold: Shop, staff_client: FlaskClient, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    assert staff_client.post("/staff/orders/1001/additions", data=DO).status_code == 303
    assert staff_client.post("/staff/orders/1001/additions", data=DO).status_code == 409
    with sold.app.app_context():
        sold.work()
    (mail,) = [one for one in mailbox() if "may we add" in one["Subject"]]
    words = mail.get_body(("plain",)).get_content()
    assert "€48.00" in words and "order 1001" in words
    link = re.search(r"/orders/[0-9a-f]{32}/", words)
    assert link is not None
    page = client.get(link.group())
    assert "form-action 'self' http" in page.headers["Content-Security-Policy"]
    assert "Order it and go to payment, €48.00" in text(page)
    shown = text(page)
    assert shown.index("What would be added") < shown.index("Order it and go to payment")
    assert "If you change your mind" not in shown, "nobody withdraws from what they have not ordered"
    assert "When you like, by the button above" in shown
    refused = client.post(link.group() + "payment", data={})
    assert refused.status_code == 422 and 'href="#consent"' in text(refused)
    led = client.post(link.group() + "payment", data={"consent": "yes"})
    assert led.status_code == 303 and led.location.startswith(sold.stripe.base)
    with sold.app.app_context():
        session = session_of(fresh(2))
        sold.stripe.pay(session)
        sold.deliver()
    done = client.get(f"/checkout/done/?session={session}")
    assert "the link in it leads to your order" in text(done), "the page is opened by the mailed link alone"
    after = text(client.get(link.group()))
    assert "go to payment" not in after and "same parcel as" in after
    assert "If you change your mind" in after
    assert client.post(link.group() + "payment", data={"consent": "yes"}).location == link.group()
    (paid,) = [one for one in mailbox() if one["Subject"] == "Order 1002"]
    assert "same parcel as your order 1001" in paid.get_body(("plain",)).get_content()
    for path in ("/staff/orders/1002/", "/staff/orders/1001/", "/staff/orders/slips/?which=all"):
        assert re.search("order 100[12]", text(staff_client.get(path)), re.IGNORECASE), path
    assert "Goes into the parcel of order 1001" in text(staff_client.get("/staff/orders/1002/slip/"))


def test_an_order_of_its_own_is_not_paid_by_that_button(
    sold: Shop, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    link = re.search(r"/orders/[0-9a-f]{32}/", mailbox()[0].get_body(("plain",)).get_content())
    assert link is not None
    assert client.post(link.group() + "payment", data={"consent": "yes"}).location == link.group()
    assert client.get("/checkout/left/").status_code == 200


def test_back_from_a_page_that_is_over_leads_nowhere_wrong(
    sold: Shop, staff_client: FlaskClient, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    staff_client.post("/staff/orders/1001/additions", data=DO)
    with sold.app.app_context():
        sold.work()
    (mail,) = [one for one in mailbox() if "may we add" in one["Subject"]]
    link = re.search(r"/orders/[0-9a-f]{32}/", mail.get_body(("plain",)).get_content())
    assert link is not None
    client.post(link.group() + "payment", data={"consent": "yes"})
    with sold.app.app_context():
        session = session_of(fresh(2))
        sold.stripe.control("POST", f"/sessions/{session}/expire")
    assert client.get(f"/checkout/done/?session={session}").location == "/checkout/left/"
    ended = text(client.get(link.group()))
    assert "Nothing was taken for this order" in ended
    assert client.post(link.group() + "payment", data={"consent": "yes"}).status_code == 409


def test_support_adds_nothing(sold: Shop, new_client: Callable[[], FlaskClient]) -> None:
    support = sign_in(sold.app, new_client(), role="support")
    for path in ("additions", "additions/sum"):
        assert support.post(f"/staff/orders/1001/{path}", data=DO).status_code == 403
