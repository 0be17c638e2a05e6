"""Withdrawing from a contract: without account or reason, confirmed once, receipted at once, answered by staff."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.clock import utcnow
from app.db import db, transaction
from app.orders import withdrawing
from app.orders.errors import StepRefused
from app.orders.models import PaymentState, Withdrawal
from app.payments.protocol.applying import look_at_session
from tests.support.parcels import send_some
from tests.support.shop import ANSWERS, Shop

WRAP = "SH-WHW"
MINE = {"number": "1001", "name": "Nora Quinn", "email": ANSWERS["email"], "things": ""}


@pytest.fixture
def sold(web_shop: Shop) -> Iterator[Shop]:
    """The shop with one paid order, number 1001."""
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        web_shop.buy((WRAP, 2))
    yield web_shop


def kept(shop: Shop) -> list[Withdrawal]:
    with shop.app.app_context():
        return list(db.session.query(Withdrawal).order_by(Withdrawal.id))


def receipts(mailbox: Callable[[], Any]) -> list[Any]:
    return [one for one in mailbox() if "we have your message" in one["Subject"]]


@pytest.mark.postgres
def test_the_statement_is_shown_confirmed_and_receipted(
    sold: Shop, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    assert "Withdraw from contract here" in client.get("/withdrawal/").text
    shown = client.post("/withdrawal/", data={**MINE, "number": " Order #1001 "})
    assert "Confirm withdrawal" in shown.text
    assert kept(sold) == []
    done = client.post("/withdrawal/confirmation", data=MINE)
    assert done.status_code == 200
    assert "Your withdrawal is received" in done.text
    (row,) = kept(sold)
    assert row.order_id is not None
    (mail,) = receipts(mailbox)
    body = mail.get_body(("plain",)).get_content()
    moment = re.search(r"We have it since ([^.]+)\.", done.text)
    assert moment
    assert f"Received: {moment[1]}" in body
    assert "I withdraw from the contract" in body


@pytest.mark.postgres
def test_pressing_twice_is_withdrawing_once(
    sold: Shop, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    for _ in range(2):
        assert "is received" in client.post("/withdrawal/confirmation", data=MINE).text
    assert len(kept(sold)) == 1
    assert len(receipts(mailbox)) == 1


def test_nobody_learns_from_the_answer_who_has_bought_here(sold: Shop, client: FlaskClient) -> None:
    stranger = {**MINE, "email": "somebody@else.example"}
    pages = [client.post("/withdrawal/confirmation", data=one).text for one in (MINE, stranger)]
    assert pages[0].replace(MINE["email"], "X") == pages[1].replace(stranger["email"], "X")
    assert [row.order_id is None for row in kept(sold)] == [False, True]


@pytest.mark.postgres
def test_a_strangers_mailbox_gets_one_receipt_in_six_hours(
    sold: Shop, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    for number, spelling in enumerate(("some", "Some", "sOME+a", "some+b", "SOME"), start=2001):
        data = {
            **MINE,
            "number": str(number),
            "email": f"{spelling}@else.example",
            "things": "see https://bad.example",
        }
        assert client.post("/withdrawal/confirmation", data=data).status_code == 200
    assert len(kept(sold)) == 5
    (mail,) = receipts(mailbox)
    assert "bad.example" not in mail.as_string()
    assert MINE["name"] not in mail.get_body(("plain",)).get_content()


def test_a_crowd_of_invented_addresses_stops_being_written_to(
    sold: Shop, client: FlaskClient, mailbox: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withdrawing, "STRANGERS_AN_HOUR", 2)
    for number in range(2001, 2006):
        data = {**MINE, "number": str(number), "email": f"somebody{number}@else.example"}
        assert client.post("/withdrawal/confirmation", data=data).status_code == 200
    assert len(receipts(mailbox)) == 2


@pytest.mark.postgres
def test_an_answered_statement_without_an_order_is_forgotten_after_a_year(
    sold: Shop, client: FlaskClient
) -> None:
    for one in (MINE, {**MINE, "email": "somebody@else.example"}):
        client.post("/withdrawal/confirmation", data=one)
    with sold.app.app_context():
        for row in kept(sold):
            with transaction():
                withdrawing.answer_withdrawal(row.id, actor="user:1", now=utcnow())
        for days, left in ((364, 2), (366, 1)):
            with transaction():
                withdrawing.forget_strangers(utcnow() + timedelta(days=days))
            assert len(kept(sold)) == left


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("number", ""), ("number", "²"), ("number", "1" * 40), ("number", "-5"), ("name", " \u200b "),
        ("name", "n" * 121), ("email", "nobody"), ("email", "a@b\r\nBcc: c@d.example"), ("things", "t" * 501),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said_beside_its_field(
    sold: Shop, client: FlaskClient, field: str, typed: str
) -> None:
    for path in ("/withdrawal/", "/withdrawal/confirmation"):
        answer = client.post(path, data={**MINE, field: typed})
        assert answer.status_code == 422
        assert "<title>Error: " in answer.text
        assert f'href="#{field}"' in answer.text
    assert kept(sold) == []


def test_a_missing_address_is_asked_for_the_receipts_sake(sold: Shop, client: FlaskClient) -> None:
    page = client.post("/withdrawal/", data={**MINE, "email": " "}).text
    assert "so that the receipt can reach you" in page
    assert "send the order" not in page


def test_the_orders_link_leads_to_a_filled_statement(
    sold: Shop, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    token = re.search(r"/orders/([0-9a-f]{32})/", "".join(one.as_string() for one in mailbox()))
    assert token
    page = client.get(f"/orders/{token[1]}/").text
    assert f'href="/withdrawal/of/{token[1]}/"' in page
    confirm = client.get(f"/withdrawal/of/{token[1]}/").text
    assert "Confirm withdrawal" in confirm
    assert 'class="back-link" href="/withdrawal/?number=1001"' in confirm
    assert 'value="1001"' in client.get("/withdrawal/?number=1001").text, "Back keeps the order's number"
    assert 'value="<b>' not in client.get("/withdrawal/?number=%3Cb%3E").text
    assert client.get(f"/withdrawal/of/{'0' * 32}/").status_code == 404


@pytest.mark.postgres
def test_staff_see_it_cannot_send_the_parcel_and_answer_it(
    sold: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    client.post("/withdrawal/confirmation", data={**MINE, "things": "one of the two <b>"})
    assert "withdrawal to answer" in staff_client.get("/staff/").text
    listed = staff_client.get("/staff/orders/").text
    assert "withdraws from order" in listed
    assert "<b>" not in listed
    told = staff_client.get("/staff/orders/1001/").text
    assert "The buyer has withdrawn" in told and "give its money back. Then press Done" in told
    refused = staff_client.post("/staff/orders/1001/shipment", data={})
    assert refused.status_code == 409
    assert "has withdrawn" in refused.text
    (row,) = kept(sold)
    assert staff_client.post(f"/staff/orders/withdrawals/{row.id}").status_code == 303
    assert staff_client.post("/staff/orders/withdrawals/999999").status_code == 404
    assert "withdrawal to answer" not in staff_client.get("/staff/").text
    assert (
        staff_client.post("/staff/orders/1001/shipment", data={"units-1": "1", "sent": "0"}).status_code
        == 303
    )


def test_staff_are_told_to_cancel_what_is_withdrawn_whole_before_it_was_sent(
    sold: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    client.post("/withdrawal/confirmation", data=MINE)
    assert "cancel the order, which gives the money back" in staff_client.get("/staff/orders/1001/").text
    staff_client.post("/staff/orders/1001/refunds", data={"all": "yes", "seen": "0"})
    told = staff_client.get("/staff/orders/1001/").text
    assert "cancel the order, so that the things are on sale again" in told


def test_a_withdrawal_while_the_banks_money_is_on_its_way_is_found_and_stops_the_parcel(
    web_shop: Shop, client: FlaskClient
) -> None:
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        cart = web_shop.basket((WRAP, 2))
        web_shop.start(cart)
        session = web_shop.session_of(cart)
        web_shop.stripe.control("POST", "/policy", settle_seconds=None)
        web_shop.stripe.pay(session, method="bank_debit")
        look_at_session(web_shop.till, session)
    client.post("/withdrawal/confirmation", data=MINE)
    (row,) = kept(web_shop)
    assert row.order_id is not None
    with web_shop.app.app_context():
        web_shop.stripe.control("POST", f"/sessions/{session}/settle", succeeded=True)
        web_shop.deliver()
        order = web_shop.order(cart)
        assert order.payment is PaymentState.PAID
        with pytest.raises(StepRefused, match="withdr"):
            send_some(order, 1)
