"""From the basket to the order's page, as a browser without script does it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import utcnow
from app.db import db, transaction
from app.money import Money
from app.orders.models import Order
from app.pricing.actions import set_price
from tests.support.shop import ANSWERS, Shop

WRAP = "SH-WHW"


@pytest.fixture
def shelf(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    """The shop with one thing on its shelf, and a browser."""
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        web_shop.variant(sku="SH-LWB-4", title="Linen weighted blanket", name="4 kg", units=1, price=13900)
    yield web_shop


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def fill(client: FlaskClient, sku: str = WRAP, quantity: str = "1") -> Any:
    return client.post("/basket/lines", data={"sku": sku, "quantity": quantity})


def answer_all(client: FlaskClient) -> Any:
    client.post("/checkout/email/", data={"email": ANSWERS["email"]})
    client.post("/checkout/country/", data={"country": "IE"})
    return client.post("/checkout/address/", data=ANSWERS)


def pay(client: FlaskClient) -> Any:
    return client.post("/checkout/payment", data={"consent": "yes"})


def pay_form(page: str) -> dict[str, str]:
    """Return the hidden fields that say what the page has shown."""
    (seen,) = set(re.findall(r'name="seen" value="([0-9a-f]{64})"', page))
    (shown,) = set(re.findall(r'name="shown" value="([^"]+)"', page))
    return {"seen": seen, "shown": shown}


def session_of(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def count_orders(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Order).count()


def test_a_shopper_buys_without_an_account_or_script(
    shelf: Shop, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    assert fill(client, quantity="2").headers["Location"] == "/basket/"
    basket = text(client.get("/basket/"))
    assert "Wheat heat wrap" in basket
    assert "€52.50" in basket
    assert client.get("/checkout/").headers["Location"] == "/checkout/email/"
    assert answer_all(client).headers["Location"] == "/checkout/check/"
    check = client.get("/checkout/check/")
    assert "Go to payment, €52.50" in text(check)
    assert "form-action 'self' http://127.0.0.1:1;" in check.headers["Content-Security-Policy"] + ";"
    address = pay(client).headers["Location"]
    shelf.stripe.pay(session_of(address))
    done = client.get(f"/checkout/done/?session={session_of(address)}")
    order = client.get(done.headers["Location"])
    assert "We have your order and your payment" in text(order)
    assert "Paid" in text(order)
    assert "Nothing in it yet" in text(client.get("/basket/"))
    (mail,) = mailbox()
    assert mail["Subject"] == "Order 1001"
    assert mail["To"] == "nora@example.com"
    link = re.search(r"/orders/[0-9a-f]{32}/", mail.get_body(("plain",)).get_content())
    assert link is not None
    assert client.get(link.group()).status_code == 200


def test_nothing_but_consent_stands_between_check_and_payment(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    answer_all(client)
    refused = client.post("/checkout/payment", data={})
    assert refused.status_code == 422
    assert "<title>Error: Check before you pay" in text(refused)
    assert "checked" not in text(refused)
    assert count_orders(shelf.app) == 0


def test_a_price_that_changed_behind_the_page_is_told_before_anything_is_taken(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client)
    answer_all(client)
    shown = pay_form(text(client.get("/checkout/check/")))
    with shelf.app.app_context(), transaction():
        set_price(1, Money(minor=9900, currency="EUR"), "user:1", utcnow())
    told = client.post("/checkout/payment", data={**shown, "consent": "yes"})
    assert told.status_code == 409
    assert "The sum is €103.50 now; the page you pressed on had shown €28.50." in text(told)
    assert "Go to payment, €103.50" in text(told)
    assert count_orders(shelf.app) == 0
    again = client.post("/checkout/payment", data={**pay_form(text(told)), "consent": "yes"})
    assert again.status_code == 303


def test_a_country_changed_in_a_second_tab_changes_nothing_of_the_open_page(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client)
    answer_all(client)
    address = pay(client).headers["Location"]
    client.post("/basket/country", data={"country": "GB"})
    shelf.stripe.pay(session_of(address))
    client.get(f"/checkout/done/?session={session_of(address)}")
    with shelf.app.app_context():
        (order,) = db.session.query(Order).all()
        assert (order.country, order.total_minor, order.payment) == ("IE", 2850, "paid")
        assert shelf.mismatches() == []


def test_another_hour_is_offered_only_for_what_was_agreed_to(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    answer_all(client)
    pay(client)
    shown = pay_form(text(client.get("/checkout/check/")))
    with shelf.app.app_context(), transaction():
        set_price(1, Money(minor=9900, currency="EUR"), "user:1", utcnow())
    assert client.post("/checkout/renewal", data=shown).status_code == 409
    assert client.post("/checkout/renewal", data={}).status_code == 409
    assert 'action="/checkout/payment"' in text(client.get("/checkout/check/"))
    assert count_orders(shelf.app) == 1


def test_a_payment_page_that_stripe_has_lost_is_a_sentence(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    answer_all(client)
    pay(client)
    shelf.stripe.control("POST", "/reset")
    lost = pay(client)
    assert lost.status_code == 409
    assert "does not know your payment page any more" in text(lost)


def test_posting_the_pay_button_twice_makes_one_order(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    answer_all(client)
    assert pay(client).headers["Location"] == pay(client).headers["Location"]
    assert count_orders(shelf.app) == 1


def test_coming_back_before_the_money_says_so_and_offers_to_look_again(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client)
    answer_all(client)
    session = session_of(pay(client).headers["Location"])
    waiting = text(client.get(f"/checkout/done/?session={session}"))
    assert "We are confirming your payment" in waiting
    assert f'href="/checkout/done/?session={session}"' in waiting
    shelf.stripe.fault("error_500", method="GET", path="/v1/checkout/sessions/.*")
    assert client.get(f"/checkout/done/?session={session}").status_code == 200


def test_coming_back_from_a_page_that_has_expired_leads_to_paying_again(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client)
    answer_all(client)
    session = session_of(pay(client).headers["Location"])
    shelf.stripe.control("POST", f"/sessions/{session}/expire")
    back = client.get(f"/checkout/done/?session={session}")
    assert "Nothing was taken" in text(client.get(back.headers["Location"]))


def test_another_browser_sees_no_order_by_its_session(
    shelf: Shop, client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    fill(client)
    answer_all(client)
    session = session_of(pay(client).headers["Location"])
    shelf.stripe.pay(session)
    other = new_client().get(f"/checkout/done/?session={session}")
    assert other.status_code == 200
    assert "Nora" not in text(other)
    assert "Your payment is here" in text(other)


def test_when_stripe_does_not_answer_nothing_is_lost(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    answer_all(client)
    shelf.stripe.fault("reset_before", method="POST", path="/v1/checkout/sessions", times=5)
    answer = pay(client)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "20"
    assert "Your basket is safe" in text(answer)
    shelf.stripe.control("DELETE", "/faults")
    assert pay(client).status_code == 303


def test_somebody_who_comes_too_late_gets_a_page_that_says_so(
    shelf: Shop, client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    for browser in (client, other := new_client()):
        fill(browser, "SH-LWB-4")
        answer_all(browser)
    assert pay(client).status_code == 303
    late = pay(other)
    assert late.status_code == 409
    assert "not enough left" in text(late)
    assert "Sold out for now" in text(late)


@pytest.mark.parametrize(
    "typed", ["0", "-1", "²", "٣", "21", "1e9", "", "x" * 5000, "\x00", "1\x00", "9" * 40]
)
def test_odd_quantities_are_answered_with_a_sentence(shelf: Shop, client: FlaskClient, typed: str) -> None:
    refused = 400 if "\x00" in typed else 422
    assert fill(client, quantity=typed).status_code == refused
    fill(client, quantity="1")
    changed = client.post(f"/basket/lines/{WRAP}", data={"quantity": typed, "seen": "1", "change": "typed"})
    assert changed.status_code == (303 if typed == "0" else refused)


def test_a_number_for_a_thing_taken_out_in_another_window_is_answered(
    shelf: Shop, client: FlaskClient
) -> None:
    odd = client.post(f"/basket/lines/{WRAP}", data={"quantity": "many", "seen": "1", "change": "typed"})
    assert odd.status_code == 422
    assert "not in your basket any more" in text(odd)


@pytest.mark.parametrize("sku", ["", "NOPE", "' OR 1=1 --", "\x00", "x" * 500, "../..", "SH-WHW\n"])
def test_odd_things_are_not_for_sale(shelf: Shop, client: FlaskClient, sku: str) -> None:
    assert fill(client, sku).status_code in (400, 404)
    assert client.post(f"/basket/lines/{sku or 'x'}", data={"quantity": "2"}).status_code in (
        303,
        400,
        404,
        405,
    )


def test_prices_and_owners_never_come_from_a_form(shelf: Shop, client: FlaskClient) -> None:
    client.post(
        "/basket/lines", data={"sku": WRAP, "quantity": "1", "price": "1", "unit_minor": "1", "cart_id": "7"}
    )
    assert "€28.50" in text(client.get("/basket/"))


def test_buttons_count_from_what_was_shown_and_a_typed_number_wins(shelf: Shop, client: FlaskClient) -> None:
    fill(client, quantity="2")
    more = {"quantity": "2", "seen": "2", "change": "more"}
    for _ in range(2):
        client.post(f"/basket/lines/{WRAP}", data=more)
    assert 'value="3"' in text(client.get("/basket/"))
    client.post(f"/basket/lines/{WRAP}", data={"quantity": "5", "seen": "3", "change": "less"})
    assert 'name="quantity" value="5"' in text(client.get("/basket/"))


def test_what_is_taken_out_can_be_put_back(shelf: Shop, client: FlaskClient) -> None:
    fill(client, quantity="3")
    away = client.post(f"/basket/lines/{WRAP}", data={"quantity": "3", "seen": "3", "change": "none"})
    page = text(client.get(away.headers["Location"]))
    assert "Put it back" in page
    assert "Nothing in it yet" in page
    assert client.get("/basket/?taken=nothing&units=x").status_code == 200


def test_a_second_press_of_put_in_basket_adds_nothing(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    for _ in range(2):
        client.post("/basket/lines", data={"sku": WRAP, "quantity": "1", "seen": "1"})
    assert 'name="quantity" value="2"' in text(client.get("/basket/"))


def test_the_country_decides_the_whole_cost_from_the_start(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    assert "€28.50" in text(client.get("/basket/"))
    client.post("/basket/country", data={"country": "DE"})
    assert "€32.90" in text(client.get("/basket/"))
    assert client.post("/basket/country", data={"country": "FR"}).status_code == 404


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("email", {"email": "nora"}, "like name@example.com"),
        ("email", {"email": "nora@example.com\r\nBcc: a@b.example"}, "like name@example.com"),
        ("country", {"country": "FR"}, "Choose one of the countries"),
        ("address", {**ANSWERS, "postal_code": "12345"}, "full postcode"),
        ("address", {**ANSWERS, "street": ""}, "street and house number"),
        ("address", {**ANSWERS, "name": "N" * 300}, "at most 120"),
    ],
)
def test_an_answer_to_mend_is_told_beside_its_field(
    shelf: Shop, client: FlaskClient, step: str, data: dict[str, str], sentence: str
) -> None:
    fill(client)
    client.post("/checkout/country/", data={"country": "IE"})
    page = client.post(f"/checkout/{step}/", data=data)
    assert page.status_code == 422
    assert "<title>Error: " in text(page)
    assert text(page).count(sentence) == 2


def test_spaces_small_letters_and_dashes_are_forgiven(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    client.post("/checkout/email/", data={"email": " Nora@Example.com "})
    client.post("/checkout/country/", data={"country": "GB"})
    client.post("/checkout/address/", data={**ANSWERS, "postal_code": "ls1-4ap"})
    assert "LS1 4AP" in text(client.get("/checkout/check/"))


def test_the_checkout_asks_eight_things_at_most(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    answer_all(client)
    pages = [text(client.get(f"/checkout/{step}/")) for step in ("email", "country", "address", "check")]
    fields = [one for page in pages for one in re.findall(r"<(?:input|select)[^>]*>", page)]
    asked = [one for one in fields if 'type="hidden"' not in one]
    names = {name for one in asked for name in re.findall(r' name="([a-z_]+)"', one)}
    assert names == {"email", "country", "name", "street", "street_more", "city", "postal_code", "consent"}


def test_steps_without_a_basket_lead_to_the_basket(shelf: Shop, client: FlaskClient) -> None:
    for step in ("", "email/", "country/", "address/", "check/"):
        assert client.get(f"/checkout/{step}").headers["Location"] == "/basket/"
    assert pay(client).headers["Location"] == "/basket/"


@pytest.mark.parametrize("token", ["x", "0" * 32, "..", "%00", "g" * 32, "0" * 5000])
def test_an_order_is_seen_by_its_link_alone(shelf: Shop, client: FlaskClient, token: str) -> None:
    assert client.get(f"/orders/{token}/").status_code in (400, 404)


@pytest.mark.parametrize("session", ["", "cs_test_unknown1", "' OR 1=1", "\x00", "cs_" + "a" * 4000])
def test_an_unknown_session_is_no_order(shelf: Shop, client: FlaskClient, session: str) -> None:
    assert client.get("/checkout/done/", query_string={"session": session}).status_code in (400, 404)


def test_a_forged_cookie_opens_no_basket(shelf: Shop, client: FlaskClient) -> None:
    for token in ("x", "a" * 22, "'; DROP TABLE carts; --", "\x01" * 30):
        client.set_cookie("basket", token, domain="127.0.0.1")
        assert "Nothing in it yet" in text(client.get("/basket/"))


def test_the_basket_cookie_is_shut_to_script_and_other_sites(shelf: Shop, client: FlaskClient) -> None:
    cookie = fill(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    with shelf.app.app_context(), transaction() as session:
        stored = session.execute(db.text("SELECT token_hash FROM carts")).scalar()
    assert stored not in cookie
