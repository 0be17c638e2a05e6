"""Fail the i-th step, i = 1, 2, ..., until a run has no failure: each time invariants hold and a retry succeeds.

STEP_STRIDE=1 fails each of them; by default every fifth is failed, which is enough to see a guard that has gone.
A step is one SQL statement, one commit, one question to Stripe that does not arrive, or one answer that is lost after
its effect (the way SQLite tests itself: sqlite.org/testing.html, section 3).
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import PaymentState
from app.orders.queries import lock_order
from app.outbox.models import OutboxItem
from app.outbox.working import run_all_owed
from app.payments.gateway import read_event
from app.payments.giving_back import refund_order
from app.payments.protocol.telling import keep_event
from app.payments.queries import list_payments, list_refunds
from tests.support.mail import read_mail
from tests.support.shop import Shop

pytestmark = pytest.mark.timeout(900)
WRAP = "SH-WHW"
MOST_STEPS = 400
STRIDE = int(os.environ.get("STEP_STRIDE", "5"))


class Steps:
    """Counts the steps of what runs inside `failing`, and lets the n-th one fail."""

    def __init__(self, number: int) -> None:
        self.number, self.count = number, 0

    def is_it(self) -> bool:
        """Count one step; say whether it is the one that fails."""
        self.count += 1
        return self.count == self.number

    def on_database(self, *_: Any) -> None:
        """A statement or a commit."""
        if self.is_it():
            raise OperationalError("a step that fails", None, RuntimeError("injected"))


@contextmanager
def failing(number: int) -> Iterator[Steps]:
    """Let the n-th step fail, and swallow what comes of it, as the edge of a request or the worker would."""
    steps, engine, ask = Steps(number), db.engine, requests.Session.request

    def asked(self: requests.Session, *args: Any, **kwargs: Any) -> requests.Response:
        if steps.is_it():
            raise requests.ConnectionError("a question that did not arrive")
        answer = ask(self, *args, **kwargs)
        if steps.is_it():
            raise requests.ConnectionError("an answer that was lost")
        return answer

    event.listen(engine, "before_cursor_execute", steps.on_database)
    event.listen(engine, "commit", steps.on_database)
    requests.Session.request = asked  # type: ignore[method-assign,assignment]
    try:
        yield steps
    except Exception:
        db.session.rollback()
    finally:
        requests.Session.request = ask  # type: ignore[method-assign]
        event.remove(engine, "before_cursor_execute", steps.on_database)
        event.remove(engine, "commit", steps.on_database)
    db.session.rollback()


def let_time_pass() -> None:
    """Let what was put off be due, and leases end."""
    with transaction() as session:
        for item in session.query(OutboxItem).filter(OutboxItem.done_at.is_(None)):
            item.due_at, item.leased_until = utcnow(), None


def fail_each_step(
    prepare: Callable[[], Any], work: Callable[[Any], Any], after: Callable[[Any], None]
) -> int:
    """Prepare anew, work with the i-th step failing, look; until nothing fails. Returns how many steps there are."""
    for number in range(1, MOST_STEPS, STRIDE):
        subject = prepare()
        with failing(number) as steps:
            work(subject)
        after(subject)
        if steps.count < number:
            return steps.count
    raise AssertionError("it does not come to an end")


def test_a_checkout_survives_the_failure_of_each_of_its_steps(shop: Shop) -> None:
    shop.variant(units=900)

    def after(cart: int) -> None:
        assert shop.mismatches() == []
        assert shop.start(cart).address
        order = shop.order(cart)
        mine = [one for one in shop.stripe.sessions() if one["client_reference_id"] == str(order.number)]
        assert len([one for one in mine if one["status"] == "open"]) == 1
        shop.stripe.control("POST", "/reset")  # keeps the list of sessions short; the attempts stay ours
        close(shop, cart)

    assert fail_each_step(lambda: shop.basket((WRAP, 1)), shop.start, after) > 30


def close(shop: Shop, cart: int) -> None:
    """Release what a checkout holds, so that the next round starts from an empty book."""
    from app.payments.models import AttemptState
    from app.payments.protocol.releasing import release_attempt

    attempt = shop.attempt(cart)
    with transaction() as session:
        found = session.get_one(type(attempt), attempt.id)
        release_attempt(
            lock_order(attempt.order_id),
            found,
            AttemptState.EXPIRED,
            proof="the stand-in was emptied",
            now=utcnow(),
        )


def test_a_webhook_and_its_job_survive_the_failure_of_each_of_their_steps(shop: Shop) -> None:
    shop.variant(units=900)

    def paid() -> int:
        cart = shop.basket((WRAP, 1))
        shop.start(cart)
        shop.stripe.pay(shop.session_of(cart))
        return cart

    def hear(cart: int) -> None:
        session = shop.session_of(cart)
        for told in shop.stripe.events():
            if told["data"]["object"]["id"] == session:
                keep_event(read_event(told), source="webhook")
        run_all_owed()

    def after(cart: int) -> None:
        assert shop.mismatches() == []
        let_time_pass()
        hear(cart)
        order = shop.order(cart)
        assert (order.payment, len(list_payments(order.id))) == (PaymentState.PAID, 1)
        mails = read_mail(shop.app.extensions["config"].instance_dir / "mail")
        assert [one["Subject"] for one in mails].count(f"Order {order.number}") >= 1
        assert shop.mismatches() == []
        shop.stripe.control("POST", "/reset")

    assert fail_each_step(paid, hear, after) > 40


def test_a_refund_survives_the_failure_of_each_of_its_steps(shop: Shop) -> None:
    shop.variant(units=900)
    made: list[int] = []

    def sold() -> int:
        shop.stripe.control("POST", "/reset")
        made.append(shop.buy((WRAP, 1)).id)
        return made[-1]

    def give_back(order_id: int) -> None:
        with transaction():
            refund_order(lock_order(order_id), 1000, seen_refunded=0, reason="", actor="user:1", now=utcnow())
        run_all_owed()

    def after(order_id: int) -> None:
        assert shop.mismatches() == []
        if not list_refunds(order_id):
            give_back(order_id)
        let_time_pass()
        shop.work()
        assert [(one.amount_minor, one.state) for one in list_refunds(order_id)] == [(1000, "succeeded")]
        assert [one["amount"] for one in shop.stripe.refunds()] == [1000]
        assert shop.mismatches() == []

    assert fail_each_step(sold, give_back, after) > 20
