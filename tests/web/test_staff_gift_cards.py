"""Gift cards on the staff pages: issued with the code shown once, adjusted, stopped, given back as store credit."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.credit.models import CreditAccount
from app.credit.queries import find_account_by_code
from app.credit.rules import read_code
from app.db import db
from tests.actions.credit.cards import with_cards
from tests.factories.credit import make_card
from tests.support.queries import counted_queries
from tests.support.shop import Shop

NEW = {"value": "25.00", "reason": "gift", "email": "", "expires_on": "", "key": "one form"}
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


def text(answer: Any) -> str:
    return " ".join(str(answer.get_data(as_text=True)).split())


def accounts(app: Flask) -> list[CreditAccount]:
    with app.app_context():
        found = list(db.session.scalars(select(CreditAccount).order_by(CreditAccount.id)))
        db.session.expunge_all()
        return found


def issue(client: FlaskClient, **changed: str) -> Any:
    return client.post("/staff/gift-cards/new/", data={**NEW, **changed})


def test_a_card_is_issued_its_code_shown_once_and_its_ledger_kept(
    app: Flask, staff_client: FlaskClient
) -> None:
    answer = issue(staff_client)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    (code,) = set(CODE.findall(text(answer)))
    with app.app_context():
        found = find_account_by_code(read_code(code))
        assert found is not None and found.balance_minor == 2500
    again = text(issue(staff_client))
    assert CODE.findall(again) == [] and "This form was sent twice." in again
    assert len(accounts(app)) == 1
    assert f"Ending in {code[-4:]}" in text(staff_client.get("/staff/gift-cards/"))
    page = text(staff_client.get("/staff/gift-cards/1/"))
    assert "Issued" in page and "€25.00" in page and "A present or a prize" in page and code not in page
    assert "Gift card issued" in text(staff_client.get("/staff/audit/?kind=credit_account&id=1"))


def test_a_card_is_mailed_where_an_address_is_given(
    app: Flask, staff_client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    from app.outbox.working import run_all_owed

    answer = issue(staff_client, email="Nora@example.com")
    (code,) = set(CODE.findall(text(answer)))
    assert "It is also being mailed to" in text(answer)
    with app.app_context():
        run_all_owed()
    (mail,) = mailbox()
    assert code in str(mail) or code in mail.get_body(("plain",)).get_content()
    assert accounts(app)[0].salt == ""


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"value": ""}, "value", "Enter a value, such as 25.00."),
        ({"value": "-5"}, "value", "Enter a value, such as 25.00."),
        ({"value": "0"}, "value", "Enter a value, such as 25.00."),
        ({"value": "99999999"}, "value", "Enter a value, such as 25.00."),
        ({"reason": "because"}, "reason", "Choose why it is issued."),
        ({"email": "nora"}, "email", "Enter an e-mail address like"),
        ({"expires_on": "soon"}, "expires_on", "Write the day as"),
        ({"expires_on": "2020-01-01"}, "expires_on", "The last day is over."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, staff_client: FlaskClient, changed: dict[str, str], field: str, words: str
) -> None:
    answer = issue(staff_client, **changed)
    page = text(answer)
    assert answer.status_code == 422
    assert "<title>Error: " in page and words in page and f'href="#{field}"' in page
    if field != "reason":
        assert f'value="{changed[field]}"' in page
    assert accounts(app) == []


def test_a_card_is_adjusted_and_a_stale_page_is_refused(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        make_card(1000)
    form = {"amount": "-4.00", "reason": "mistake", "seen": "1000"}
    address = "/staff/gift-cards/1/adjustments"
    assert staff_client.post(address, data=form).status_code == 303
    refused = staff_client.post(address, data=form)
    assert refused.status_code == 422 and "The balance has changed since you opened this page." in text(
        refused
    )
    for odd in ({"amount": "x"}, {"amount": "-6.01"}, {"reason": ""}, {"seen": ""}):
        assert staff_client.post(address, data={**form, "seen": "600", **odd}).status_code == 422
    assert accounts(app)[0].balance_minor == 600


def test_a_card_is_stopped_once(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        make_card(1000)
    for _ in range(2):
        assert staff_client.post("/staff/gift-cards/1/end").status_code == 303
    page = text(staff_client.get("/staff/gift-cards/1/"))
    assert "Stopped" in page and "Stop this card" not in page
    for address in ("/staff/gift-cards/9/", "/staff/gift-cards/99999999999999999/"):
        assert staff_client.get(address).status_code == 404
    assert staff_client.post("/staff/gift-cards/9/end").status_code == 404


def test_the_list_asks_as_often_at_twenty_cards_as_at_one(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        make_card(1000)
    staff_client.get("/staff/gift-cards/")
    with counted_queries(app) as one:
        staff_client.get("/staff/gift-cards/")
    with app.app_context():
        for _ in range(19):
            make_card(1000)
    with counted_queries(app) as twenty:
        staff_client.get("/staff/gift-cards/")
    assert len(one) == len(twenty)


def test_staff_give_money_back_to_the_card_or_as_store_credit(
    web_shop: Shop, staff_client: FlaskClient
) -> None:
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        web_shop.start(with_cards(web_shop, make_card(5000)[0]))
    form = {"seen": "0", "amount": "10.00", "to": "paid", "reason": ""}
    address = "/staff/orders/1001/refunds"
    assert staff_client.post(address, data=form).status_code == 303
    assert staff_client.post(address, data={**form, "seen": "1000", "to": "credit"}).status_code == 303
    assert [one.balance_minor for one in accounts(web_shop.app)] == [3150, 1000]
    page = text(staff_client.get("/staff/orders/1001/"))
    assert "€20.00 of it went back to gift card or store credit" in page
    ask = text(staff_client.get("/staff/orders/1001/cancellation"))
    assert "€8.50</strong> goes back on the gift card that paid it" in ask
    with web_shop.app.app_context():
        web_shop.work()
        assert web_shop.mismatches() == []
