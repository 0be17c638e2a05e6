"""The staff's order desk: finding, slips for many, notes, and changes before an order is sent."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.clock import utcnow
from app.db import transaction
from app.orders.queries import get_order
from app.orders.withdrawing import Statement, declare_withdrawal
from tests.support.parcels import send_all
from tests.support.queries import counted_queries
from tests.support.shop import ANSWERS, Shop
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


def test_an_order_is_looked_for_without_a_name_in_any_address(sold: Shop, staff_client: FlaskClient) -> None:
    form = text(staff_client.get("/staff/orders/"))
    assert 'method="post" action="/staff/orders/search"' in form
    found = staff_client.post("/staff/orders/search", data={"words": "Nora Q"})
    assert found.status_code == 200
    assert "/staff/orders/1001/" in text(found)
    assert 'value="Nora Q"' in text(found)
    assert "No order has “nobody”" in text(
        staff_client.post("/staff/orders/search", data={"words": "nobody"})
    )
    empty = staff_client.post("/staff/orders/search", data={"words": "  "})
    assert empty.status_code == 422
    assert 'href="#words"' in text(empty)
    assert staff_client.get("/staff/orders/search").location == "/staff/orders/"


def test_staff_read_who_did_what_by_name(sold: Shop, staff_client: FlaskClient) -> None:
    staff_client.post("/staff/orders/1001/shipment", data={"units-1": "1", "sent": "0"})
    page = text(staff_client.get("/staff/orders/1001/"))
    assert ", Owner</span>" in page
    assert ", The buyer</span>" in page
    assert "user:" not in page


def test_a_refused_amount_is_said_beside_its_field(sold: Shop, staff_client: FlaskClient) -> None:
    data = {"amount": "9999", "seen": "0", "reason": "a dent"}
    page = text(staff_client.post("/staff/orders/1001/refunds", data=data))
    assert 'href="#amount"' in page and 'id="amount-error"' in page
    assert 'value="9999"' in page and 'value="a dent"' in page
    page = text(
        staff_client.post("/staff/orders/1001/refunds", data={"amount": "1", "seen": "0", "off-1": "9"})
    )
    assert 'href="#off-1"' in page
    page = text(staff_client.post("/staff/orders/1001/shipment", data={"units-1": "x", "sent": "0"}))
    assert 'href="#units-1"' in page


def test_slips_are_printed_many_at_once(sold: Shop, staff_client: FlaskClient) -> None:
    with sold.app.app_context():
        sold.buy((WRAP, 1))
        sold.buy((WRAP, 1))
        send_all(get_order(1003))
    queue = text(staff_client.get("/staff/orders/"))
    assert 'name="number" value="1001"' in queue
    both = text(staff_client.get("/staff/orders/slips/?which=all"))
    assert re.findall(r"<h2>Order (\d+)</h2>", both) == ["1001", "1002"]
    assert "€" not in both
    chosen = "/staff/orders/slips/?number=1002&number=1003&number=x&number=9999&number=1"
    assert re.findall(r"<h2>Order (\d+)</h2>", text(staff_client.get(chosen))) == ["1002"]
    assert "Nothing waits to be packed" in text(staff_client.get("/staff/orders/slips/"))


def test_no_slip_is_printed_for_a_buyer_who_has_withdrawn(sold: Shop, staff_client: FlaskClient) -> None:
    statement = Statement(number="1001", name="Nora Quinn", email=ANSWERS["email"], things="")
    with sold.app.app_context(), transaction():
        declare_withdrawal(statement, received_words="today", now=utcnow())
    page = text(staff_client.get("/staff/orders/slips/?which=all"))
    assert "Left out, because the buyer has withdrawn" in page
    assert "<h2>Order 1001</h2>" not in page


def test_a_note_is_kept_and_never_shown_to_the_buyer(
    sold: Shop, staff_client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    kept = staff_client.post("/staff/orders/1001/notes", data={"words": "Nora called.\n<b>Twice</b>"})
    assert kept.status_code == 303
    page = text(staff_client.get("/staff/orders/1001/"))
    assert "Nora called.\n&lt;b&gt;Twice&lt;/b&gt;" in page
    assert ">Owner, " in page
    empty = staff_client.post("/staff/orders/1001/notes", data={"words": " "})
    assert empty.status_code == 422
    assert 'href="#note"' in text(empty)
    link = re.search(r"/orders/[0-9a-f]{32}/", mailbox()[0].get_body(("plain",)).get_content())
    assert link is not None
    assert "Nora called" not in text(staff_client.get(link.group()))


def test_an_order_goes_to_another_address_and_the_buyer_is_told(
    sold: Shop, staff_client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    form = text(staff_client.get("/staff/orders/1001/changes/"))
    assert 'value="4 Example Street"' in form
    data = {
        "name": "Maeve Quinn",
        "street": "6 Other Street",
        "city": "Cork",
        "postal_code": "x",
        "seen_change": "0",
    }
    refused = staff_client.post("/staff/orders/1001/address", data=data)
    assert refused.status_code == 422
    assert 'href="#postal_code"' in text(refused) and 'value="6 Other Street"' in text(refused)
    data["postal_code"] = "t12 ab34"
    assert staff_client.post("/staff/orders/1001/address", data=data).status_code == 303
    assert staff_client.post("/staff/orders/1001/address", data={**data, "city": "Kerry"}).status_code == 409
    assert "6 Other Street" in text(staff_client.get("/staff/orders/1001/"))
    for path in ("/staff/orders/1001/slip/", "/staff/orders/slips/?which=all"):
        slip = text(staff_client.get(path))
        assert "6 Other Street" in slip and "4 Example Street" not in slip
    (mail,) = [one for one in mailbox() if "another address" in one["Subject"]]
    words = mail.get_body(("plain",)).get_content()
    assert "6 Other Street" in words
    link = re.search(r"/orders/[0-9a-f]{32}/", words)
    assert link is not None
    own = text(staff_client.get(link.group()))
    assert "Goes to another address" in own and "6 Other Street" in own


def test_things_are_taken_off_and_their_price_goes_back(sold: Shop, staff_client: FlaskClient) -> None:
    form = text(staff_client.get("/staff/orders/1001/changes/"))
    assert "One gives back €24.00" in form
    data = {"off-1": "7", "seen_refunded": "0", "reason": "too many"}
    refused = staff_client.post("/staff/orders/1001/removals", data=data)
    assert refused.status_code == 422
    assert 'href="#off-1"' in text(refused) and 'value="too many"' in text(refused)
    data["off-1"] = "1"
    assert staff_client.post("/staff/orders/1001/removals", data=data).status_code == 303
    assert staff_client.post("/staff/orders/1001/removals", data=data).status_code == 409
    with sold.app.app_context():
        sold.work()
        assert sold.mismatches() == []
    assert [one["amount"] for one in sold.stripe.refunds()] == [2400]
    assert "1 unit" in text(staff_client.get("/staff/orders/1001/"))


def test_support_reads_and_notes_but_changes_nothing(
    sold: Shop, new_client: Callable[[], FlaskClient]
) -> None:
    support = sign_in(sold.app, new_client(), role="support")
    assert support.post("/staff/orders/1001/notes", data={"words": "They asked twice."}).status_code == 303
    assert "Change the address" not in text(support.get("/staff/orders/1001/"))
    for path in ("address", "removals"):
        assert support.post(f"/staff/orders/1001/{path}", data={}).status_code == 403
    assert support.get("/staff/orders/1001/changes/").status_code == 403


def test_many_slips_take_as_many_queries_as_one(sold: Shop, staff_client: FlaskClient) -> None:
    def queries() -> int:
        with counted_queries(sold.app) as sent:
            assert staff_client.get("/staff/orders/slips/?which=all").status_code == 200
        return len(sent)

    one = queries()
    with sold.app.app_context():
        sold.buy((WRAP, 1))
        sold.buy((WRAP, 1))
    assert queries() == one


def test_one_press_gives_nothing_back_by_accident(sold: Shop, staff_client: FlaskClient) -> None:
    page = text(staff_client.get("/staff/orders/1001/"))
    field = re.search(r'<input[^>]*id="amount"[^>]*>', page)
    assert field is not None and 'value=""' in field.group()
    empty = staff_client.post("/staff/orders/1001/refunds", data={"seen": "0"})
    assert empty.status_code == 422 and "tick that all of it goes back" in text(empty)
    both = {"seen": "0", "amount": "1.00", "all": "yes"}
    assert "Leave one of the two" in text(staff_client.post("/staff/orders/1001/refunds", data=both))
    assert (
        staff_client.post("/staff/orders/1001/refunds", data={"seen": "0", "all": "yes"}).status_code == 303
    )
    with sold.app.app_context():
        sold.work()
        order = get_order(1001)
        assert order.refunded_minor == order.paid_minor
        assert sold.mismatches() == []


def test_states_are_said_in_words(sold: Shop, staff_client: FlaskClient) -> None:
    staff_client.post("/staff/orders/1001/refunds", data={"amount": "1.00", "seen": "0"})
    page = text(staff_client.get("/staff/orders/1001/"))
    assert "a part given back" in page and "nothing has left" in page
    assert "part_refunded" not in page and "payment paid" not in page
