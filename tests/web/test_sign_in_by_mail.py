"""Signing in by a mailed link: one answer for everybody, a button, once, for an hour; never for staff."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.actions import add_staff
from app.accounts.models import MailedLink, User, UserSession
from app.accounts.rules import Role
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.web.limits import limiter
from tests.factories.accounts import make_staff
from tests.factories.letters import make_reader
from tests.support.mail import text_of
from tests.support.shop import ANSWERS, Shop

MINE = ANSWERS["email"]
Mailbox = Callable[[], list[Any]]


@pytest.fixture
def sold(web_shop: Shop) -> Iterator[Shop]:
    """The shop with one paid order, number 1001."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        web_shop.buy(("SH-WHW", 2))
    yield web_shop
    shift_clock(timedelta(0))


def links(mailbox: Mailbox) -> list[str]:
    """The paths of the links that were mailed so far."""
    mails = [one for one in mailbox() if str(one["Subject"]).startswith("Your link")]
    found = [re.search(r"http://127\.0\.0\.1:8000(/sign-in/link/[\w-]{22}/)", text_of(one)) for one in mails]
    return [one[1] for one in found if one]


def ask(client: FlaskClient, email: str = MINE) -> Any:
    return client.post("/sign-in/", data={"email": email})


def count(shop: Shop, model: type[Any]) -> int:
    with shop.app.app_context():
        return db.session.query(model).count()


@pytest.mark.postgres
def test_a_mailed_link_leads_to_the_orders_with_one_button(
    sold: Shop, client: FlaskClient, mailbox: Mailbox
) -> None:
    assert ask(client, " Nora@Example.COM ").location == "/sign-in/sent/"
    (path,) = links(mailbox)
    assert client.get("/your-orders/").location == "/sign-in/"
    shown = client.get(path)
    assert MINE in shown.text
    assert client.get("/your-orders/").location == "/sign-in/", "looking at the link signed somebody in"
    assert client.post(path).location == "/your-orders/"
    listed = client.get("/your-orders/").text
    assert 'href="/your-orders/1001/"' in listed
    order = client.get("/your-orders/1001/").text
    assert ANSWERS["street"] in order
    assert "Withdraw from contract here" in order
    assert client.get("/sign-in/").location == "/your-orders/"
    assert client.get("/account/").status_code == 403
    assert client.post("/account/sign-out").status_code in (302, 303)
    assert client.get("/your-orders/").location == "/sign-in/"


def test_known_strange_and_staff_addresses_get_one_answer_and_the_page_looks_nobody_up(
    sold: Shop, client: FlaskClient, mailbox: Mailbox
) -> None:
    with sold.app.app_context(), transaction():
        make_staff(email="owner@softhours.example")
    sold_mails = len(mailbox())
    seen = []
    for address in (MINE, "somebody@else.example", "owner@softhours.example"):
        answer = ask(client, address)
        seen.append((answer.status_code, answer.location, answer.headers.get("Set-Cookie")))
    assert len(set(seen)) == 1
    assert count(sold, MailedLink) == 3, "all of them are looked up by the worker"
    assert len(mailbox()) == sold_mails + 1
    assert count(sold, MailedLink) == 1, "what nobody was mailed is not kept"


def test_an_order_that_was_never_paid_brings_nobody_a_mail(
    web_shop: Shop, client: FlaskClient, mailbox: Mailbox
) -> None:
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        web_shop.start(web_shop.basket(("SH-WHW", 1)))
    ask(client)
    assert links(mailbox) == []


def test_a_reader_of_the_letters_may_sign_in_too(sold: Shop, client: FlaskClient, mailbox: Mailbox) -> None:
    with sold.app.app_context():
        make_reader(email="reader@else.example")
    ask(client, "Reader@else.example")
    (path,) = links(mailbox)
    client.post(path)
    assert "No orders yet" in client.get("/your-orders/").text


@pytest.mark.postgres
def test_a_link_works_once_and_for_an_hour(
    sold: Shop, client: FlaskClient, new_client: Callable[[], FlaskClient], mailbox: Mailbox
) -> None:
    ask(client)
    (path,) = links(mailbox)
    assert client.post(path).location == "/your-orders/"
    assert client.post(path).location == "/your-orders/", "a second press of the same button is the first"
    assert count(sold, UserSession) == 1
    elsewhere = new_client()
    for method in ("GET", "POST"):
        dead = elsewhere.open(path, method=method)
        assert dead.status_code == 404
        assert "does not work any more" in dead.text
    shift_clock(timedelta(minutes=4))
    ask(client)
    second = links(mailbox)[-1]
    shift_clock(timedelta(minutes=65))
    assert elsewhere.get(second).status_code == 404
    assert elsewhere.post(second).status_code == 404


def test_another_device_than_the_one_that_asked_is_signed_in(
    sold: Shop, client: FlaskClient, new_client: Callable[[], FlaskClient], mailbox: Mailbox
) -> None:
    ask(client)
    phone = new_client()
    phone.post(links(mailbox)[0])
    assert phone.get("/your-orders/1001/").status_code == 200
    assert client.get("/your-orders/1001/").status_code == 303


def test_one_mailbox_gets_one_link_in_three_minutes_and_five_in_an_hour(
    sold: Shop, client: FlaskClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    for _ in range(3):
        ask(client)
    assert len(links(mailbox)) == 1
    for minutes in (4, 8, 12, 16, 20, 24):
        shift_clock(timedelta(minutes=minutes))
        ask(client)
        mailbox()
    assert len(links(mailbox)) == 5, "five in an hour are enough"


def test_a_mailed_link_never_opens_a_staff_account(sold: Shop, client: FlaskClient, mailbox: Mailbox) -> None:
    """Somebody who asked as a shopper and was made staff before the button was pressed is turned away."""
    ask(client)
    (path,) = links(mailbox)
    with sold.app.app_context(), transaction():
        add_staff(
            email=MINE, name="Nora", password_hash="x", roles=[Role.EDITOR], actor="system", now=utcnow()
        )
    assert client.post(path).status_code == 404
    assert count(sold, UserSession) == 0
    shift_clock(timedelta(minutes=10))
    ask(client)
    assert len(links(mailbox)) == 1


def test_a_shopper_who_joins_the_staff_is_signed_out_everywhere(
    sold: Shop, client: FlaskClient, mailbox: Mailbox
) -> None:
    ask(client)
    client.post(links(mailbox)[0])
    with sold.app.app_context(), transaction():
        add_staff(
            email=MINE, name="Nora", password_hash="x", roles=[Role.OWNER], actor="system", now=utcnow()
        )
    assert client.get("/staff/").status_code == 302
    assert client.get("/your-orders/").location == "/sign-in/"


def test_the_session_is_new_at_each_sign_in(sold: Shop, client: FlaskClient, mailbox: Mailbox) -> None:
    """A session that somebody else has put into the browser is worth nothing after the sign-in, nor before."""
    with client.session_transaction(base_url="http://127.0.0.1:8000") as session:
        session.update(sid="chosen-by-another", tf_state="ready", fs_paa=9e9)
    ask(client)
    client.post(links(mailbox)[0])
    with client.session_transaction(base_url="http://127.0.0.1:8000") as session:
        first = dict(session)
    assert first["sid"] != "chosen-by-another"
    assert not {"tf_state", "fs_paa"} & set(first)
    shift_clock(timedelta(minutes=10))
    ask(client)
    client.post(links(mailbox)[-1])
    with client.session_transaction(base_url="http://127.0.0.1:8000") as session:
        assert session["sid"] != first["sid"]
    assert count(sold, UserSession) == 1, "the session before is over"
    assert count(sold, User) == 1


def test_somebody_elses_order_is_not_found(sold: Shop, client: FlaskClient, mailbox: Mailbox) -> None:
    with sold.app.app_context():
        make_reader(email="nora+a@example.com")  # another spelling of a mailbox may be another person
    ask(client, "nora+a@example.com")
    client.post(links(mailbox)[0])
    assert "No orders yet" in client.get("/your-orders/").text
    for number in ("1001", "1", "0", "9999"):
        assert client.get(f"/your-orders/{number}/").status_code == 404


def test_devices_are_listed_and_signed_out_one_by_one_and_all_at_once(
    sold: Shop, client: FlaskClient, new_client: Callable[[], FlaskClient], mailbox: Mailbox
) -> None:
    phone = new_client()
    for minutes, one in ((0, client), (10, phone)):
        shift_clock(timedelta(minutes=minutes))
        ask(one)
        one.post(links(mailbox)[-1], headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    page = client.get("/your-orders/devices/").text
    assert page.count("Firefox on Windows") == 2
    with sold.app.app_context():
        other = db.session.query(UserSession).order_by(UserSession.id.desc()).first().id
    assert client.post(f"/your-orders/devices/{other}/end").status_code == 303
    assert phone.get("/your-orders/").location == "/sign-in/"
    assert client.get("/your-orders/").status_code == 200
    client.post("/your-orders/devices/end")
    assert client.get("/your-orders/").location == "/sign-in/"


def test_a_shopper_cannot_set_a_password_or_a_second_factor(
    sold: Shop, client: FlaskClient, mailbox: Mailbox
) -> None:
    ask(client)
    client.post(links(mailbox)[0])
    for path in ("password", "second-factor", "recovery-codes", "confirm-it-is-you", "sign-in"):
        for method in ("GET", "POST"):
            data = {"new_password": "a long enough word", "new_password_confirm": "a long enough word"}
            answer = client.open(f"/account/{path}", method=method, data=data if method == "POST" else None)
            assert answer.location == "/your-orders/", path
    with sold.app.app_context():
        assert db.session.query(User).one().password is None


@pytest.mark.parametrize("typed", ["", "nobody", "a@b\r\nBcc: c@d.example", "x" * 600])
def test_what_is_no_address_is_said_beside_the_field(client: FlaskClient, typed: str) -> None:
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert 'href="#email"' in answer.text


def test_asking_again_and_again_is_slowed_down(client: FlaskClient) -> None:
    answers = [ask(client, f"somebody{number}@else.example").status_code for number in range(8)]
    assert answers[-1] == 429
