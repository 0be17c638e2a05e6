"""Signing in brings the basket of this browser and the one from another device together, and says so."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from app.cart.actions import keep_answers, set_country
from app.cart.models import Cart
from app.cart.owning import meet
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.errors import DomainError
from app.payments.models import Attempt, AttemptState
from tests.support.mail import text_of
from tests.support.shop import ANSWERS, Shop
from tests.web.test_basket_mailed import Device

WRAP, BLANKET = "SH-WHW", "SH-LWB-4"
MINE = ANSWERS["email"]
Mailbox = Callable[[], list[Any]]


@pytest.fixture
def shelf(web_shop: Shop) -> Iterator[Shop]:
    """The shop with two things on its shelf and an order of Nora's, so that she may sign in."""
    with web_shop.app.app_context():
        web_shop.variant(units=30)
        web_shop.variant(sku=BLANKET, title="Linen weighted blanket", name="4 kg", units=9, price=13900)
        web_shop.buy((WRAP, 1))
    yield web_shop
    shift_clock(timedelta())


class Browser(Device):
    """One browser of Nora's, who may ask for a link every five minutes."""

    asked = 0

    def put(self, sku: str, quantity: int) -> None:
        assert self.post("/basket/lines", sku=sku, quantity=str(quantity)).status_code == 303

    def sign_in(self, mailbox: Mailbox) -> Any:
        """Ask for the link and press it here; returns the answer."""
        Browser.asked += 1
        shift_clock(timedelta(minutes=5 * Browser.asked))
        self.post("/sign-in/", email=MINE)
        mail = [one for one in mailbox() if str(one["Subject"]).startswith("Your link")][-1]
        found = re.search(r"/sign-in/link/[\w-]{22}/", text_of(mail))
        assert found
        return self.post(found.group())

    def basket(self) -> dict[str, str]:
        """SKU -> how many, as the basket's page shows them."""
        page = self.get("/basket/").get_data(as_text=True)
        return dict(re.findall(r'action="/basket/lines/([\w-]+)".*?name="seen" value="(\d+)"', page, re.S))


@pytest.fixture
def phone(shelf: Shop, mailbox: Mailbox) -> Browser:
    """Nora's telephone, where she is signed in and has two wraps in the basket."""
    Browser.asked = 0
    browser = Browser(shelf)
    browser.put(WRAP, 2)
    assert browser.sign_in(mailbox).location == "/your-orders/"
    return browser


def test_both_baskets_are_one_on_both_devices(shelf: Shop, phone: Browser, mailbox: Mailbox) -> None:
    laptop = Browser(shelf)
    laptop.put(WRAP, 1)
    laptop.put(BLANKET, 1)
    assert laptop.sign_in(mailbox).location == "/your-orders/?said=basket"
    assert "The basket you filled elsewhere is here now" in laptop.get("/your-orders/?said=basket").text
    assert laptop.basket() == phone.basket() == {WRAP: "3", BLANKET: "1"}
    assert laptop.sign_in(mailbox).location == "/your-orders/"


def test_an_empty_hand_finds_the_basket_of_the_other_device(
    shelf: Shop, phone: Browser, mailbox: Mailbox
) -> None:
    laptop = Browser(shelf)
    assert laptop.sign_in(mailbox).location == "/your-orders/?said=basket"
    assert laptop.basket() == {WRAP: "2"}


def test_a_basket_that_is_begun_signed_in_is_found_elsewhere(shelf: Shop, mailbox: Mailbox) -> None:
    Browser.asked = 0
    phone, laptop = Browser(shelf), Browser(shelf)
    phone.sign_in(mailbox)
    phone.put(BLANKET, 1)
    laptop.sign_in(mailbox)
    assert laptop.basket() == {BLANKET: "1"}


def test_a_payment_page_that_is_open_here_is_ended_before_the_things_move(
    shelf: Shop, phone: Browser, mailbox: Mailbox
) -> None:
    laptop = Browser(shelf)
    laptop.put(BLANKET, 1)
    states = begin_paying(shelf)
    assert states() == [AttemptState.OPEN]
    laptop.sign_in(mailbox)
    assert states() == [AttemptState.EXPIRED]
    assert laptop.basket() == {WRAP: "2", BLANKET: "1"}
    with shelf.app.app_context():
        assert shelf.mismatches() == []


def test_while_stripe_is_silent_both_baskets_stay_as_they_are(
    shelf: Shop, phone: Browser, mailbox: Mailbox
) -> None:
    laptop = Browser(shelf)
    laptop.put(BLANKET, 1)
    states = begin_paying(shelf)
    shelf.stripe.fault("error_500", method="POST", path="/v1/checkout/sessions/.*/expire")
    assert laptop.sign_in(mailbox).location == "/your-orders/"
    assert (laptop.basket(), phone.basket()) == ({BLANKET: "1"}, {WRAP: "2"})
    assert states() == [AttemptState.OPEN]


def begin_paying(shelf: Shop, *, is_only_ready: bool = False) -> Callable[[], list[AttemptState]]:
    """Open a payment page for the newest basket, or answer all that it asks; return how its attempts stand."""
    with shelf.app.app_context():
        cart_id = max(one.id for one in db.session.query(Cart))
        with transaction():
            keep_answers(cart_id, dict(ANSWERS), now=utcnow())
            set_country(cart_id, "IE", now=utcnow())
        if not is_only_ready:
            shelf.start(cart_id)

    def states() -> list[AttemptState]:
        with shelf.app.app_context():
            return [one.state for one in db.session.query(Attempt).filter_by(cart_id=cart_id)]

    return states


def test_signing_out_everywhere_shuts_the_basket_there_too(
    shelf: Shop, phone: Browser, mailbox: Mailbox
) -> None:
    laptop = Browser(shelf)
    laptop.sign_in(mailbox)
    assert laptop.basket() == {WRAP: "2"}
    phone.post("/your-orders/devices/end")
    assert (laptop.basket(), phone.basket()) == ({}, {})
    phone.sign_in(mailbox)
    assert phone.basket() == {WRAP: "2"}


def test_signing_one_device_out_keeps_the_basket_of_the_one_that_asks(
    shelf: Shop, phone: Browser, mailbox: Mailbox
) -> None:
    laptop = Browser(shelf)
    laptop.sign_in(mailbox)
    first = re.search(r"/your-orders/devices/(\d+)/end", laptop.get("/your-orders/devices/").text)
    assert first
    laptop.post(first.group())
    assert (laptop.basket(), phone.basket()) == ({WRAP: "2"}, {})


def test_signing_out_takes_ones_own_basket_along(shelf: Shop, phone: Browser, mailbox: Mailbox) -> None:
    phone.post("/account/sign-out")
    assert phone.basket() == {}
    phone.sign_in(mailbox)
    assert phone.basket() == {WRAP: "2"}


def test_a_payment_page_that_is_open_on_the_other_device_is_ended_too(
    shelf: Shop, phone: Browser, mailbox: Mailbox
) -> None:
    states = begin_paying(shelf)  # the telephone's, which is the newest basket so far
    laptop = Browser(shelf)
    laptop.put(BLANKET, 1)
    assert states() == [AttemptState.OPEN]
    laptop.sign_in(mailbox)
    assert states() == [AttemptState.EXPIRED]
    assert laptop.basket() == phone.basket() == {WRAP: "2", BLANKET: "1"}
    with shelf.app.app_context():
        assert shelf.mismatches() == []


def test_what_was_paid_on_the_other_device_is_an_order_and_no_longer_in_the_basket(
    shelf: Shop, phone: Browser, mailbox: Mailbox
) -> None:
    states = begin_paying(shelf)
    with shelf.app.app_context():
        session_id = db.session.query(Attempt).order_by(Attempt.id.desc()).first().session_id or ""
        shelf.stripe.pay(session_id)  # and nobody has told us yet
    laptop = Browser(shelf)
    laptop.put(BLANKET, 1)
    laptop.sign_in(mailbox)
    assert states() == [AttemptState.PAID]
    assert laptop.basket() == {BLANKET: "1"}
    with shelf.app.app_context():
        assert shelf.order(db.session.query(Attempt).order_by(Attempt.id.desc()).first().cart_id).paid_at
        assert shelf.mismatches() == []


def test_while_stripe_is_silent_about_the_other_device_nothing_is_joined(
    shelf: Shop, phone: Browser, mailbox: Mailbox
) -> None:
    states = begin_paying(shelf)
    laptop = Browser(shelf)
    laptop.put(BLANKET, 1)
    shelf.stripe.fault("error_500", method="POST", path="/v1/checkout/sessions/.*/expire")
    laptop.sign_in(mailbox)
    assert (laptop.basket(), phone.basket()) == ({BLANKET: "1"}, {WRAP: "2"})
    assert states() == [AttemptState.OPEN]
    assert laptop.sign_in(mailbox).location == "/your-orders/?said=basket"
    assert states() == [AttemptState.EXPIRED]


@pytest.mark.postgres
def test_a_payment_page_that_begins_while_baskets_meet_is_of_one_of_them_or_of_none(
    shelf: Shop, phone: Browser, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = Browser(shelf)
    laptop.put(BLANKET, 1)
    states = begin_paying(shelf, is_only_ready=True)
    started: list[threading.Thread] = []

    def begin() -> None:
        with shelf.app.app_context(), suppress(DomainError):
            shelf.start(db.session.query(Cart).order_by(Cart.id.desc()).first().id)
        with shelf.app.app_context():
            db.session.remove()

    def meet_late(*args: Any, **kwargs: Any) -> str:
        started.append(threading.Thread(target=begin))
        started[0].start()
        started[0].join(timeout=2)
        return meet(*args, **kwargs)

    monkeypatch.setattr("blueprints.store.basket.meet", meet_late)
    laptop.sign_in(mailbox)
    started[0].join()
    assert states() == [], "it found the basket empty"
    assert laptop.basket() == {WRAP: "2", BLANKET: "1"}
