"""Invoices and credit notes as pages and files: whose they are, what stands on them, what they never do."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import utcnow
from app.config import Mode
from app.db import db, transaction
from app.invoicing.queries import list_papers
from app.invoicing.sheets import name_of
from app.orders.models import Order
from app.orders.rules import find_link_token
from app.settings.actions import change_setting
from tests.actions.payments.test_refunding import give_back
from tests.support.shop import ANSWERS, Shop
from tests.support.staff import sign_in, sign_in_shopper

WRAP = "SH-WHW"


@pytest.fixture
def sold(web_shop: Shop) -> Iterator[Shop]:
    """The shop with two paid orders of one buyer; the first has had something given back."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        give_back(web_shop.buy((WRAP, 2)), 1000)
        web_shop.work()
        web_shop.buy((WRAP, 1))
    yield web_shop


def names(shop: Shop, order_id: int) -> list[str]:
    with shop.app.app_context():
        return [name_of(one) for one in list_papers(order_id)]


def link(shop: Shop, order_id: int) -> str:
    with shop.app.app_context():
        order = db.session.get_one(Order, order_id)
        return f"/orders/{find_link_token(shop.till.secret_keys, order.link_salt, order.link_hash)}/"


def homes(shop: Shop, order_id: int) -> list[str]:
    """Where an order is seen: by its link, as one's own, as staff."""
    return [link(shop, order_id), f"/your-orders/{order_id + 1000}/", f"/staff/orders/{order_id + 1000}/"]


@pytest.fixture
def browsers(sold: Shop, new_client: Callable[[], FlaskClient]) -> list[FlaskClient]:
    """A guest, the buyer signed in, and a member of staff."""
    guest, buyer, staff = new_client(), new_client(), new_client()
    sign_in_shopper(sold.app, buyer, email=ANSWERS["email"])
    sign_in(sold.app, staff)
    return [guest, buyer, staff]


def test_each_page_of_an_order_leads_to_its_papers(sold: Shop, browsers: list[FlaskClient]) -> None:
    invoice, note = names(sold, 1)
    for home, browser in zip(homes(sold, 1), browsers, strict=True):
        page = browser.get(home).text
        for title, name in ((f"Invoice {invoice}", invoice), (f"Credit note {note}", note)):
            assert f"{title} (PDF)" in page
            assert f'href="{home}papers/{name}.pdf"' in page
            shown = browser.get(f"{home}papers/{name}/")
            assert f"<h1>{title}</h1>" in shown.text
            file = browser.get(f"{home}papers/{name}.pdf")
            assert (file.status_code, file.mimetype) == (200, "application/pdf")
            assert file.data.startswith(b"%PDF-")
            assert file.headers["Content-Disposition"] == f'attachment; filename="{name}.pdf"'
            for answer in (shown, file):
                assert answer.headers["Cache-Control"] == "private, no-store"
                assert "Set-Cookie" not in answer.headers


def test_a_paper_is_found_at_its_own_order_only(sold: Shop, browsers: list[FlaskClient]) -> None:
    theirs = names(sold, 2)[0]
    for home, browser in zip(homes(sold, 1), browsers, strict=True):
        for wrong in (
            theirs,
            "2026-999999",
            "CN-2026-000002",
            "1",
            "..",
            "%0a2026",
            "x" * 3000,
            "2026-00000１",
        ):
            for ending in ("/", ".pdf"):
                answer = browser.get(f"{home}papers/{wrong}{ending}")
                assert answer.status_code == 404, f"{home} {wrong}{ending}"


def test_nobody_sees_a_paper_through_anothers_door(sold: Shop, new_client: Callable[[], FlaskClient]) -> None:
    invoice = names(sold, 1)[0]
    other, stranger = new_client(), new_client()
    sign_in_shopper(sold.app, other, email="somebody@else.example")
    for ending in ("/", ".pdf"):
        assert other.get(f"/your-orders/1001/papers/{invoice}{ending}").status_code == 404
        assert other.get(f"/staff/orders/1001/papers/{invoice}{ending}").status_code == 403
        assert stranger.get(f"/orders/{'0' * 32}/papers/{invoice}{ending}").status_code == 404
        assert stranger.get(f"/your-orders/1001/papers/{invoice}{ending}").status_code in (302, 303)
        assert stranger.get(f"/staff/orders/1001/papers/{invoice}{ending}").status_code in (302, 303)


def test_an_order_that_is_not_paid_shows_no_papers(sold: Shop, client: FlaskClient) -> None:
    with sold.app.app_context():
        cart = sold.basket((WRAP, 1))
        sold.start(cart)
        order = sold.order(cart).id
    page = client.get(link(sold, order)).text
    assert "(PDF)" not in page
    assert client.get(f"{link(sold, order)}papers/{names(sold, 1)[0]}.pdf").status_code == 404


def test_the_same_paper_is_the_same_file_to_the_byte(sold: Shop, client: FlaskClient) -> None:
    where = f"{link(sold, 1)}papers/{names(sold, 1)[0]}.pdf"
    assert client.get(where).data == client.get(where).data
    assert b"/Lang (en)" in client.get(where).data


def test_words_that_the_font_lacks_make_no_paper_impossible(web_shop: Shop, client: FlaskClient) -> None:
    with web_shop.app.app_context():
        web_shop.variant(title="A wrap <b>& more</b> 日本 Ω")
        cart = web_shop.basket((WRAP, 1), name="Нора <script>", street="1 Łąka / Ñandú")
        web_shop.start(cart)
        web_shop.stripe.pay(web_shop.session_of(cart))
        web_shop.deliver()
        order = web_shop.order(cart).id
    where = f"{link(web_shop, order)}papers/{names(web_shop, order)[0]}"
    page = client.get(f"{where}/").text
    assert "Нора &lt;script&gt;" in page
    assert "日本 Ω" in page
    assert client.get(f"{where}.pdf").data.startswith(b"%PDF-")


def test_the_seller_stands_on_papers_from_the_day_it_is_set(sold: Shop, client: FlaskClient) -> None:
    with sold.app.app_context():
        with transaction():
            change_setting("seller_name", "Quiet Things Limited", actor="system", now=utcnow())
            change_setting("vat_number", "IE1234567X", actor="system", now=utcnow())
        order = sold.buy((WRAP, 1)).id
    later = client.get(f"{link(sold, order)}papers/{names(sold, order)[0]}/").text
    assert "Quiet Things Limited" in later
    assert "VAT number IE1234567X" in later
    assert "Quiet Things" not in client.get(f"{link(sold, 1)}papers/{names(sold, 1)[0]}/").text


def test_outside_the_demo_the_desk_asks_for_the_sellers_name_until_it_is_set(
    app: Flask, staff_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = "invoices have no seller"
    assert asks not in staff_client.get("/staff/").text
    outside = replace(app.extensions["config"], mode=Mode.PRODUCTION)
    monkeypatch.setitem(app.extensions, "config", outside)  # the app is kept for the tests that follow
    assert asks in staff_client.get("/staff/").text
    with app.app_context(), transaction():
        change_setting("seller_name", "Quiet Things Limited", actor="system", now=utcnow())
    assert asks not in staff_client.get("/staff/").text
