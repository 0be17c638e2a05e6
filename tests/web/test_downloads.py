"""Buying a file in a browser without script: asked, paid, downloaded, and told when it ends."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.catalog.models import Product, ProductKind
from app.db import db
from app.downloads import store
from app.downloads.models import DigitalConsent, ProductFile
from app.orders.models import Order
from tests.factories.files import PDF, attach_a_file
from tests.support.mail import text_of
from tests.support.shop import Shop
from tests.web.test_checkout import answer_all, pay_form

WRAP, LESSONS = "SH-WHW", "SH-PIP"
BOX = "I want to download Pacing in practice as soon as I have paid"


@pytest.fixture
def shelf(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    """The shop with a thing and a file to buy."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        attach_a_file(
            web_shop.variant(sku=LESSONS, title="Pacing in practice", kind=ProductKind.DIGITAL, units=9)
        )
    yield web_shop


def fill(client: FlaskClient, *skus: str) -> str:
    for sku in skus:
        client.post("/basket/lines", data={"sku": sku, "quantity": "1"})
    return str(client.get(answer_all(client).location).text)


def buy(shelf: Shop, client: FlaskClient, *skus: str) -> str:
    """Buy with every box ticked; return the order page's address."""
    page = fill(client, *skus)
    going = client.post("/checkout/payment", data={"consent": "yes", "begin": "yes", **pay_form(page)})
    session = going.location.rsplit("/", 1)[-1]
    shelf.stripe.pay(session)
    return str(client.get(f"/checkout/done/?session={session}").location)


def download_form(page: str) -> str:
    found = re.search(r'action="(/orders/[0-9a-f]{32}/downloads/\d+/\d+)"', page)
    assert found, page
    return found[1]


def test_a_basket_of_files_alone_never_speaks_of_delivery(
    shelf: Shop, client: FlaskClient, mailbox: Callable[[], Any]
) -> None:
    client.post("/basket/lines", data={"sku": LESSONS, "quantity": "1"})
    pages = [client.get("/basket/").text]
    assert "You live in" in pages[0]
    assert "Go on to your details" in pages[0]
    client.post("/checkout/email/", data={"email": "nora@example.com"})
    pages.append(client.get("/checkout/country/").text)
    assert "Which country do you live in?" in pages[-1]
    client.post("/checkout/country/", data={"country": "IE"})
    pages.append(client.get("/checkout/address/").text)
    assert 'name="street"' not in pages[-1]
    client.post("/checkout/address/", data={"name": "Nora Quinn"})
    pages.append(client.get("/checkout/check/").text)
    assert "Your right to change your mind about them ends then, as you agree to above." in pages[-1]
    session = client.post("/checkout/payment", data={"consent": "yes", "begin": "yes"}).location
    shelf.stripe.pay(session.rsplit("/", 1)[-1])
    done = client.get(f"/checkout/done/?session={session.rsplit('/', 1)[-1]}").location
    pages += [client.get(done).text, text_of(mailbox()[-1])]
    for page in pages:
        main = page.partition("<main")[2].partition("</main>")[0] or page
        for word in ("Deliver", "delivery", "courier", "parcel", "Send to", "Postcode"):
            assert word not in main, (word, main)


def test_an_address_from_earlier_is_no_part_of_an_order_of_files_and_stays_with_the_basket(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client, WRAP)
    client.post("/basket/lines/SH-WHW", data={"change": "none", "quantity": "", "seen": "1"})
    page = fill(client, LESSONS)
    assert "4 Example Street" not in page
    client.post("/checkout/payment", data={"consent": "yes", "begin": "yes", **pay_form(page)})
    with shelf.app.app_context():
        order = db.session.query(Order).one()
        assert (order.name, order.street, order.city, order.postal_code) == ("Nora Quinn", "", "", "")
    assert "4 Example Street" in fill(client, WRAP)


def test_the_box_is_asked_only_where_something_is_to_be_downloaded(shelf: Shop, client: FlaskClient) -> None:
    assert BOX not in fill(client, WRAP)
    page = fill(client, LESSONS)
    assert BOX in page
    assert not re.search(r'name="begin"[^>]*checked', page)


@pytest.mark.postgres
def test_without_the_box_no_order_is_made_and_the_other_box_is_not_asked_twice(
    shelf: Shop, client: FlaskClient
) -> None:
    page = fill(client, LESSONS)
    refused = client.post("/checkout/payment", data={"consent": "yes", **pay_form(page)})
    assert refused.status_code == 422
    assert 'href="#begin"' in refused.text
    assert "<title>Error: " in refused.text
    assert not shelf.stripe.sessions()


def test_a_box_that_was_never_shown_is_no_consent(shelf: Shop, client: FlaskClient) -> None:
    buy(shelf, client, WRAP)
    with shelf.app.app_context():
        assert db.session.query(DigitalConsent).count() == 0


@pytest.mark.postgres
def test_a_file_is_bought_and_downloaded(
    shelf: Shop, client: FlaskClient, mailbox: Callable[[], list[Any]]
) -> None:
    page = client.get(buy(shelf, client, LESSONS, WRAP)).text
    assert "Your files" in page
    assert "20 more times" in page
    assert "You agreed to that on" in page
    link = client.post(download_form(page))
    assert link.status_code == 303
    got = client.get(link.location)
    assert got.data == PDF
    assert got.mimetype == "application/pdf"
    assert got.headers["Content-Disposition"] == "attachment; filename=All-eight-lessons.pdf"
    assert got.headers["Cache-Control"] == "private, no-store"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    part = client.get(link.location, headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data) == (206, b"%PDF-")
    assert "Your files are ready" in text_of(mailbox()[0])


def test_the_file_stands_at_no_public_address(shelf: Shop, client: FlaskClient) -> None:
    with shelf.app.app_context():
        digest = db.session.query(ProductFile).one().digest
        media = shelf.app.extensions["config"].media_dir
        assert media not in store.path_of(digest).parents
    for path in (f"/media/{digest[:32]}/original.webp", f"/files/{digest}", f"/downloads/{digest}"):
        assert client.get(path).status_code == 404


def test_an_old_link_says_how_to_get_a_new_one(
    shelf: Shop, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    page = client.get(buy(shelf, client, LESSONS)).text
    monkeypatch.setattr("app.downloads.actions.LINK_LIFE", -timedelta(seconds=5))
    over = client.get(client.post(download_form(page)).location)
    assert over.status_code == 409
    assert "press Download again" in over.text


def test_another_orders_link_opens_no_file_of_this_one(
    shelf: Shop, client: FlaskClient, new_client: Any
) -> None:
    mine = client.get(buy(shelf, client, LESSONS)).text
    other = new_client()
    token = buy(shelf, other, WRAP).split("/")[2]
    stolen = re.sub(r"[0-9a-f]{32}", token, download_form(mine))
    assert other.post(stolen).status_code == 404


def test_the_product_page_says_what_is_downloaded_and_what_that_ends(
    shelf: Shop, client: FlaskClient
) -> None:
    page = client.get("/products/sh-pip/").text
    assert "All eight lessons (PDF, 4 KB)" in page
    assert "your 14 days to change your mind then end" in page
    assert "What you download" not in client.get("/products/sh-whw/").text


@pytest.mark.postgres
def test_staff_attach_a_file_and_take_it_off(shelf: Shop, staff_client: FlaskClient) -> None:
    with shelf.app.app_context():
        product = db.session.query(Product).filter_by(slug="sh-pip").one().id
    here = f"/staff/products/{product}"
    assert "Add a file" in staff_client.get(f"{here}/files/new/").text
    sent = {"file": (BytesIO(PDF + b"2"), "../evil.exe"), "title": "One page more"}
    assert staff_client.post(f"{here}/files/", data=sent).status_code == 303
    assert "One page more" in staff_client.get(f"{here}/").text
    gone = re.findall(rf'action="({here}/files/\d+/removal)"', staff_client.get(f"{here}/").text)
    assert len(gone) == 2
    assert staff_client.post(gone[1]).status_code == 303
    assert "One page more" not in staff_client.get(f"{here}/").text
    assert staff_client.post(gone[1]).status_code == 404


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"MZ" * 50])
def test_a_file_that_is_none_of_the_four_is_refused_with_its_words_kept(
    shelf: Shop, staff_client: FlaskClient, data: bytes
) -> None:
    with shelf.app.app_context():
        product = db.session.query(Product).filter_by(slug="sh-pip").one().id
    sent = {"file": (BytesIO(data), "lessons.pdf"), "title": "My <b>words"}
    refused = staff_client.post(f"/staff/products/{product}/files/", data=sent)
    assert refused.status_code == 422
    assert "My &lt;b&gt;words" in refused.text
    assert 'href="#file"' in refused.text


def test_a_file_larger_than_a_picture_may_be_is_taken_and_one_beyond_the_limit_is_not(
    shelf: Shop, staff_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shelf.app.app_context():
        product = db.session.query(Product).filter_by(slug="sh-pip").one().id
    large = PDF + b"." * (17 * 1024 * 1024)

    def send() -> Any:
        sent = {"file": (BytesIO(large), "lessons.pdf"), "title": "With all its pictures"}
        return staff_client.post(f"/staff/products/{product}/files/", data=sent)

    assert send().status_code == 303
    monkeypatch.setattr(store, "MOST_BYTES", 16 * 1024 * 1024)
    refused = send()
    assert refused.status_code == 422
    assert "larger than 64 MB" in refused.text
    folder = shelf.app.extensions["config"].instance_dir / "files"
    assert [one.name for one in folder.iterdir() if one.name.startswith(".")] == [], "nothing half is left"


def test_a_stranger_may_not_send_more_than_everybody(shelf: Shop, client: FlaskClient) -> None:
    sent = {"file": (BytesIO(PDF + b"." * (17 * 1024 * 1024)), "lessons.pdf"), "title": "Mine"}
    assert client.post("/staff/products/1/files/", data=sent).status_code == 413


@pytest.mark.postgres
def test_staff_end_the_downloads_of_a_line_with_its_money(
    shelf: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    address = buy(shelf, client, LESSONS)
    page = staff_client.get("/staff/orders/1001/").text
    (line,) = re.findall(r'name="ended" value="(\d+)"', page)
    data = {"seen": "0", "amount": "1.00", "ended": line}
    assert staff_client.post("/staff/orders/1001/refunds", data=data).status_code == 303
    shown = client.get(address).text
    assert "the download has ended" in shown
    assert "/downloads/" not in shown
