"""One reminder of a basket that was left: only where it was asked for, only once, never while money is on its way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.cart.models import CartReminder
from app.cart.reminding import keep_wish
from app.clock import utcnow
from app.db import db, transaction
from app.outbox.models import OutboxItem
from app.payments.reminding import remind_of_left
from tests.actions.payments.test_races import at_once
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def left(shop: Shop) -> int:
    """A basket with one thing, an address and the wish to be reminded."""
    shop.variant(units=9)
    cart = shop.basket((WRAP, 1))
    with transaction():
        keep_wish(cart, "nora@example.com", wants=True, now=utcnow())
    return cart


def remind(hours: float) -> int:
    return remind_of_left(
        site_url=SITE, now=utcnow() + timedelta(hours=hours), say_day=lambda day: f"{day:%d %B}"
    )


def reminders() -> list[OutboxItem]:
    return [one for one in db.session.query(OutboxItem) if one.data.get("template") == "basket_reminder"]


def test_a_basket_that_was_left_for_a_day_is_reminded_of_once(shop: Shop, left: int) -> None:
    assert remind(19) == 0
    assert remind(21) == 1
    assert [remind(22), remind(45), remind(24 * 6)] == [0, 0, 0]
    (mail,) = reminders()
    assert "/basket/mailed/" in mail.data["data"]["link"]


def test_nobody_is_reminded_who_did_not_ask_or_took_it_back(shop: Shop, left: int) -> None:
    shop.basket((WRAP, 1), email="ada@example.com")
    with transaction():
        keep_wish(left, "nora@example.com", wants=False, now=utcnow())
    assert remind(21) == 0
    assert reminders() == []


def test_a_week_later_a_reminder_would_only_surprise(shop: Shop, left: int) -> None:
    assert remind(24 * 8) == 0


def test_what_was_bought_is_not_reminded_of(shop: Shop, left: int) -> None:
    shop.start(left)
    shop.stripe.pay(shop.session_of(left))
    shop.deliver()
    assert remind(21) == 0
    assert db.session.query(CartReminder).count() == 0


def test_two_workers_at_once_remind_once(shop: Shop, left: int) -> None:
    works: list[Callable[[], Any]] = [lambda: remind(21)] * 4
    found = at_once(shop, works)
    assert sorted(found) == [0, 0, 0, 1]
    assert len(reminders()) == 1


def test_a_mailbox_is_reminded_once_however_many_baskets_name_it(shop: Shop, left: int) -> None:
    for spelling in ("Nora+a@example.com", "nora+b@example.com"):
        other = shop.basket((WRAP, 1))
        with transaction():
            keep_wish(other, spelling, wants=True, now=utcnow())
    assert remind(21) == 1
    assert remind(30) == 0
    assert len(reminders()) == 1
