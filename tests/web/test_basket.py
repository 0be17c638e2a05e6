"""The basket's page: taking out and putting back, keeping for later, and what has changed since."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text as text_of

from app.cart.actions import empty_cart, lock_cart
from app.cart.models import AsideLine, Cart, CartLine
from app.clock import utcnow
from app.db import db, transaction
from app.money import Money
from app.pricing.actions import set_price
from tests.faults.proving.shopper import GONE_WORDS
from tests.support.shop import Shop

WRAP, BLANKET = "SH-WHW", "SH-LWB-4"
OUT = {"quantity": "3", "seen": "3", "change": "none"}


@pytest.fixture
def shelf(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    """The shop with two things on its shelf, and three wraps in the visitor's basket."""
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        web_shop.variant(sku=BLANKET, title="Linen weighted blanket", name="4 kg", units=1, price=13900)
    client.post("/basket/lines", data={"sku": WRAP, "quantity": "3"})
    yield web_shop


def page(client: FlaskClient, address: str = "/basket/") -> str:
    return str(client.get(address).get_data(as_text=True))


def post(client: FlaskClient, address: str, **data: str) -> Any:
    answer = client.post(address, data=data)
    assert answer.status_code == 303, answer.status_code
    return answer


def section(text: str, title: str) -> str:
    """The part of the page below a heading, or nothing."""
    found = re.search(rf'<h2 id="{title}-title">.*?</section>', text, re.DOTALL)
    return found.group() if found else ""


def quantity(shop: Shop) -> list[int]:
    with shop.app.app_context():
        return list(db.session.scalars(db.select(CartLine.quantity)))


def test_what_is_taken_out_is_put_back_by_one_press_with_its_number(shelf: Shop, client: FlaskClient) -> None:
    away = post(client, f"/basket/lines/{WRAP}", **OUT)
    shown = page(client, away.location)
    assert "You took out Wheat heat wrap." in shown
    assert "Nothing in it yet" in shown
    for _ in range(2):  # a second press finds nothing to put back
        post(client, f"/basket/taken-out/{WRAP}")
    assert quantity(shelf) == [3]
    assert "Put it back" not in page(client)


def test_a_second_press_of_take_out_still_offers_to_put_it_back(shelf: Shop, client: FlaskClient) -> None:
    for _ in range(2):
        shown = page(client, post(client, f"/basket/lines/{WRAP}", **OUT).location)
        assert "You took out Wheat heat wrap." in shown
    assert "not in your basket any more" not in shown


def test_a_number_for_what_was_paid_for_in_another_tab_is_not_taken_in_silence(
    shelf: Shop, client: FlaskClient
) -> None:
    with shelf.app.app_context(), transaction():
        empty_cart(lock_cart(db.session.scalars(db.select(CartLine.cart_id)).one()), now=utcnow())
    shown = page(client, post(client, f"/basket/lines/{WRAP}", quantity="2").location)
    assert GONE_WORDS in shown
    assert quantity(shelf) == []


def test_it_can_be_put_back_after_the_page_was_left(shelf: Shop, client: FlaskClient) -> None:
    post(client, f"/basket/lines/{WRAP}", **OUT)
    client.get("/shop/")
    assert "3 of Wheat heat wrap" in section(page(client), "taken")


def test_adding_it_anew_forgets_that_it_was_taken_out(shelf: Shop, client: FlaskClient) -> None:
    post(client, f"/basket/lines/{WRAP}", **OUT)
    post(client, "/basket/lines", sku=WRAP, quantity="1")
    assert section(page(client), "taken") == ""
    post(client, f"/basket/taken-out/{WRAP}")
    assert quantity(shelf) == [1]


def test_what_is_kept_for_later_is_not_counted_or_priced_and_comes_back(
    shelf: Shop, client: FlaskClient
) -> None:
    post(client, "/basket/lines", sku=BLANKET, quantity="1")
    shown = page(client, post(client, f"/basket/lines/{WRAP}/later").location)
    assert "3 kept." in section(shown, "kept")
    assert "€143.50" in shown
    assert quantity(shelf) == [1]
    for _ in range(2):
        post(client, f"/basket/later/{WRAP}", move="basket")
    assert sorted(quantity(shelf)) == [1, 3]
    assert section(page(client), "kept") == ""


def test_what_is_taken_out_of_the_kept_goes_back_to_the_kept(shelf: Shop, client: FlaskClient) -> None:
    post(client, f"/basket/lines/{WRAP}/later")
    shown = page(client, post(client, f"/basket/later/{WRAP}", move="out").location)
    assert section(shown, "kept") == ""
    assert "You took out Wheat heat wrap." in shown
    post(client, f"/basket/taken-out/{WRAP}", **{"from": "later"})
    assert "3 kept." in section(page(client), "kept")
    assert quantity(shelf) == []


def test_the_same_thing_kept_and_in_the_basket_comes_together_up_to_the_most(
    shelf: Shop, client: FlaskClient
) -> None:
    post(client, f"/basket/lines/{WRAP}/later")
    post(client, "/basket/lines", sku=WRAP, quantity="18")
    post(client, f"/basket/later/{WRAP}", move="basket")
    assert quantity(shelf) == [20]
    assert "1 kept." in section(page(client), "kept"), "what does not fit stays kept"
    full = client.post(f"/basket/later/{WRAP}", data={"move": "basket"})
    assert full.status_code == 422
    assert "that is the most" in full.get_data(as_text=True)


def test_another_visitors_things_cannot_be_moved(shelf: Shop, client: FlaskClient) -> None:
    post(client, f"/basket/lines/{WRAP}/later")
    stranger = shelf.app.test_client()
    send = {"headers": {"Sec-Fetch-Site": "same-origin"}, "base_url": "http://127.0.0.1:8000"}
    for address in (f"/basket/later/{WRAP}", f"/basket/taken-out/{WRAP}", f"/basket/lines/{WRAP}/later"):
        assert stranger.post(address, data={"move": "basket"}, **send).status_code == 303  # type: ignore[arg-type]
    assert "3 kept." in section(page(client), "kept")


def test_what_was_kept_is_still_there_after_paying(shelf: Shop, client: FlaskClient) -> None:
    post(client, f"/basket/lines/{WRAP}/later")
    post(client, "/basket/lines", sku=BLANKET, quantity="1")
    post(client, f"/basket/lines/{BLANKET}", quantity="0", seen="1")
    with shelf.app.app_context():
        with transaction():
            empty_cart(db.session.query(Cart).one(), now=utcnow())
        assert [one.place for one in db.session.query(AsideLine)] == ["later"]


def raise_price(shop: Shop, minor: int = 2600) -> None:
    with shop.app.app_context(), transaction():
        set_price(1, Money(minor=minor, currency="EUR"), "user:1", utcnow())


def shown_prices(text: str) -> str:
    (found,) = set(re.findall(r'name="shown" value="([0-9a-f]{32})"', text))
    return str(found)


def test_another_price_is_told_until_the_shopper_has_seen_it(shelf: Shop, client: FlaskClient) -> None:
    assert "What has changed" not in page(client)
    raise_price(shelf)
    shown = page(client)
    assert "It was €24.00 when you put it in, and is €26.00 now." in section(shown, "changed")
    assert "It was €24.00" in page(client), "a second look is not a press"
    assert post(client, "/basket/prices", shown=shown_prices(shown)).location == "/basket/"
    assert "What has changed" not in page(client)


def test_going_on_is_seeing_but_not_of_a_price_that_the_page_had_not(
    shelf: Shop, client: FlaskClient
) -> None:
    raise_price(shelf)
    shown = shown_prices(page(client))
    raise_price(shelf, 2700)
    assert post(client, "/basket/prices", shown=shown, on="yes").location == "/basket/"
    told = page(client)
    assert "is €27.00 now" in told
    assert post(client, "/basket/prices", shown=shown_prices(told), on="yes").location == "/checkout/"
    assert "What has changed" not in page(client)


def test_too_few_left_is_told_and_nothing_is_altered(shelf: Shop, client: FlaskClient) -> None:
    with shelf.app.app_context(), transaction():
        db.session.execute(
            text_of("UPDATE stock_items SET backorder_limit = 0, held = 0, allocated = 3 WHERE on_hand = 5")
        )
    shown = page(client)
    assert "only 2 left, you wanted 3." in section(shown, "changed")
    assert "Mend the lines marked here" in shown
    assert quantity(shelf) == [3]


def test_a_basket_that_is_looked_at_is_kept_from_then_on(shelf: Shop, client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/basket/").headers, "not at every look"
    with shelf.app.app_context(), transaction():
        db.session.query(Cart).one().changed_at = utcnow() - timedelta(days=60)
    assert "Max-Age=7776000" in client.get("/basket/").headers["Set-Cookie"]
    with shelf.app.app_context():
        assert utcnow() - db.session.query(Cart).one().changed_at < timedelta(minutes=1)
