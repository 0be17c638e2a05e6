"""A basket that belongs to somebody: one each, also when two browsers sign in at once."""

import threading
from typing import Any

import pytest

from app.accounts.actions import sign_in_by_link
from app.accounts.links import ask_for_link, make_token
from app.accounts.models import LinkKind
from app.cart import owning
from app.cart.actions import add_to_cart, open_cart
from app.cart.models import CartLine, CartOwner
from app.cart.owning import find_own, meet, take_as_own
from app.clock import utcnow
from app.db import db, dialect_name, transaction
from tests.actions.payments.test_races import at_once
from tests.support.shop import Shop

WRAP = "SH-WHW"
BROWSERS = 6


def make_shopper(email: str = "nora@example.com") -> int:
    with transaction():
        made = make_token(ask_for_link(LinkKind.SIGN_IN, email, now=utcnow()), key="key", now=utcnow())
        return sign_in_by_link(made or "", now=utcnow()).id


def fill(units: int = 1) -> int:
    """A new basket with something in it."""
    with transaction():
        cart, _ = open_cart(now=utcnow())
        if units:
            add_to_cart(cart.id, WRAP, units, currency="EUR", now=utcnow())
        return cart.id


def units_of(cart_id: int | None) -> int:
    query = db.session.query(CartLine).filter_by(cart_id=cart_id)
    return sum(one.quantity for one in query)


def meet_in(user_id: int, cart_id: int | None) -> str:
    with transaction():
        return meet(user_id, cart_id, now=utcnow())


@pytest.mark.postgres
def test_the_first_basket_becomes_theirs_and_the_next_is_joined_with_it(shop: Shop) -> None:
    shop.variant(units=30)
    user, first, second = make_shopper(), fill(2), fill(3)
    assert meet_in(user, first) == ""
    token = meet_in(user, second)
    own = find_own(user)
    assert token and own is not None and own.id == first
    assert (units_of(first), units_of(second)) == (5, 0)


def test_an_empty_basket_elsewhere_gives_way_to_the_one_that_is_full(shop: Shop) -> None:
    shop.variant(units=30)
    user, empty, full = make_shopper(), fill(0), fill(2)
    meet_in(user, empty)
    assert meet_in(user, full) == ""
    own = find_own(user)
    assert own is not None and own.id == full


def test_another_persons_basket_left_on_this_browser_is_not_touched(shop: Shop) -> None:
    shop.variant(units=30)
    ada, nora, left, own = make_shopper("ada@example.com"), make_shopper(), fill(4), fill(1)
    with transaction():
        take_as_own(ada, left, now=utcnow())
        take_as_own(nora, own, now=utcnow())
    assert meet_in(nora, left) != ""
    assert (units_of(left), units_of(own)) == (4, 1)
    own_of_ada = find_own(ada)
    assert own_of_ada is not None and own_of_ada.id == left


def rush(shop: Shop) -> list[Any]:
    shop.variant(units=99)
    user, carts = make_shopper(), [fill(1) for _ in range(BROWSERS)]
    found = at_once(shop, [lambda cart=cart: meet_in(user, cart) for cart in carts])  # type: ignore[misc]
    own = find_own(user)
    return [*found, units_of(own.id if own else None)]


@pytest.mark.postgres
def test_browsers_that_sign_in_at_once_end_with_one_basket_that_holds_everything(shop: Shop) -> None:
    *answers, units = rush(shop)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert sorted(map(bool, answers)) == [False] + [True] * (BROWSERS - 1)
    assert units == BROWSERS
    assert db.session.query(CartOwner).count() == 1


@pytest.mark.postgres
def test_control_without_the_lock_some_browser_fails_or_loses_its_things(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets one writing transaction in at a time, so what has been read there is made old by hand."""
    gate = threading.Barrier(BROWSERS, timeout=30)

    def look_first(user_id: int) -> None:
        seen.append(find_own(user_id))
        if dialect_name() == "postgresql":
            gate.wait()

    seen: list[Any] = []
    monkeypatch.setattr(owning, "_lock_user", look_first)
    if dialect_name() == "sqlite":
        monkeypatch.setattr(owning, "find_own", lambda _user: None)
    *answers, units = rush(shop)
    assert units < BROWSERS or any(isinstance(one, Exception) for one in answers)
