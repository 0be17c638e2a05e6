"""Delivery as shoppers meet it: on the product's page, in the basket, on the way to paying, in order, mail and slip."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import Order
from app.pricing.rating import set_tax_rate
from app.settings.actions import change_setting
from tests.factories.catalog import ACTOR
from tests.factories.delivery import FETCH, make_rate, make_zone
from tests.support.shop import ANSWERS, Shop

WRAP = "SH-WHW"


@pytest.fixture
def shelf(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    """The shop with one thing of 900 g, zones for Ireland, the United Kingdom and its islands, and a browser."""
    with web_shop.app.app_context(), transaction():
        make_zone("IE", free_from=6000)
        make_zone("GB")
        make_zone("GB", postcodes=("KW15 to KW17",), name="Islands", steps=((None, 1500),))
    with web_shop.app.app_context():
        web_shop.variant(units=9)
    yield web_shop


def add_way(shop: Shop, **fields: Any) -> int:
    with shop.app.app_context(), transaction():
        return make_rate(1, **fields)


def text(answer: Any) -> str:
    return " ".join(str(answer.get_data(as_text=True)).split())


def fill(client: FlaskClient, quantity: str = "1") -> None:
    assert client.post("/basket/lines", data={"sku": WRAP, "quantity": quantity}).status_code == 303


def total(page: str) -> str:
    """The amount of the last money line."""
    found: list[str] = re.findall(r'money-total">.*?<dd>(.*?)</dd>', page)
    return found[-1]


def in_the_database(shop: Shop) -> Order:
    with shop.app.app_context():
        order = db.session.query(Order).one()
        db.session.expunge_all()
        return order


def test_a_products_page_tells_delivery_by_its_weight_and_from_when_it_is_free(
    shelf: Shop, client: FlaskClient
) -> None:
    page = text(client.get("/products/sh-whw/"))
    assert "Delivery to Ireland costs €4.90 and takes 2 to 4 working days." in page
    assert "It is free once your things come to €60.00." in page and "In all you pay €28.90" in page
    assert "Some postcodes there cost more" in text(client.get("/products/sh-whw/?country=GB"))
    assert '"value": "4.90"' in page or '"value":"4.90"' in page


def test_a_shelf_tells_the_lowest_cost_of_each_country(shelf: Shop, client: FlaskClient) -> None:
    page = text(client.get("/shop/warmth/"))
    assert "Delivery costs from €4.90 to Ireland and from €4.90 to the United Kingdom." in page


def test_the_basket_weighs_what_is_in_it_and_says_from_when_it_is_free(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client, "2")
    page = text(client.get("/basket/"))
    assert "€4.90" in page and "Standard, 2 to 4 working days" in page and total(page) == "€52.90"
    assert "Delivery is free once the things to post come to €60.00." in page
    fill(client)
    page = text(client.get("/basket/"))
    assert "Nothing to pay" in page and total(page) == "€72.00"


def test_a_postcode_is_asked_once_where_the_cost_depends_on_it(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    assert 'name="postal_code"' not in text(client.get("/basket/"))
    client.post("/basket/country", data={"country": "GB"})
    page = text(client.get("/basket/"))
    assert "Enter your postcode above" in page and "Go on to delivery" not in page
    refused = client.post("/basket/postcode", data={"postal_code": "nowhere"})
    assert refused.status_code == 422
    assert "Enter a full postcode, like LS1 4AP." in text(refused) and 'value="nowhere"' in text(refused)
    assert client.post("/basket/postcode", data={"postal_code": "kw163aa"}).status_code == 303
    page = text(client.get("/basket/"))
    assert 'value="KW16 3AA"' in page and total(page) == "€39.00" and "Go on to delivery" in page
    client.post("/checkout/email/", data={"email": ANSWERS["email"]})
    assert 'value="KW16 3AA"' in text(client.get("/checkout/address/"))


def test_the_country_that_the_basket_knows_is_not_asked_again(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    client.post("/basket/country", data={"country": "IE"})
    answer = client.post("/checkout/email/", data={"email": ANSWERS["email"]})
    assert answer.location == "/checkout/address/"


def test_of_several_ways_the_cheapest_is_chosen_first_and_a_choice_is_remembered(
    shelf: Shop, client: FlaskClient
) -> None:
    fast = add_way(shelf, name="Express", steps=((5000, 1200),), days="1 working day")
    fill(client)
    page = text(client.get("/basket/"))
    assert "How it reaches you" in page and total(page) == "€28.90"
    client.post("/basket/delivery", data={"way": str(fast)})
    assert total(text(client.get("/basket/"))) == "€36.00"
    client.post("/basket/country", data={"country": "IE"})
    assert client.post("/basket/delivery", data={"way": str(fast), "on": "yes"}).location == "/checkout/"
    client.post("/basket/delivery", data={"way": "x" * 40})
    client.post("/basket/delivery", data={"way": "9" * 15})
    assert total(text(client.get("/basket/"))) == "€28.90"


def test_where_nothing_can_be_sent_the_basket_says_so_and_leads_no_further(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client, "6")
    page = text(client.get("/basket/"))
    assert "No way of delivery is open to all of this together." in page and "Go on to delivery" not in page


def test_what_is_fetched_needs_a_name_alone_and_is_told_so_everywhere(
    shelf: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    fetch = add_way(shelf, **FETCH)
    fill(client)
    assert total(text(client.get("/basket/"))) == "€28.90"
    client.post("/basket/delivery", data={"way": str(fetch)})
    page = text(client.get("/basket/"))
    assert total(page) == "€24.00" and "4 Example Street, Dublin" in page
    assert "You fetch it in" in page and "Go on to your details" in page and "postal address" not in page
    told = client.post("/checkout/email/", data={"email": ANSWERS["email"]})
    assert told.location == "/checkout/address/", "the place has said the country"
    question = text(client.get(told.location))
    assert "What is your name?" in question and 'name="street"' not in question
    assert "Step 2 of 3" in question and 'href="/checkout/email/"' in question
    client.post("/checkout/address/", data={"name": "Nora Quinn"})
    check = text(client.get("/checkout/check/"))
    assert "The courier gets" not in check and "within 14 days of the day you fetch them" in check
    assert "You fetch it" in check and "Tuesday to Friday" in check and total(check) == "€24.00"
    session = client.post("/checkout/payment", data={"consent": "yes"}).location.rsplit("/", 1)[-1]
    shelf.stripe.pay(session)
    with shelf.app.app_context():
        shelf.deliver()
    done = client.get(client.get(f"/checkout/done/?session={session}").location)
    assert "Where you fetch it" in text(done) and "Waiting for you" in text(done)
    number = in_the_database(shelf).number
    assert "The buyer fetches it" in text(staff_client.get(f"/staff/orders/{number}/"))
    assert "fetches this at 4 Example Street, Dublin" in text(
        staff_client.get(f"/staff/orders/{number}/slip/")
    )


def test_the_mails_of_what_is_fetched_name_place_and_hours(
    shelf: Shop, client: FlaskClient, staff_client: FlaskClient, mailbox: Any
) -> None:
    from app.cart.actions import set_rate

    fetch = add_way(shelf, **FETCH)
    with shelf.app.app_context():
        cart = shelf.basket((WRAP, 1))
        with transaction():
            set_rate(cart, fetch, now=utcnow())
        shelf.start(cart)
        shelf.stripe.pay(shelf.session_of(cart))
        shelf.deliver()
    paid = " ".join(mailbox()[-1].get_body(("plain",)).get_content().split())
    assert "You fetch it at: 4 Example Street, Dublin Tuesday to Friday, 10:00 to 16:00" in paid
    assert "Total: €24.00, includes 23 % tax, €4.49" in paid
    number = in_the_database(shelf).number
    form = text(staff_client.get(f"/staff/orders/{number}/"))
    (name,) = set(re.findall(r'name="(units-\d+)"', form))
    assert "Ready to fetch" in form and "Courier" not in form
    assert staff_client.post(f"/staff/orders/{number}/readiness").status_code == 303
    assert staff_client.post(f"/staff/orders/{number}/readiness").status_code == 409, "one mail is enough"
    ready = " ".join(mailbox()[-1].get_body(("plain",)).get_content().split())
    assert "is ready. Fetch it at 4 Example Street, Dublin." in ready and "courier" not in ready
    order = in_the_database(shelf)
    assert (order.fulfilment, order.ready_at is not None) == ("none", True), "it has not been fetched yet"
    link = re.search(r"/orders/[0-9a-f]{32}/", ready)
    assert link is not None
    page = text(client.get(link.group()))
    assert "Ready to fetch" in page and "Waiting for you" in page and "Getting it ready" not in page
    staff_client.post(f"/staff/orders/{number}/shipment", data={name: "1", "sent": "0"})
    fetched = " ".join(mailbox()[-1].get_body(("plain",)).get_content().split())
    assert "was fetched today" in fetched and "14 days from today" in fetched and "courier" not in fetched
    assert in_the_database(shelf).fulfilment == "complete"
    page = text(client.get(link.group()))
    assert "Fetched on" in page and "parcel" not in page.split("What you bought")[0].lower()
    staff = text(staff_client.get(f"/staff/orders/{number}/"))
    assert "It was not fetched after all" in staff and "Courier" not in staff
    back = staff_client.post(f"/staff/orders/{number}/shipments/1/recall")
    assert back.status_code == 303
    told = " ".join(mailbox()[-1].get_body(("plain",)).get_content().split())
    assert "You have not fetched this yet" in told and "still waits for you" in told


def test_what_is_sent_is_not_called_ready_to_fetch(shelf: Shop, staff_client: FlaskClient) -> None:
    with shelf.app.app_context():
        shelf.buy((WRAP, 1))
    number = in_the_database(shelf).number
    assert "Ready to fetch" not in text(staff_client.get(f"/staff/orders/{number}/"))
    assert staff_client.post(f"/staff/orders/{number}/readiness").status_code == 409


def test_prices_kept_without_tax_are_seen_with_it_wherever_there_is_a_price(
    shelf: Shop, client: FlaskClient
) -> None:
    with shelf.app.app_context(), transaction():
        change_setting("prices_include_tax", False, actor=ACTOR, now=utcnow())
        set_tax_rate("GB", "standard", 2000, actor=ACTOR, now=utcnow())
    page = text(client.get("/products/sh-whw/"))
    assert "€29.52" in page and "In all you pay €34.42" in page and "€24.00" not in page
    assert '"price": "29.52"' in page or '"price":"29.52"' in page
    assert "€28.80" in text(client.get("/products/sh-whw/?country=GB"))
    assert "€29.52" in text(client.get("/shop/warmth/")) and "€29.52" in text(client.get("/shop/"))
    fill(client)
    page = text(client.get("/basket/"))
    assert total(page) == "€34.42" and "€24.00" not in page and "It was" not in page
    assert "includes 23 % tax, €6.44" in page


def test_a_business_gives_its_number_if_it_wants_to_and_a_slip_is_said(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client)
    client.post("/basket/country", data={"country": "IE"})
    client.post("/checkout/email/", data={"email": ANSWERS["email"]})
    assert 'name="vat_number"' not in text(client.get("/checkout/address/"))
    pressed = text(client.post("/checkout/address/", data={"name": "Half a na", "business": "yes"}))
    assert 'name="vat_number"' in pressed and 'value="Half a na"' in pressed and "Error" not in pressed
    refused = client.post("/checkout/address/", data={**ANSWERS, "vat_number": "IE6388047W"})
    assert refused.status_code == 422 and 'href="#vat_number"' in text(refused)
    assert 'value="IE6388047W"' in text(refused)
    assert (
        client.post("/checkout/address/", data={**ANSWERS, "vat_number": "ie 6388047 v"}).status_code == 303
    )
    check = text(client.get("/checkout/check/"))
    assert "IE6388047V" in check and "includes 23 % tax" in check
    client.post("/checkout/payment", data={"consent": "yes"})
    assert in_the_database(shelf).vat_number == "IE6388047V"


def test_the_country_chosen_on_a_products_page_goes_into_the_basket_with_the_thing(
    shelf: Shop, client: FlaskClient
) -> None:
    assert 'name="country" value=' not in text(client.get("/products/sh-whw/")), "nobody has chosen yet"
    page = text(client.get("/products/sh-whw/?country=GB"))
    assert '<input type="hidden" name="country" value="GB">' in page
    put = client.post("/basket/lines", data={"sku": WRAP, "quantity": "1", "country": "GB"})
    assert put.location == "/basket/", "a first choice moves nothing"
    basket = text(client.get("/basket/"))
    assert '<option value="GB" selected>' in basket
    assert 'name="postal_code"' in basket, "what delivery costs there depends on it"


def test_a_later_choice_moves_the_basket_and_it_is_said(shelf: Shop, client: FlaskClient) -> None:
    client.post("/basket/country", data={"country": "GB"})
    fill(client)
    moved = client.post("/basket/lines", data={"sku": WRAP, "quantity": "1", "country": "IE"})
    assert moved.location == "/basket/?said=country"
    page = text(client.get(moved.location))
    assert "Delivery is shown to Ireland now, as you chose on the page of the thing." in page
    assert 'name="postal_code"' not in page
    for odd in ("XX", "", "ie", "IE' OR 1"):
        again = client.post("/basket/lines", data={"sku": WRAP, "quantity": "1", "country": odd})
        assert again.location == "/basket/"
    assert '<option value="IE" selected>' in text(client.get("/basket/"))
