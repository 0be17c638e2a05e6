"""A shop for tests: the app at its till, the real stand-in on the other side, and a shopper's steps between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.cart.actions import add_to_cart, keep_answers, open_cart, set_country
from app.catalog.models import Variant
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.orders.models import Order
from app.outbox.working import run_all_owed
from app.payments.gateway import read_event
from app.payments.models import Attempt
from app.payments.protocol.leading import Started
from app.payments.protocol.starting import start_checkout
from app.payments.protocol.telling import keep_event
from app.payments.till import Till
from app.verifying import run_checks
from tests.factories.stock import make_variant
from tests.support.standin import KEY, StandIn, running_standin

ANSWERS = {
    "email": "nora@example.com",
    "name": "Nora Quinn",
    "street": "4 Example Street",
    "city": "Dublin",
    "postal_code": "D02 X285",
}


@dataclass
class Shop:
    """What a test does with the shop; call it with an app context pushed."""

    app: Flask
    stripe: StandIn

    @property
    def till(self) -> Till:
        """The till of pages, pointed at the stand-in."""
        till: Till = self.app.extensions["till"]
        return till

    def variant(self, **fields: Any) -> Variant:
        """A variant on sale, with stock and a price."""
        with transaction():
            variant = make_variant(**fields)
            db.session.expunge(variant)
        return variant

    def basket(self, *lines: tuple[str, int], **answers: str) -> int:
        """A basket with these (SKU, units) and every answer given; returns its id."""
        now = utcnow()
        with transaction():
            cart, _ = open_cart(now=now)
            for sku, units in lines:
                add_to_cart(cart.id, sku, units, currency="EUR", now=now)
            set_country(cart.id, "IE", now=now)
            keep_answers(cart.id, {**ANSWERS, **answers}, now=now)
            return cart.id

    def start(
        self, cart_id: int, *, renew: bool = False, seen: str = "", begin_at_once: bool = False
    ) -> Started:
        """Go to payment."""
        return start_checkout(self.till, cart_id, renew=renew, seen=seen, begin_at_once=begin_at_once)

    def attempt(self, cart_id: int) -> Attempt:
        """The newest attempt of a basket."""
        db.session.rollback()
        return db.session.query(Attempt).filter_by(cart_id=cart_id).order_by(Attempt.id.desc()).first()

    def order(self, cart_id: int) -> Order:
        """The newest order of a basket."""
        db.session.rollback()
        return db.session.query(Order).filter_by(cart_id=cart_id).order_by(Order.id.desc()).first()

    def session_of(self, cart_id: int) -> str:
        """The Stripe session of a basket's newest attempt."""
        return self.attempt(cart_id).session_id or ""

    def buy(self, *lines: tuple[str, int], begin_at_once: bool = False) -> Order:
        """Fill a basket, start, pay, and let the events arrive."""
        cart = self.basket(*lines)
        self.start(cart, begin_at_once=begin_at_once)
        self.stripe.pay(self.session_of(cart))
        self.deliver()
        return self.order(cart)

    def deliver(self, *, times: int = 1, backwards: bool = False, kinds: tuple[str, ...] = ()) -> None:
        """Bring the stand-in's events over, as webhooks do, and let the worker do its work."""
        events = self.stripe.events()
        for event in (list(reversed(events)) if backwards else events) * times:
            if not kinds or event["type"].startswith(kinds):
                keep_event(read_event(event), source="webhook")
        self.work()

    def work(self) -> None:
        """Let the worker do what is owed."""
        db.session.rollback()
        run_all_owed()
        db.session.rollback()

    def pass_time(self, by: timedelta) -> None:
        """Move our clock, and the stand-in's with it, away from the machine's."""
        shift_clock(by)
        self.stripe.control("POST", "/clock", offset=by.total_seconds())

    def mismatches(self) -> list[str]:
        """What `flask verify` would complain about in the rooms of money (the tests' products are bare)."""
        db.session.rollback()
        asked = [one for one in run_checks() if one.code[0] in "SMOPIFT" or one.code == "G3"]
        return [f"{one.code}: {line}" for one in asked for line in one.mismatches]


@pytest.fixture(scope="session")
def stripe_standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """One stand-in for the run of this process; `shop` empties it."""
    with running_standin(tmp_path_factory.mktemp("stripe")) as standin:
        yield standin


def point_at(app: Flask, standin: StandIn) -> None:
    """Let both tills of an app speak with this stand-in."""
    for name in ("till", "jobs_till"):
        gateway = app.extensions[name].gateway
        gateway.api_base, gateway.secret_key, gateway._client = standin.base, KEY, None


@pytest.fixture
def shop(context: Flask, stripe_standin: StandIn) -> Shop:
    """The shop with an app context pushed, for tests of actions and protocols."""
    stripe_standin.control("POST", "/reset")
    point_at(context, stripe_standin)
    return Shop(context, stripe_standin)


@pytest.fixture
def web_shop(app: Flask, stripe_standin: StandIn) -> Shop:
    """The shop without a context, for tests that go through pages."""
    stripe_standin.control("POST", "/reset")
    point_at(app, stripe_standin)
    return Shop(app, stripe_standin)
