"""Orders on the staff pages."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.orders.queries import get_order
from tests.support.parcels import send_all
from tests.support.shop import Shop
from tests.support.staff import sign_in

WRAP = "SH-WHW"


@pytest.fixture
def sold(web_shop: Shop) -> Iterator[Shop]:
    """The shop with one paid order, number 1001."""
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        web_shop.buy((WRAP, 2))
    yield web_shop


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_list_shows_what_is_to_be_packed(sold: Shop, staff_client: FlaskClient) -> None:
    page = text(staff_client.get("/staff/orders/"))
    assert "/staff/orders/1001/" in page
    assert "Nora Quinn" in page
    for queue in ("all", "unpaid", "disputed", "cancelled", "odd\x7f"):
        assert staff_client.get("/staff/orders/", query_string={"queue": queue}).status_code == 200
    assert staff_client.get("/staff/orders/?before=99999999999999999999").status_code == 200


def test_what_has_waited_longest_is_packed_first(sold: Shop, staff_client: FlaskClient) -> None:
    with sold.app.app_context():
        sold.buy((WRAP, 1))
    assert re.findall(r">(10\d\d)</a>", text(staff_client.get("/staff/orders/"))) == ["1001", "1002"]
    later = text(staff_client.get("/staff/orders/?queue=to_pack&before=1001"))
    assert re.findall(r">(10\d\d)</a>", later) == ["1002"]
    assert re.findall(r">(10\d\d)</a>", text(staff_client.get("/staff/orders/?queue=all"))) == [
        "1002",
        "1001",
    ]


def test_sending_an_order_writes_to_the_shopper(
    sold: Shop, staff_client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    assert "Go" not in text(staff_client.get("/staff/orders/1001/")).split("<main")[0]
    sent = staff_client.post(
        "/staff/orders/1001/shipment",
        data={"carrier": "An Post", "tracking": "RX 123", "units-1": "2", "sent": "0"},
    )
    assert sent.status_code == 303
    assert "Back on the shelf" in text(staff_client.get("/staff/orders/1001/"))
    again = staff_client.post("/staff/orders/1001/shipment", data={})
    assert again.status_code == 409
    assert "has been sent already" in text(again)
    (mail,) = [one for one in mailbox() if "on its way" in one["Subject"]]
    assert "RX 123" in mail.get_body(("plain",)).get_content()
    back = {"variant": "1", "units": "1"}
    assert staff_client.post("/staff/orders/1001/returns", data=back).status_code == 303


def test_a_refund_is_made_from_the_order_page_once(sold: Shop, staff_client: FlaskClient) -> None:
    data = {"amount": "12,50", "seen": "0", "reason": "a dent"}
    assert staff_client.post("/staff/orders/1001/refunds", data=data).status_code == 303
    assert staff_client.post("/staff/orders/1001/refunds", data=data).status_code == 409
    with sold.app.app_context():
        sold.work()
    assert [one["amount"] for one in sold.stripe.refunds()] == [1250]
    assert "€12.50 back: given back (a dent)" in text(staff_client.get("/staff/orders/1001/"))


def test_money_goes_back_after_everything_was_sent(sold: Shop, staff_client: FlaskClient) -> None:
    with sold.app.app_context():
        send_all(get_order(1001))
    data = {"amount": "5.00", "seen": "0"}
    assert staff_client.post("/staff/orders/1001/refunds", data=data).status_code == 303
    with sold.app.app_context():
        sold.work()
    assert [one["amount"] for one in sold.stripe.refunds()] == [500]


def test_an_order_goes_in_parcels_and_the_shopper_reads_what_is_to_come(
    sold: Shop, staff_client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    refused = staff_client.post(
        "/staff/orders/1001/shipment",
        data={"units-1": "7", "sent": "0", "carrier": "DHL", "tracking": "12345678"},
    )
    assert refused.status_code == 422
    assert 'value="12345678"' in text(refused)
    one = {"units-1": "1", "sent": "0", "carrier": "DHL", "tracking": "12345678"}
    assert staff_client.post("/staff/orders/1001/shipment", data=one).status_code == 303
    assert staff_client.post("/staff/orders/1001/shipment", data=one).status_code == 409
    (mail,) = [one for one in mailbox() if "on its way" in one["Subject"]]
    words = mail.get_body(("plain",)).get_content()
    assert "Still to come" in words
    assert "tracking-id=12345678" in words
    link = re.search(r"/orders/[0-9a-f]{32}/", words)
    assert link is not None
    page = text(staff_client.get(link.group()))
    assert "Part sent" in page
    assert "Still to come" in page
    slip = text(staff_client.get("/staff/orders/1001/slip/"))
    assert "SH-WHW" in slip
    assert "€" not in slip
    assert staff_client.get("/staff/orders/1001/shipments/99/slip/").status_code == 404
    off = {"amount": "24", "seen": "0", "off-1": "1"}
    assert staff_client.post("/staff/orders/1001/refunds", data=off).status_code == 303
    assert "Its packing slip" in text(staff_client.get("/staff/orders/1001/"))


@pytest.mark.parametrize("amount", ["", "0", "-1", "52.51", "1e3", "²", "12.345", "9" * 30, "NaN", "٣"])
def test_odd_amounts_are_refused_with_a_sentence(sold: Shop, staff_client: FlaskClient, amount: str) -> None:
    page = staff_client.post("/staff/orders/1001/refunds", data={"amount": amount, "seen": "0"})
    assert page.status_code == 422
    assert sold.stripe.refunds() == []


def test_cancelling_is_asked_once_more_with_the_sum_and_the_things(
    sold: Shop, staff_client: FlaskClient
) -> None:
    shown = text(staff_client.get("/staff/orders/1001/"))
    assert "Cancel this order" in shown and 'action="/staff/orders/1001/cancellation"' not in shown
    staff_client.post("/staff/orders/1001/refunds", data={"amount": "12.50", "seen": "0"})
    page = text(staff_client.get("/staff/orders/1001/cancellation"))
    assert "Cancel order 1001 and give back €40.00" in page and "Keep the order" in page and "SH-" in page
    staff_client.post("/staff/orders/1001/cancellation")
    assert staff_client.get("/staff/orders/1001/cancellation").location == "/staff/orders/1001/"


def test_cancelling_gives_the_money_back(sold: Shop, staff_client: FlaskClient) -> None:
    assert staff_client.post("/staff/orders/1001/cancellation", data={"reason": "asked"}).status_code == 303
    with sold.app.app_context():
        sold.work()
        assert sold.mismatches() == []
    assert [one["amount"] for one in sold.stripe.refunds()] == [5250]
    assert "Cancelled" in text(staff_client.get("/staff/orders/1001/"))


def test_an_alert_stays_until_somebody_has_looked(sold: Shop, staff_client: FlaskClient) -> None:
    (charge,) = sold.stripe.ask("/charges")["data"]
    sold.stripe.control("POST", f"/charges/{charge['id']}/dispute")
    with sold.app.app_context():
        sold.deliver()
    page = text(staff_client.get("/staff/orders/"))
    assert "is disputed" in page
    address = re.search(r"/staff/orders/alerts/\d+", page)
    assert address is not None
    staff_client.post(address.group())
    assert "is disputed" not in text(staff_client.get("/staff/orders/"))
    assert "Waiting for your bank" in text(staff_client.get("/staff/orders/1001/"))


@pytest.mark.parametrize("number", ["1", "1002", "999999999999999999999", "0"])
def test_an_order_that_does_not_exist_is_404(sold: Shop, staff_client: FlaskClient, number: str) -> None:
    assert staff_client.get(f"/staff/orders/{number}/").status_code == 404
    assert staff_client.post(f"/staff/orders/{number}/shipment").status_code == 404
    # a number that no route can read is 405 here, because the same address can be asked for
    assert staff_client.post(f"/staff/orders/{number}/cancellation").status_code in (404, 405)


def test_an_editor_and_a_stranger_see_no_orders(
    sold: Shop, client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    editor = sign_in(sold.app, new_client(), role="editor")
    for path in ("/staff/orders/", "/staff/orders/1001/"):
        assert editor.get(path).status_code == 403
        assert client.get(path).status_code == 302
    assert editor.post("/staff/orders/1001/refunds", data={"amount": "1", "seen": "0"}).status_code == 403
