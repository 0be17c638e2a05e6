"""Staff take back a parcel that had not left; the buyer is told, and what comes back cannot be taken back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.orders.queries import get_order
from tests.support.parcels import announce_some
from tests.support.shop import Shop

SEND = {"units-1": "2", "sent": "0", "carrier": "An Post", "tracking": "RX1"}


@pytest.fixture
def sent(web_shop: Shop, staff_client: FlaskClient) -> Iterator[Shop]:
    """The shop with one order, number 1001, whose parcel is said to have left."""
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        web_shop.buy(("SH-WHW", 2))
    assert staff_client.post("/staff/orders/1001/shipment", data=SEND).status_code == 303
    yield web_shop


def test_a_parcel_is_taken_back_and_the_buyer_is_told(
    sent: Shop, staff_client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    assert "It has not left after all" in staff_client.get("/staff/orders/1001/").text
    done = staff_client.post("/staff/orders/1001/shipments/1/recall", data={"reason": "wrong one"})
    assert done.status_code == 303
    page = staff_client.get("/staff/orders/1001/").text
    assert "A parcel was taken back" in page and "It has left the house" in page
    assert "RX1" not in page
    (mail,) = [one for one in mailbox() if "has not left yet" in one["Subject"]]
    words = " ".join(mail.get_body(("plain",)).get_content().split())
    assert "- 2 × " in words and "RX1, does not count" in words
    assert staff_client.post("/staff/orders/1001/shipments/1/recall").status_code == 404
    assert staff_client.get("/staff/orders/1001/shipments/1/slip/").status_code == 404
    assert "not left yet" in staff_client.get(own_page(words)).text
    stale = staff_client.post("/staff/orders/1001/shipment", data={**SEND, "tracking": "RX2"})
    assert stale.status_code == 409 and "sent or taken back while you were looking" in stale.text
    assert 'value="RX2"' in stale.text and 'name="sent" value="2"' in stale.text
    assert staff_client.post("/staff/orders/1001/shipment", data={**SEND, "sent": "2"}).status_code == 303


def test_what_the_buyer_sends_back_has_reached_them(sent: Shop, staff_client: FlaskClient) -> None:
    with sent.app.app_context():
        announce_some(get_order(1001), 1)
    refused = staff_client.post("/staff/orders/1001/shipments/1/recall")
    assert refused.status_code == 409 and "has reached them" in refused.text


def own_page(words: str) -> str:
    return next(line for line in words.split() if "/orders/" in line).split(":8000")[-1]
