"""A word for the courier and a word for a gift: optional, kept with the order, and gone with the address."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.catalog.models import ProductKind
from app.db import db
from app.orders.models import BuyerNote
from tests.support.shop import Shop
from tests.web.test_checkout import answer_all, pay_form

WRAP, LESSONS = "SH-WHW", "SH-PIP"
SAID = {"courier_note": " Leave it at  number 6 ", "gift_note": "For Ada.\r\nRest well <b>"}


@pytest.fixture
def shelf(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    """The shop with a thing and a file."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        web_shop.variant(sku=LESSONS, title="Pacing in practice", kind=ProductKind.DIGITAL)
    yield web_shop


def fill(client: FlaskClient, sku: str = WRAP) -> str:
    client.post("/basket/lines", data={"sku": sku, "quantity": "1"})
    return str(client.get(answer_all(client).location).text)


def go_to_payment(client: FlaskClient) -> str:
    page = client.get("/checkout/check/").text
    answer = client.post("/checkout/payment", data={"consent": "yes", **pay_form(page)})
    return str(answer.location.rsplit("/", 1)[-1])


def kept(shelf: Shop) -> list[tuple[str, str]]:
    with shelf.app.app_context():
        return [(one.courier_note, one.gift_note) for one in db.session.query(BuyerNote)]


def test_nobody_has_to_pass_the_page_and_an_empty_one_is_fine(shelf: Shop, client: FlaskClient) -> None:
    page = fill(client)
    assert 'href="/checkout/notes/"' in page
    assert client.get("/checkout/notes/").status_code == 200
    assert client.post("/checkout/notes/", data={}).location == "/checkout/check/"
    go_to_payment(client)
    assert kept(shelf) == []


@pytest.mark.postgres
def test_the_notes_stand_on_order_slip_and_staff_page(
    shelf: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    fill(client)
    assert client.post("/checkout/notes/", data=SAID).location == "/checkout/check/"
    assert "Leave it at number 6" in client.get("/checkout/check/").text
    session = go_to_payment(client)
    assert kept(shelf) == [("Leave it at number 6", "For Ada.\nRest well <b>")]
    shelf.stripe.pay(session)
    order = client.get(client.get(f"/checkout/done/?session={session}").location).text
    staff, slip = (staff_client.get(f"/staff/orders/1001/{one}").text for one in ("", "slip/"))
    for page in (order, staff, slip):
        assert "Leave it at number 6" in page
        assert "Rest well &lt;b&gt;" in page
    assert "€" not in slip


@pytest.mark.postgres
def test_a_note_changed_on_the_way_back_is_the_one_that_counts(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    client.post("/checkout/notes/", data=SAID)
    session = go_to_payment(client)
    client.post("/checkout/notes/", data={"courier_note": "Ring twice"})
    assert kept(shelf) == [("Ring twice", "")]
    assert go_to_payment(client) == session
    client.post("/checkout/notes/", data={})
    assert kept(shelf) == []


@pytest.mark.postgres
def test_a_paid_order_keeps_what_it_was_paid_with(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    client.post("/checkout/notes/", data=SAID)
    session = go_to_payment(client)
    shelf.stripe.pay(session)
    client.get(f"/checkout/done/?session={session}")
    fill(client)
    client.post("/checkout/notes/", data={"courier_note": "Another"})
    assert kept(shelf)[0][0] == "Leave it at number 6"


@pytest.mark.parametrize("field", ["courier_note", "gift_note"])
def test_too_much_is_said_beside_its_field_and_nothing_is_lost(
    shelf: Shop, client: FlaskClient, field: str
) -> None:
    fill(client)
    refused = client.post("/checkout/notes/", data={**SAID, field: "n" * 401})
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert "n" * 401 in refused.text


def test_what_needs_no_parcel_asks_for_no_note(shelf: Shop, client: FlaskClient) -> None:
    assert "/checkout/notes/" not in fill(client, LESSONS)
    assert client.get("/checkout/notes/").location == "/basket/"
