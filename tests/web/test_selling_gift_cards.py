"""A gift card from the shop's page to the order's page: for oneself, for somebody, sent again, spent, given back."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.db import db
from app.giftcards.models import GiftWish
from app.orders.models import Order
from app.orders.queries import get_order
from tests.actions.giftcards.selling import (
    CARD,
    LENA,
    TO_LENA,
    WRAP,
    code_mails,
    opens,
    sold,
    stock_cards,
)
from tests.factories.credit import make_card
from tests.support.shop import ANSWERS, Shop
from tests.web.test_checkout import answer_all, pay_form
from tests.web.test_staff_catalog import filled, shelf

__all__ = ["shelf"]
MINE = ANSWERS["email"]


@pytest.fixture
def selling(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    """The shop with a thing and a gift card."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        stock_cards(web_shop)
    yield web_shop


def text(answer: Any) -> str:
    """A page's words on one line."""
    words = html.unescape(re.sub(r"<[^>]+>", " ", str(answer.get_data(as_text=True))))
    return " ".join(words.split())


def to_check(client: FlaskClient, *skus: str, quantity: str = "1") -> Any:
    for sku in skus:
        client.post("/basket/lines", data={"sku": sku, "quantity": quantity})
    return client.get(answer_all(client).location)


def buy(selling: Shop, client: FlaskClient) -> str:
    """Go to payment from the last page, pay, and return the order's address."""
    page = client.get("/checkout/check/").get_data(as_text=True)
    going = client.post("/checkout/payment", data={"consent": "yes", **pay_form(page)})
    session = going.location.rsplit("/", 1)[-1]
    selling.stripe.pay(session)
    address = client.get(f"/checkout/done/?session={session}").location
    with selling.app.app_context():
        selling.work()
    return str(address)


def last_order(selling: Shop) -> Order:
    with selling.app.app_context():
        return db.session.query(Order).order_by(Order.id.desc()).first()


def test_the_page_of_a_gift_card_says_what_it_is_and_takes_a_number(
    selling: Shop, client: FlaskClient
) -> None:
    with selling.app.app_context():
        stock_cards(selling, price=5000, sku="SH-GIFT-50")
    page = client.get("/products/sh-gift-25/")
    assert page.status_code == 200
    said = text(page)
    for words in ("Sent at once", "You pay what it is worth", "no last day", "not bought with a gift card"):
        assert words in said
    assert 'name="quantity"' in page.get_data(as_text=True)
    assert "shippingDetails" not in page.get_data(as_text=True)


def test_it_is_bought_for_oneself_with_no_question_more_than_a_name(
    selling: Shop, client: FlaskClient
) -> None:
    said = text(to_check(client, CARD, quantity="2"))
    assert f"The gift card is sent to {MINE}, which is you" in said
    assert "a gift card bears tax when it is spent" in said
    assert 'name="street"' not in client.get("/checkout/address/").get_data(as_text=True)
    page = text(client.get(buy(selling, client)))
    assert "Your gift cards" in page and "Nothing of it was used yet." in page and f"sent to {MINE}" in page
    assert "withdraw from a gift card within 14 days" in page
    with selling.app.app_context():
        codes = [code for code, _ in code_mails(selling, MINE)]
        assert len(codes) == 2
        assert not any(code in page for code in codes)


def test_it_is_bought_for_somebody_and_spent_by_them(
    selling: Shop, client: FlaskClient, new_client: Any
) -> None:
    to_check(client, CARD)
    assert client.post("/checkout/gift-card/", data=TO_LENA).location == "/checkout/check/"
    assert f"Lena {LENA} Have a warm winter." in text(client.get("/checkout/check/"))
    page = text(client.get(buy(selling, client)))
    assert f"Its code was sent to {LENA}" in page
    with selling.app.app_context():
        ((code, _),) = code_mails(selling, LENA)
    lena = new_client()
    lena.post("/basket/lines", data={"sku": WRAP, "quantity": "1"})
    assert lena.post("/basket/code", data={"code": code}).status_code == 303
    assert "-€25.00" in text(lena.get("/basket/")).replace("−", "-")


def test_what_is_typed_wrongly_is_said_beside_its_field_and_kept(selling: Shop, client: FlaskClient) -> None:
    to_check(client, CARD)
    wrong = {**TO_LENA, "gift_email": "lena at example", "gift_message": "Look at https://example.com"}
    answer = client.post("/checkout/gift-card/", data=wrong)
    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert "Enter an e-mail address like" in said and "Leave web addresses out" in said
    assert "lena at example" in said and "Look at https://example.com" in said
    assert "lena at example" in client.get("/checkout/gift-card/").get_data(as_text=True)
    nobody = client.post("/checkout/gift-card/", data={"gift_name": "Lena"})
    assert nobody.status_code == 422 and "is sent to you" in text(nobody)
    assert client.post("/checkout/gift-card/", data={**TO_LENA, "to_me": "yes"}).status_code == 303
    assert "which is you" in text(client.get("/checkout/check/"))


def test_without_a_gift_card_there_is_no_such_question(selling: Shop, client: FlaskClient) -> None:
    assert "The gift card is sent to" not in text(to_check(client, WRAP))
    assert client.get("/checkout/gift-card/").location == "/basket/"
    assert client.post("/checkout/gift-card/", data=TO_LENA).location == "/basket/"
    with selling.app.app_context():
        assert db.session.query(GiftWish).count() == 0


def test_the_basket_says_that_no_code_and_no_card_pays_for_it(selling: Shop, client: FlaskClient) -> None:
    with selling.app.app_context():
        _, code = make_card(9000)
    client.post("/basket/lines", data={"sku": CARD, "quantity": "1"})
    client.post("/basket/code", data={"code": code})
    said = text(client.get("/basket/"))
    assert "no code and no offer takes anything off them" in said
    assert "Pays nothing" in said and "never bought with a gift card" in said


def test_it_is_sent_again_and_a_wrong_address_is_put_right(selling: Shop, client: FlaskClient) -> None:
    to_check(client, CARD)
    client.post("/checkout/gift-card/", data=TO_LENA)
    order = buy(selling, client).split("?")[0]
    with selling.app.app_context():
        card = sold(last_order(selling))[0]
    where = f"{order}gift-cards/{card.id}/mail"
    wrong = client.post(where, data={"email": "nobody"})
    assert wrong.status_code == 422 and "Enter an e-mail address like" in text(wrong)
    answer = client.post(where, data={"email": "lena.k@example.org"})
    assert answer.status_code == 303
    assert "on its way to lena.k@example.org with a new code" in text(
        client.get(answer.location.split("#")[0])
    )
    soon = client.post(where, data={"email": "lena.k@example.org"})
    assert soon.status_code == 303, "a second press is the first"
    assert client.post(f"{order}gift-cards/9999/mail", data={"email": MINE}).status_code == 404
    with selling.app.app_context():
        selling.work()
        ((old, _),) = code_mails(selling, LENA)
        ((new, _),) = code_mails(selling, "lena.k@example.org")
        assert (opens(old), opens(new)) == (None, card.account_id)


@pytest.mark.postgres
def test_staff_see_the_cards_and_give_their_money_back_off_them(
    selling: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    to_check(client, CARD, WRAP)
    buy(selling, client)
    order = last_order(selling)
    page = text(staff_client.get(f"/staff/orders/{order.number}/"))
    assert "Back on the shelf" not in page
    assert "At most €28.50" in page and "Take €25.00 off it and give it back" in page
    where = f"/staff/orders/{order.number}/"
    refused = staff_client.post(f"{where}refunds", data={"seen": "0", "amount": "30.00"})
    assert refused.status_code == 422 and "paid for gift cards" in text(refused)
    with selling.app.app_context():
        card = sold(order)[0]
    back = staff_client.post(f"{where}gift-cards/{card.id}/money-back", data={"seen": "0"})
    assert back.status_code == 303
    again = staff_client.post(f"{where}gift-cards/{card.id}/money-back", data={"seen": "0"})
    assert again.status_code == 409 and "while you were looking" in text(again)
    with selling.app.app_context():
        selling.work()
        assert get_order(order.number).refunded_minor == 2500
        assert selling.mismatches() == []
    assert "€25.00 was taken off it" in text(staff_client.get(where))
    slip = text(staff_client.get(f"{where}slip/"))
    assert "Wheat heat wrap" in slip and not re.search(r"Gift card(?!s)", slip)


def test_staff_put_a_gift_card_on_the_shelf(
    selling: Shop, staff_client: FlaskClient, shelf: dict[str, str]
) -> None:
    made = filled(shelf, title="A card", kind="gift_card", maker="", product_class="3")
    wrong = staff_client.post("/staff/products/", data={**made, "product_class": "1"})
    assert wrong.status_code == 422 and "class 3" in text(wrong)
    product = staff_client.post("/staff/products/", data=made).location.split("?")[0]
    form = staff_client.get(f"{product}variants/new/").get_data(as_text=True)
    assert "What it costs and is worth" in form
    assert 'name="weight_g"' not in form and 'name="units"' not in form
    added = staff_client.post(
        f"{product}variants/", data={"sku": "SH-GIFT-10", "name": "10 euro", "price": "10.00", "units": "5"}
    )
    assert added.status_code == 303
    page = text(staff_client.get(product))
    assert "each made when it is paid" in page
    assert 'id="files-title"' not in staff_client.get(product).get_data(as_text=True)
    other = staff_client.post(product, data={**made, "kind": "goods", "edition": "1"})
    assert other.status_code == 422 and "A gift card stays one" in text(other)
