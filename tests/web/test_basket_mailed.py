"""A basket sent to oneself: one mail, one link, another device, and a choice where that one has its own basket."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.cart.actions import empty_cart
from app.cart.models import Cart, CartKey, CartLine, CartLink, CartReminder
from app.cart.rules import KEPT_DAYS
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.payments.models import Attempt
from tests.support.shop import ANSWERS, Shop

WRAP, BLANKET = "SH-WHW", "SH-LWB-4"
ADDRESS = "nora@example.com"


@pytest.fixture
def shelf(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    """The shop with two things on its shelf, and two wraps in the visitor's basket."""
    with web_shop.app.app_context():
        web_shop.variant(units=30)
        web_shop.variant(sku=BLANKET, title="Linen weighted blanket", name="4 kg", units=3, price=13900)
    client.post("/basket/lines", data={"sku": WRAP, "quantity": "2"})
    yield web_shop
    shift_clock(timedelta())


@pytest.fixture
def device(shelf: Shop) -> "Device":
    """Another device."""
    return Device(shelf)


class Device:
    """A browser of its own."""

    def __init__(self, shop: Shop) -> None:
        self.client = shop.app.test_client()

    def get(self, path: str) -> Any:
        return self.client.get(path, base_url="http://127.0.0.1:8000")

    def post(self, path: str, **data: str) -> Any:
        headers = {"Sec-Fetch-Site": "same-origin"}
        return self.client.post(path, data=data, base_url="http://127.0.0.1:8000", headers=headers)


def mailed_link(client: FlaskClient, mailbox: Callable[[], Any], address: str = ADDRESS) -> str:
    """Send the basket, and return the link's path out of the newest mail."""
    assert client.post("/basket/send/", data={"email": address}).status_code == 303
    text = mailbox()[-1].get_body(("plain",)).get_content()
    found = re.search(r"/basket/mailed/[\w-]{22}/", text)
    assert found is not None, text
    return found.group()


def rows(shop: Shop, kind: Any) -> int:
    with shop.app.app_context():
        return int(db.session.query(kind).count())


def quantities(shop: Shop) -> list[tuple[int, int]]:
    with shop.app.app_context():
        return [
            (one.cart_id, one.quantity)
            for one in db.session.query(CartLine).order_by(CartLine.cart_id, CartLine.id)
        ]


def test_the_link_opens_basket_answers_and_step_on_another_device(
    shelf: Shop, client: FlaskClient, device: Device, mailbox: Callable[[], Any]
) -> None:
    client.post("/checkout/email/", data={"email": ANSWERS["email"]})
    link = mailed_link(client, mailbox)
    for _ in range(2):  # whoever opens the page alone, a link checker too, changes nothing
        shown = device.get(link)
    assert "Open my basket on this device" in shown.text
    assert "Set-Cookie" not in shown.headers
    assert rows(shelf, CartKey) == 0
    for personal in (ADDRESS, "heat wrap", "€"):
        assert personal not in shown.text
    assert device.post(link, choice="open").location == "/checkout/"
    assert device.get("/checkout/").location == "/checkout/country/", "the step that came next"
    assert 'name="quantity" value="2"' in device.get("/basket/").text
    assert 'value="nora@example.com"' in device.get("/checkout/email/").text


def test_the_mail_is_neutral_and_one_of_its_kind(
    shelf: Shop, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    mailed_link(client, mailbox)
    (mail,) = mailbox()
    assert mail["Subject"] == "Your link to go on"
    assert "heat wrap" not in mail.as_string()
    assert mail["List-Unsubscribe"] is None


def test_nobodys_mailbox_is_filled_under_any_spelling_and_nobody_is_told(
    shelf: Shop, client: FlaskClient, device: Device, mailbox: Callable[[], Any]
) -> None:
    device.post("/basket/lines", sku=WRAP, quantity="1")
    answers = [
        client.post("/basket/send/", data={"email": ADDRESS}),
        device.post("/basket/send/", email="Nora+a@example.com"),
        client.post("/basket/send/", data={"email": "nora+b@Example.com"}),
        device.post("/basket/send/", email="NORA@example.com"),
    ]
    assert {(one.status_code, one.location) for one in answers} == {(303, "/basket/send/?said=sent")}
    assert len(mailbox()) == 2


def test_a_slip_in_the_address_is_told_and_an_empty_basket_is_not_sent(
    shelf: Shop, client: FlaskClient, device: Device
) -> None:
    refused = client.post("/basket/send/", data={"email": "nora@example.com\r\nBcc: a@b.example"})
    assert refused.status_code == 422
    assert "<title>Error: " in refused.get_data(as_text=True)
    assert device.post("/basket/send/", email=ADDRESS).location == "/basket/"
    assert rows(shelf, CartLink) == 0


@pytest.mark.parametrize(
    ("choice", "mine"),
    [("both", [(1, 5), (1, 1)]), ("mailed", [(1, 2)]), ("this", [(1, 2), (2, 3), (2, 1)])],
)
def test_a_device_with_its_own_basket_chooses_and_a_second_press_changes_nothing(
    shelf: Shop, client: FlaskClient, device: Device, mailbox: Callable[[], Any], choice: str, mine: list[Any]
) -> None:
    device.post("/basket/lines", sku=WRAP, quantity="3")
    device.post("/basket/lines", sku=BLANKET, quantity="1")
    link = mailed_link(client, mailbox)
    assert "a basket of its own already" in device.get(link).text
    assert device.post(link).location == link, "without a choice nothing happens"
    for _ in range(2):
        assert device.post(link, choice=choice).location == "/basket/"
    assert quantities(shelf) == mine
    shown = device.get("/basket/").text
    assert ("3 kept." in shown) == (choice == "mailed"), "nothing of this device's own is lost"
    assert f'name="quantity" value="{mine[-2][1] if choice != "mailed" else 2}"' in shown


def test_what_does_not_fit_is_said(
    shelf: Shop, client: FlaskClient, device: Device, mailbox: Callable[[], Any]
) -> None:
    device.post("/basket/lines", sku=WRAP, quantity="19")
    link = mailed_link(client, mailbox)
    shown = device.get(device.post(link, choice="both").location).text
    assert "We sell 20 of one thing" in shown
    assert "1 kept." in shown


def test_a_page_that_could_be_paid_is_ended_before_its_things_move(
    shelf: Shop, client: FlaskClient, device: Device, mailbox: Callable[[], Any]
) -> None:
    device.post("/basket/lines", sku=WRAP, quantity="3")
    device.post("/checkout/email/", email=ANSWERS["email"])
    device.post("/checkout/country/", country="IE")
    device.post("/checkout/address/", **ANSWERS)
    assert device.post("/checkout/payment", consent="yes").status_code == 303
    link = mailed_link(client, mailbox)
    assert device.post(link, choice="both").status_code == 303
    with shelf.app.app_context():
        assert db.session.query(Attempt).one().state == "expired"
    assert quantities(shelf) == [(1, 5)]


def test_a_link_ends_when_it_is_paid_stopped_emptied_or_old(
    shelf: Shop, client: FlaskClient, device: Device, mailbox: Callable[[], Any]
) -> None:
    link = mailed_link(client, mailbox)
    client.post(f"/basket/lines/{WRAP}", data={"quantity": "0", "seen": "2"})
    assert device.get(link).status_code == 404, "emptied"
    client.post(f"/basket/taken-out/{WRAP}")
    assert device.get(link).status_code == 200, "and put back"
    shift_clock(timedelta(days=KEPT_DAYS, minutes=1))
    assert device.post(link, choice="open").status_code == 404, "old"
    shift_clock(timedelta())
    with shelf.app.app_context(), transaction():
        empty_cart(db.session.query(Cart).one(), now=utcnow())
    client.post("/basket/lines", data={"sku": WRAP, "quantity": "2"})
    assert device.post(link, choice="open").status_code == 404, "paid"


def test_stopping_shuts_the_devices_that_the_link_opened_but_not_the_own_one(
    shelf: Shop, client: FlaskClient, device: Device, mailbox: Callable[[], Any]
) -> None:
    link = mailed_link(client, mailbox)
    device.post(link, choice="open")
    assert "Stop the mailed link" in client.get("/basket/").get_data(as_text=True)
    client.post("/basket/send/stop")
    assert "Nothing in it yet" in device.get("/basket/").text
    assert device.get(link).status_code == 404
    assert 'name="quantity" value="2"' in client.get("/basket/").get_data(as_text=True)


def test_a_reminder_is_asked_for_by_a_box_that_nobody_has_ticked(shelf: Shop, client: FlaskClient) -> None:
    box = 'name="remind" value="yes"'
    page = client.get("/basket/send/").text
    assert box in page and f"{box} checked" not in page
    refused = client.post("/basket/send/", data={"email": "no", "remind": "yes"})
    assert refused.status_code == 422 and f"{box} checked" in refused.text
    client.post("/basket/send/", data={"email": ADDRESS, "remind": "yes"})
    assert f"{box} checked" in client.get("/basket/send/").text
    client.post("/basket/send/", data={"email": ADDRESS})
    assert f"{box} checked" not in client.get("/basket/send/").text
    assert rows(shelf, CartReminder) == 0
