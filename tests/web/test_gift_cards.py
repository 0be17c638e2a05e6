"""Gift cards as a browser without script uses them: typed into the basket, told to the end, paid with."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.clock import utcnow
from app.credit.issuing import stop_card
from app.credit.models import CreditAccount
from app.db import db, transaction
from app.orders.models import Order
from tests.factories.credit import make_card
from tests.support.shop import Shop
from tests.web.test_checkout import answer_all, fill, pay, pay_form, session_of, text

NEUTRAL = "We cannot use this code."


@pytest.fixture
def shelf(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    with web_shop.app.app_context():
        web_shop.variant(units=9)
    fill(client)
    yield web_shop


def enter(client: FlaskClient, code: str) -> Any:
    return client.post("/basket/code", data={"code": code})


def basket(client: FlaskClient) -> str:
    return text(client.get("/basket/"))


def card(shelf: Shop, value: int, **fields: Any) -> str:
    with shelf.app.app_context():
        return make_card(value, **fields)[1]


def grouped(code: str) -> str:
    return " ".join(code[start : start + 4] for start in (0, 4, 8, 12)).lower()


def test_a_card_is_told_with_its_sums_from_the_basket_to_the_orders_page(
    shelf: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    code = card(shelf, 1000)
    assert enter(client, grouped(code)).status_code == 303
    page = basket(client)
    ending = f"Gift card ending in {code[-4:]}"
    assert (ending in page, "-€10.00" in page, "€18.50" in page, code in page) == (True, True, True, False)
    answer_all(client)
    check = text(client.get("/checkout/check/"))
    assert ending in check and "Go to payment, €18.50" in check and "It is used up with this order." in check
    address = pay(client).headers["Location"]
    shelf.stripe.pay(session_of(address))
    done = client.get(f"/checkout/done/?session={session_of(address)}")
    order = text(client.get(done.headers["Location"]))
    assert "Paid by gift card" in order and f"ending in {code[-4:]}" in order and "€18.50" in order
    staff = text(staff_client.get("/staff/orders/1001/"))
    assert "A gift card</a> paid €10.00" in staff
    fill(client)
    assert ending not in basket(client)  # it was for the basket that is paid


def test_a_card_that_covers_everything_pays_on_our_own_pages(shelf: Shop, client: FlaskClient) -> None:
    enter(client, card(shelf, 5000))
    answer_all(client)
    check = text(client.get("/checkout/check/"))
    assert "Pay €28.50 with your gift card" in check and "€21.50 stays on it." in check
    assert "You pay on Stripe" not in check
    refused = client.post("/checkout/payment", data=pay_form(check))
    assert refused.status_code == 422 and "Tick the box if you agree" in text(refused)
    form = {"consent": "yes", **pay_form(check)}
    first = client.post("/checkout/payment", data=form)
    assert first.headers["Location"].startswith("/orders/")
    page = text(client.get(first.headers["Location"]))
    assert "Paid" in page and "Paid by gift card" in page
    second = client.post("/checkout/payment", data=form)
    assert second.headers["Location"].split("?")[0] == first.headers["Location"].split("?")[0]
    with shelf.app.app_context():
        assert db.session.query(Order).count() == 1
        assert db.session.scalars(select(CreditAccount.balance_minor)).one() == 2150
        assert shelf.mismatches() == []


@pytest.mark.parametrize("how", ["unknown", "stopped", "over", "another currency"])
def test_a_card_that_cannot_be_used_is_answered_like_a_code_that_nobody_has(
    shelf: Shop, client: FlaskClient, how: str
) -> None:
    from datetime import date

    code = {"unknown": "K7QM3XTP9RDEW01C"}.get(how) or card(
        shelf, 1000, **({"currency": "USD"} if how == "another currency" else {}),
        **({"expires_on": date(2026, 2, 1)} if how == "over" else {}),
    )  # fmt: skip
    if how == "stopped":
        with shelf.app.app_context(), transaction():
            stop_card(1, actor="user:1", now=utcnow())
    answer = enter(client, code)
    assert answer.status_code == 422
    assert NEUTRAL in text(answer) and code in text(answer)
    assert "Gift card ending" not in basket(client)


def test_an_empty_card_says_so_and_is_not_kept(shelf: Shop, client: FlaskClient) -> None:
    code = card(shelf, 5000)
    enter(client, code)
    answer_all(client)
    pay(client)
    fill(client)
    with shelf.app.app_context(), transaction() as session:
        session.get_one(CreditAccount, 1).balance_minor = 0
    answer = enter(client, code)
    assert answer.status_code == 422 and "There is nothing left on this gift card." in text(answer)


def test_a_card_is_taken_out_by_one_press_and_only_from_ones_own_basket(
    shelf: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    enter(client, card(shelf, 1000))
    fill(staff_client)
    staff_client.post("/basket/cards/removal", data={"card": "1"})
    assert "-€10.00" in basket(client)
    for odd in ("", "x", "٣", "9" * 30):
        assert client.post("/basket/cards/removal", data={"card": odd}).status_code == 303
    assert client.post("/basket/cards/removal", data={"card": "1"}).status_code == 303
    assert "-€10.00" not in basket(client)


def test_a_small_rest_is_said_plainly(shelf: Shop, client: FlaskClient) -> None:
    enter(client, card(shelf, 2840))
    page = basket(client)
    assert "€0.40 stays on it: the payment page takes €0.50 at least." in page
    assert "-€28.00" in page


def test_codes_of_cards_may_be_tried_ten_times_a_minute(shelf: Shop, client: FlaskClient) -> None:
    answers = [enter(client, f"K7QM3XTP9RDEW0{number:02}").status_code for number in range(11)]
    assert answers == [422] * 10 + [429]


def test_six_cards_are_one_too_many(shelf: Shop, client: FlaskClient) -> None:
    answers = [enter(client, card(shelf, 100 + number)) for number in range(6)]
    assert [one.status_code for one in answers] == [303] * 5 + [422]
    assert "A basket takes five gift cards." in text(answers[-1])
    assert "€23.40" in basket(client)  # 28.50 less 1.00, 1.01, 1.02, 1.03 and 1.04


def test_a_card_that_pays_less_than_the_page_had_shown_is_told(shelf: Shop, client: FlaskClient) -> None:
    enter(client, card(shelf, 1000))
    answer_all(client)
    check = text(client.get("/checkout/check/"))
    with shelf.app.app_context():
        from tests.actions.credit.cards import with_cards

        shelf.start(with_cards(shelf, 1, email="ada@example.com"))
    refused = client.post("/checkout/payment", data={"consent": "yes", **pay_form(check)})
    assert refused.status_code == 409
    assert "The sum is €28.50 now; the page you pressed on had shown €18.50." in text(refused)
    assert "Go to payment, €28.50" in text(refused)
