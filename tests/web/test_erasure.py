"""Being erased: told first, confirmed by a mailed link and a button; by staff for whoever wrote by post."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.cli.people import people
from app.clock import shift_clock
from app.db import db
from app.orders.additions import ADDED_WORDING
from app.orders.models import Order
from app.people.models import ErasureRequest
from tests.factories.people import MINE, make_known_everywhere
from tests.support.mail import text_of
from tests.support.shop import ANSWERS, Shop
from tests.support.staff import sign_in_shopper

Mailbox = Callable[[], list[Any]]


@pytest.fixture
def sold(web_shop: Shop) -> Iterator[Shop]:
    """The shop that knows somebody in every room."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        make_known_everywhere(web_shop)
    yield web_shop
    shift_clock(timedelta(0))


def link(mailbox: Mailbox) -> str:
    """The path of the newest link that erases."""
    texts = [text_of(one) for one in mailbox() if str(one["Subject"]).startswith("Your link")]
    found = re.findall(r"http://127\.0\.0\.1:8000(/erasure/[\w-]{22}/)", "".join(texts))
    return str(found[-1])


def emails(shop: Shop) -> set[str]:
    """What stands as the address of what was bought; what was added to an order goes with that order."""
    with shop.app.app_context():
        bought = db.session.query(Order).filter(Order.consent_wording != ADDED_WORDING)
        return {one.email for one in bought}


@pytest.mark.postgres
def test_it_is_told_mailed_and_done_with_one_button(
    sold: Shop, client: FlaskClient, new_client: Callable[[], FlaskClient], mailbox: Mailbox
) -> None:
    sign_in_shopper(sold.app, client, email=MINE)
    told = client.get("/your-orders/erasure/").text
    assert "for 6 years" in told
    assert "settled first" not in told
    assert client.post("/your-orders/erasure/").location == "/your-orders/erasure/?sent=1"
    assert "A mail with the link" in client.get("/your-orders/erasure/?sent=1").text
    path = link(mailbox)
    assert MINE in client.get(path).text
    assert emails(sold) == {MINE}, "looking at the page erased somebody"
    done = client.post(path)
    assert "It is erased" in done.text
    assert emails(sold) == {"(erased)"}
    assert client.get("/your-orders/").location == "/sign-in/", "the sign-in is over"
    for one in (client, new_client()):
        for method in ("GET", "POST"):
            assert one.open(path, method=method).status_code == 404


def test_what_is_open_is_said_and_waits(sold: Shop, client: FlaskClient, mailbox: Mailbox) -> None:
    with sold.app.app_context():
        waiting = f"Order {sold.buy(('SH-WHW', 1)).number} is not finished yet."
    sign_in_shopper(sold.app, client, email=MINE)
    assert waiting in client.get("/your-orders/erasure/").text
    client.post("/your-orders/erasure/")
    waits = client.post(link(mailbox)).text
    assert "It waits a little" in waits
    assert waiting in waits
    assert emails(sold) == {MINE}
    assert client.get("/your-orders/").status_code == 200


def test_an_old_link_and_a_sign_in_link_erase_nothing(
    sold: Shop, client: FlaskClient, mailbox: Mailbox
) -> None:
    sign_in_shopper(sold.app, client, email=MINE)
    client.post("/sign-in/", data={"email": MINE})
    client.post("/your-orders/erasure/")
    path = link(mailbox)
    signs_in = re.findall(r"/sign-in/link/([\w-]{22})/", "".join(text_of(one) for one in mailbox()))[-1]
    assert client.post(f"/erasure/{signs_in}/").status_code == 404
    shift_clock(timedelta(minutes=61))
    assert client.post(path).status_code == 404
    assert emails(sold) == {MINE}


def test_staff_erase_whoever_wrote_by_post_and_say_so(
    sold: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    assert "Erasing a person" in staff_client.get("/staff/people/").text
    unsure = staff_client.post("/staff/people/erasure", data={"email": MINE})
    assert unsure.status_code == 422
    assert emails(sold) == {MINE}
    done = staff_client.post("/staff/people/erasure", data={"email": f" {MINE} ", "sure": "yes"})
    assert done.location == "/staff/people/?said=erased"
    assert emails(sold) == {"(erased)"}
    assert "Buyer erased" in staff_client.get("/staff/audit/").text
    assert "(erased)" in staff_client.get("/staff/orders/1001/").text


def test_staff_see_what_waits_without_reading_the_address(sold: Shop, staff_client: FlaskClient) -> None:
    with sold.app.app_context():
        waiting = f"Order {sold.buy(('SH-WHW', 1)).number} is not finished yet."
    staff_client.post("/staff/people/erasure", data={"email": MINE, "sure": "yes"})
    page = staff_client.get("/staff/people/").text
    assert "n…@example.com" in page
    assert MINE not in page
    assert waiting in page


def test_an_address_of_the_staff_is_refused(sold: Shop, staff_client: FlaskClient) -> None:
    data = {"email": "owner@softhours.example", "sure": "yes"}
    assert staff_client.post("/staff/people/erasure", data=data).status_code == 409


def test_the_command_erases_too(sold: Shop) -> None:
    runner = sold.app.test_cli_runner()
    assert runner.invoke(people, ["erase", MINE], input="n\n").exit_code == 1
    assert emails(sold) == {MINE}
    done = runner.invoke(people, ["erase", MINE, "--yes"])
    assert (done.exit_code, done.output) == (0, "Erased.\n")
    with sold.app.app_context():
        assert db.session.query(ErasureRequest).one().email is None


def test_a_guest_link_of_an_erased_order_is_not_found(
    sold: Shop, client: FlaskClient, mailbox: Mailbox
) -> None:
    found = re.findall(r"/orders/([0-9a-f]{32})/", "".join(text_of(one) for one in mailbox()))
    assert ANSWERS["street"] in client.get(f"/orders/{found[0]}/").text
    sold.app.test_cli_runner().invoke(people, ["erase", MINE, "--yes"])
    assert client.get(f"/orders/{found[0]}/").status_code == 404
