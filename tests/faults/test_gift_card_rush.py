"""One gift card in twenty browsers that press at once: its value is paid with exactly once (M4), and the control."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.credit import ledger
from app.credit.models import CreditAccount, CreditEntry
from app.db import db
from app.orders import covering
from app.orders.models import Order
from tests.factories.credit import make_card
from tests.support.shop import ANSWERS, Shop

pytestmark = pytest.mark.postgres
BROWSERS, TOTAL, PAYS_FOR = 20, 2850, 3
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')


def send(client: FlaskClient, method: str, path: str, number: int, **data: str) -> Any:
    """What a browser at an address of its own sends; limits are counted by address."""
    return client.open(
        path, method=method, data=data or None, base_url="http://127.0.0.1:8000",
        headers={"Sec-Fetch-Site": "same-origin"}, environ_overrides={"REMOTE_ADDR": f"10.0.0.{number}"},
    )  # fmt: skip


def ready(app: Flask, code: str, number: int) -> tuple[FlaskClient, str]:
    """A browser on the last page, which says that the card pays for everything; with what that page had shown."""
    client = app.test_client()
    send(client, "POST", "/basket/lines", number, sku="SH-WHW", quantity="1")
    assert send(client, "POST", "/basket/code", number, code=code).status_code == 303
    send(client, "POST", "/checkout/email/", number, email=f"shopper-{number}@example.com")
    send(client, "POST", "/checkout/country/", number, country="IE")
    send(client, "POST", "/checkout/address/", number, **ANSWERS)
    page = send(client, "GET", "/checkout/check/", number).get_data(as_text=True)
    assert "Pay €28.50 with your gift card" in page
    return client, SEEN.findall(page)[0]


def rush(shop: Shop, code: str, look: Callable[[], None]) -> list[int]:
    """Let everybody press at the same moment; returns the answers' status codes."""
    shop.app.test_client_class = None
    browsers = [ready(shop.app, code, number) for number in range(1, BROWSERS + 1)]
    gate = threading.Barrier(BROWSERS, timeout=60)
    answers: list[int] = []

    def press(number: int, client: FlaskClient, seen: str) -> None:
        with shop.app.app_context():
            look()
        gate.wait()
        answers.append(
            send(client, "POST", "/checkout/payment", number, consent="yes", seen=seen).status_code
        )

    threads = [
        threading.Thread(target=press, args=(number, *browser))
        for number, browser in enumerate(browsers, start=1)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def paid_with(card: int) -> tuple[int, int]:
    """(orders that are paid, what the card's ledger comes to)."""
    db.session.rollback()
    orders = db.session.scalar(select(func.count()).where(Order.paid_at.is_not(None))) or 0
    said = select(func.sum(CreditEntry.amount_minor)).where(CreditEntry.account_id == card)
    return orders, int(db.session.scalar(said) or 0)


def prepare(shop: Shop) -> tuple[int, str]:
    """Enough on the shelf for everybody, and a card that pays for three."""
    with shop.app.app_context():
        shop.variant(units=50)
        return make_card(PAYS_FOR * TOTAL)


def test_a_card_in_twenty_browsers_pays_its_value_once(web_shop: Shop) -> None:
    card, code = prepare(web_shop)
    answers = rush(web_shop, code, look=lambda: None)
    assert (answers.count(303), answers.count(409)) == (PAYS_FOR, BROWSERS - PAYS_FOR)
    with web_shop.app.app_context():
        assert paid_with(card) == (PAYS_FOR, 0)
        assert web_shop.mismatches() == []


def test_where_what_was_read_before_is_believed_it_pays_too_often(
    web_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, code = prepare(web_shop)
    seen, read = threading.local(), covering.accounts_by_id

    def look() -> None:
        seen.account = db.session.get_one(CreditAccount, card)
        db.session.expunge_all()
        db.session.remove()

    def remembered(ids: list[int]) -> dict[int, CreditAccount]:
        return {card: seen.account} if hasattr(seen, "account") else read(ids)

    def read_then_write(account_id: int, amount: int, *_conditions: object) -> bool:
        left = seen.account.balance_minor + amount
        db.session.execute(
            update(CreditAccount).where(CreditAccount.id == account_id).values(balance_minor=left)
        )
        return True

    monkeypatch.setattr(covering, "accounts_by_id", remembered)
    monkeypatch.setattr(ledger, "_change", read_then_write)
    answers = rush(web_shop, code, look)
    with web_shop.app.app_context():
        orders, left = paid_with(card)
    assert answers.count(303) == orders > PAYS_FOR
    assert left < 0
