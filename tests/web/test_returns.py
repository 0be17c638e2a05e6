"""Sending something back from the order's page, as a browser without script does it, and what staff see."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.db import db
from app.orders.rules import find_link_token
from app.returns.models import Return
from tests.support.mail import text_of
from tests.support.parcels import send_all
from tests.support.shop import ANSWERS, Shop

WRAP = "SH-WHW"


@pytest.fixture
def address(web_shop: Shop, client: FlaskClient) -> Iterator[str]:
    """The address of the page of an order of two that were sent; its number is 1001."""
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        order = web_shop.buy((WRAP, 2))
        send_all(order)
        token = find_link_token(web_shop.till.secret_keys, order.link_salt, order.link_hash)
    yield f"/orders/{token}/"


def field_of(shown: str) -> str:
    (name,) = re.findall(r'name="(units-\d+)"', shown)
    return str(name)


def announce(client: FlaskClient, address: str, units: str = "1", **more: str) -> Any:
    shown = client.get(f"{address}return/").text
    seen = re.findall(r'name="seen" value="(\d+)"', shown)[0]
    return client.post(f"{address}return/", data={field_of(shown): units, "seen": seen, **more})


def kept(shop: Shop) -> list[Return]:
    with shop.app.app_context():
        return list(db.session.query(Return).order_by(Return.id))


@pytest.fixture
def address_of_one(web_shop: Shop) -> str:
    """The address of the page of an order of one thing that was sent."""
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        order = web_shop.buy((WRAP, 1))
        send_all(order)
        return f"/orders/{find_link_token(web_shop.till.secret_keys, order.link_salt, order.link_hash)}/"


def test_a_single_thing_need_not_be_counted(client: FlaskClient, address_of_one: str) -> None:
    assert "The courier takes 2 to 3 working days" in client.get(address_of_one).text
    shown = client.get(f"{address_of_one}return/").text
    assert re.search(rf'name="{field_of(shown)}"[^>]* value="1"', shown)
    made = announce(client, address_of_one)
    assert "your money goes back the way you paid. A mail tells you so." in client.get(made.location).text


def test_of_several_things_nothing_is_counted_beforehand(client: FlaskClient, address: str) -> None:
    shown = client.get(f"{address}return/").text
    assert "You have 2. How many come back?" in shown
    assert re.search(rf'name="{field_of(shown)}"[^>]* value=""', shown)


@pytest.mark.postgres
def test_a_return_is_announced_and_its_way_told(
    web_shop: Shop, client: FlaskClient, address: str, mailbox: Callable[[], list[Any]]
) -> None:
    assert f'href="{address}return/"' in client.get(address).text
    made = announce(client, address, reason="broken")
    shown = client.get(made.location).text
    for words in ("1001-R1", "costs you nothing", "4 Example Street", "Paper to print"):
        assert words in shown
    slip = client.get(f"{made.location}slip/").text
    assert "1001-R1" in slip
    assert "€" not in slip
    assert "Return 1001-R1" in client.get(address).text
    mail = text_of(mailbox()[-1])
    assert "1001-R1" in mail
    assert made.location in mail
    assert [one.reason for one in kept(web_shop)] == ["broken"]


def test_no_reason_is_asked_first_and_none_is_needed(
    web_shop: Shop, client: FlaskClient, address: str
) -> None:
    shown = client.get(f"{address}return/").text
    assert shown.index('name="units-') < shown.index('name="reason"')
    assert not re.search(r'name="reason"[^>]*checked', shown)
    assert announce(client, address).status_code == 303
    assert announce(client, address, reason="'; DROP TABLE returns").status_code == 303
    assert [one.reason for one in kept(web_shop)] == ["none", "none"]


@pytest.mark.postgres
def test_pressing_twice_is_one_return_and_one_mail(
    web_shop: Shop, client: FlaskClient, address: str, mailbox: Callable[[], list[Any]]
) -> None:
    field = field_of(client.get(f"{address}return/").text)
    answers = [client.post(f"{address}return/", data={field: "1", "seen": "0"}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(kept(web_shop)) == 1
    assert len([one for one in mailbox() if "how to send it back" in one["Subject"]]) == 1


@pytest.mark.parametrize("typed", ["3", "²", "-1", "many", "0", ""])
def test_what_cannot_come_back_is_said_beside_its_field(
    web_shop: Shop, client: FlaskClient, address: str, typed: str
) -> None:
    refused = announce(client, address, typed)
    assert refused.status_code == 422
    assert "<title>Error: " in refused.text
    assert f'href="#{field_of(refused.text)}"' in refused.text
    assert kept(web_shop) == []


def test_what_has_not_been_sent_is_not_sent_back(web_shop: Shop, client: FlaskClient, address: str) -> None:
    with web_shop.app.app_context():
        order = web_shop.buy((WRAP, 1))
        token = find_link_token(web_shop.till.secret_keys, order.link_salt, order.link_hash)
    assert "return/" not in client.get(f"/orders/{token}/").text
    assert "has not been sent yet" in client.get(f"/orders/{token}/return/").text


def test_keeping_it_after_all_is_one_press(web_shop: Shop, client: FlaskClient, address: str) -> None:
    made = announce(client, address, "2").location
    assert client.post(f"{made}calling-off").location == made
    assert "You keep the things" in client.get(made).text
    assert announce(client, address, "2").status_code == 303


def test_another_orders_return_is_not_found(web_shop: Shop, client: FlaskClient, address: str) -> None:
    made = announce(client, address).location
    with web_shop.app.app_context():
        other = web_shop.buy((WRAP, 1))
        token = find_link_token(web_shop.till.secret_keys, other.link_salt, other.link_hash)
    stolen = re.sub(r"[0-9a-f]{32}", token or "", made)
    assert client.get(stolen).status_code == 404
    assert client.post(f"{stolen}calling-off").status_code == 404


@pytest.mark.postgres
def test_staff_receive_decide_and_give_back_the_proposed_sum(
    web_shop: Shop,
    client: FlaskClient,
    address: str,
    staff_client: FlaskClient,
    mailbox: Callable[[], list[Any]],
) -> None:
    announce(client, address)
    assert "return on its way" in staff_client.get("/staff/").text
    assert "1001-R1" in staff_client.get("/staff/orders/returns/").text
    here = "/staff/orders/returns/1/"
    (name,) = re.findall(r'name="(arrived-\d+)"', staff_client.get(here).text)
    assert staff_client.post(f"{here}arrival", data={name: "7"}).status_code == 422
    assert staff_client.post(f"{here}arrival", data={name: "1"}).status_code == 303
    assert staff_client.post(f"{here}arrival", data={name: "1"}).status_code == 409
    shown = staff_client.get(here).text
    assert 'name="amount"' in shown
    assert 'value="24.00"' in shown
    (name,) = re.findall(r'name="(shelf-\d+)"', shown)
    assert staff_client.post(f"{here}decision", data={}).status_code == 422
    assert staff_client.post(f"{here}decision", data={name: "1"}).status_code == 303
    refund = {"seen": "0", "amount": "24.00", "reason": "return 1001-R1"}
    assert staff_client.post("/staff/orders/1001/refunds", data=refund).status_code == 303
    assert "return 1001-R1" in staff_client.get(here).text
    assert "Your return 1001-R1 has reached us" in "".join(text_of(one) for one in mailbox())
    assert "Looked at" in client.get(f"{address}returns/1/").text
    assert "return on its way" not in staff_client.get("/staff/").text


def test_the_mail_of_a_parcel_leads_to_the_return(
    web_shop: Shop,
    client: FlaskClient,
    staff_client: FlaskClient,
    address: str,
    mailbox: Callable[[], list[Any]],
) -> None:
    with web_shop.app.app_context():
        web_shop.buy((WRAP, 1))
    staff_client.post("/staff/orders/1002/shipment", data={"units-2": "1", "sent": "0"})
    assert re.search(r"/orders/[0-9a-f]{32}/return/", text_of(mailbox()[-1]))


@pytest.mark.postgres
def test_a_withdrawal_from_what_was_sent_leads_into_a_return(
    web_shop: Shop, client: FlaskClient, address: str, mailbox: Callable[[], list[Any]]
) -> None:
    statement = {"number": "1001", "name": "Nora Quinn", "email": ANSWERS["email"], "things": ""}
    assert "/return/" not in client.post("/withdrawal/confirmation", data=statement).text
    assert f"{address}return/" in text_of(mailbox()[-1])
    assert announce(client, address).status_code == 303


def test_every_open_return_is_reached_page_by_page(
    web_shop: Shop,
    client: FlaskClient,
    staff_client: FlaskClient,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("blueprints.staff.orders.returning.PAGE", 1)
    announce(client, address)
    announce(client, address)
    staff_client.post("/staff/orders/returns/2/arrival", data={"arrived-2": "1"})
    first = staff_client.get("/staff/orders/returns/").text
    assert "1001-R2" in first and "1001-R1" not in first, "what is here comes first"
    assert 'href="/staff/orders/returns/?after=2"' in first
    second = staff_client.get("/staff/orders/returns/?after=2").text
    assert "1001-R1" in second and "1001-R2" not in second
    assert "Nothing is on its way back" in staff_client.get("/staff/orders/returns/?after=1").text
    assert staff_client.get("/staff/orders/returns/?after=x").status_code == 200


def test_money_comes_back_as_it_was_paid_unless_the_buyer_chooses_credit(
    web_shop: Shop, client: FlaskClient, staff_client: FlaskClient, address: str
) -> None:
    form = client.get(f"{address}return/").text
    assert re.search(r'value="paid" checked', form), "nothing is chosen for the buyer but the way they paid"
    announce(client, address)
    chosen = announce(client, address, money="credit")
    assert "You chose store credit" in client.get(chosen.location).text
    assert [one.wants_credit for one in kept(web_shop)] == [False, True]
    for number in (1, 2):
        staff_client.post(f"/staff/orders/returns/{number}/arrival", data={f"arrived-{number}": "1"})
    first, second = (staff_client.get(f"/staff/orders/returns/{number}/").text for number in (1, 2))
    assert '<option value="paid" selected>' in first and '<option value="credit" selected>' in second
    assert "The buyer chose store credit" in second
    data = {"amount": "24.00", "seen": "0", "to": "credit", "reason": "return 1001-R2"}
    assert staff_client.post("/staff/orders/1001/refunds", data=data).status_code == 303
    assert "€24.00, as store credit: return 1001-R2" in staff_client.get("/staff/orders/returns/2/").text
    with web_shop.app.app_context():
        web_shop.work()
        assert web_shop.stripe.refunds() == []
        assert web_shop.mismatches() == []
