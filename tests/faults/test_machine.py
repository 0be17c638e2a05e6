"""A shop in which anything may happen in any order: Hypothesis pays, delays, loses, refunds and moves the clock.

The stand-in is the real program, the database a real one, empty for each run. After each step every invariant of
money, orders, payments and stock holds; at the end, when all has been heard, both sides' books are compared.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.cart.actions import change_quantity
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.errors import DomainError
from app.inventory.actions import receive
from app.inventory.models import StockHold, StockItem
from app.orders.models import Order, PaymentState
from app.orders.queries import lock_order
from app.outbox.models import OutboxItem
from app.payments.errors import GatewayError
from app.payments.gateway import read_event
from app.payments.giving_back import refund_order
from app.payments.models import Attempt, Payment
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.protocol.reconciling import reconcile
from app.payments.protocol.telling import keep_event
from tests.support.databases import Databases
from tests.support.shop import Shop, point_at
from tests.support.standin import StandIn

pytestmark = pytest.mark.timeout(900)
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "5"))
STEPS = int(os.environ.get("MACHINE_STEPS", "20"))
#: a failure is made smaller only where somebody waits for it: MACHINE_SHRINK=1
PHASES = [Phase.generate, Phase.target, *([Phase.shrink] if os.environ.get("MACHINE_SHRINK") else [])]
SKUS, UNITS = ("SH-WHW", "SH-ABL"), 3
FAULTS = (
    "reset_before",
    "reset_after",
    "error_500",
    "error_500_after",
    "error_429_lock_timeout",
    "conflict_409",
)
WAYS_TO_PAY: list[dict[str, str]] = [{}, {}, {"method": "bank_debit"}, {"card": "4000000000000002"}]
WHICH = st.integers(0, 5)
STAFF, LATE = "user:1", "holds things past its session's end"


@contextmanager
def refusals() -> Iterator[None]:
    """What a person is told is no fault; what a job raises is tried again."""
    try:
        yield
    except (DomainError, GatewayError):
        pass
    finally:
        db.session.rollback()


def pick(things: list[Any], which: int) -> Any:
    """One of them, by a number that may be too large."""
    return things[which % len(things)]


class MoneyMachine(RuleBasedStateMachine):
    """Baskets on the few last units of two things."""

    databases: Databases
    standin: StandIn
    database_kind: str

    def __init__(self) -> None:
        super().__init__()
        app = self.databases.fresh_app(self.database_kind)
        self.pushed = app.app_context()
        self.pushed.push()
        self.standin.control("POST", "/reset")
        self.standin.control("POST", "/policy", settle_seconds=None)
        point_at(app, self.standin)
        self.shop, self.hours, self.dice = Shop(app, self.standin), 0.0, random.Random(7)
        self.variants = {sku: self.shop.variant(sku=sku, title=sku, units=UNITS).id for sku in SKUS}
        self.carts: list[int] = []

    def teardown(self) -> None:
        """Let everything be heard, and compare."""
        try:
            self.settle()
            self.compare_books()
        finally:
            db.session.remove()
            self.pushed.pop()
            shift_clock(timedelta(0))

    # What shoppers do

    @initialize()
    def three_shoppers_come(self) -> None:
        for lines in ([(SKUS[0], 2)], [(SKUS[0], 1), (SKUS[1], 1)], [(SKUS[1], 2)]):
            self.fill_a_basket(lines, is_sure=True)

    @rule(
        lines=st.lists(st.tuples(st.sampled_from(SKUS), st.integers(1, 2)), min_size=1, max_size=2),
        is_sure=st.booleans(),
    )
    def fill_a_basket(self, lines: list[tuple[str, int]], is_sure: bool) -> None:
        self.carts.append(self.shop.basket(*lines))
        if is_sure:
            with refusals():
                self.shop.start(self.carts[-1])

    @rule(which=WHICH, sku=st.sampled_from(SKUS), units=st.integers(0, 3))
    def change_a_basket(self, which: int, sku: str, units: int) -> None:
        with refusals(), transaction():
            change_quantity(pick(self.carts, which), self.variants[sku], units, now=utcnow())

    @rule(which=WHICH, renew=st.booleans())
    def go_to_payment(self, which: int, renew: bool) -> None:
        with refusals():
            self.shop.start(pick(self.carts, which), renew=renew)

    @rule(which=WHICH, how=st.sampled_from(WAYS_TO_PAY))
    def pay_on_a_page(self, which: int, how: dict[str, str]) -> None:
        """Any page that is open, in whatever tab."""
        self.at_one_session(which, "open", "pay", **how)

    @rule(which=WHICH)
    def pay_and_come_back(self, which: int) -> None:
        for session in self.some_session(which, "open"):
            self.ask_standin(f"/sessions/{session}/pay")
            with refusals():
                look_at_session(self.shop.till, session)

    @rule(which=WHICH, arrives=st.booleans())
    def a_bank_payment_ends(self, which: int, arrives: bool) -> None:
        self.at_one_session(which, "complete", "settle", succeeded=arrives)

    @rule(which=WHICH)
    def come_back_to_the_shop(self, which: int) -> None:
        for session in self.some_session(which, "complete"):
            with refusals():
                look_at_session(self.shop.till, session)

    # What Stripe does

    @rule(share=st.sampled_from([0.3, 0.7, 1.0]), times=st.integers(1, 2), works=st.booleans())
    def events_arrive(self, share: float, times: int, works: bool) -> None:
        """Some of them, in any order, once or twice; what is not chosen is not heard of yet."""
        events = [one for one in self.standin.events() if self.dice.random() < share] * times
        self.dice.shuffle(events)
        for event in events:
            keep_event(read_event(event), source="webhook")
        if works:
            self.shop.work()

    @rule(which=WHICH)
    def a_session_is_ended_at_stripe(self, which: int) -> None:
        self.at_one_session(which, "open", "expire")

    @rule(kind=st.sampled_from(FAULTS), skip=st.integers(0, 2))
    def the_next_answers_are_bad(self, kind: str, skip: int) -> None:
        """Of questions that change something or look at one thing; lists are what the test itself asks for."""
        self.standin.fault(kind, skip=skip, path=r"/v1/(checkout/sessions|refunds)(/.+)?", method="POST")
        self.standin.fault(kind, skip=skip, path=r"/v1/(checkout/sessions|refunds)/.+", method="GET")

    @rule(hours=st.sampled_from([0.2, 0.2, 0.6, 1.1, 24.0]))
    def time_passes(self, hours: float) -> None:
        self.hours += hours
        self.shop.pass_time(timedelta(hours=self.hours))

    # What the shop does

    @rule()
    def the_worker_works(self) -> None:
        self.shop.work()

    @rule()
    def the_reconciler_looks(self) -> None:
        with refusals():
            reconcile(self.shop.till)

    @rule(
        which=WHICH,
        shares=st.lists(st.sampled_from([0.3, 0.5, 1.0]), min_size=1, max_size=3),
        stale=st.booleans(),
    )
    def staff_refund(self, which: int, shares: list[float], stale: bool) -> None:
        """Parts of what was paid, one after another; together they may be more than there is."""
        for share, order in [(one, order) for one in shares for order in self.some_order(which)]:
            amount, seen = int(order.paid_minor * share), 0 if stale else order.refunded_minor
            with refusals(), transaction():
                refund_order(
                    lock_order(order.id), amount, seen_refunded=seen, reason="", actor=STAFF, now=utcnow()
                )

    @rule(which=WHICH)
    def staff_cancel(self, which: int) -> None:
        for order in self.some_order(which):
            with refusals():
                cancel_by_staff(self.shop.till, order.id, reason="asked for", actor=STAFF)

    @rule(sku=st.sampled_from(SKUS))
    def a_unit_is_delivered(self, sku: str) -> None:
        with transaction():
            receive(self.variants[sku], 1, STAFF, utcnow())

    # What must hold

    @invariant()
    def every_invariant_holds(self) -> None:
        """Only things past their session's end may wait for the reconciler's next round (SAFETY, section 2)."""
        assert [one for one in self.shop.mismatches() if LATE not in one] == []

    @invariant()
    def what_can_be_paid_is_held(self) -> None:
        """No open page is without its units (S4)."""
        open_pages = {one["id"] for one in self.standin.sessions() if one["status"] == "open"}
        holders = {
            order for (order,) in db.session.query(StockHold.order_id).filter(StockHold.ended_at.is_(None))
        }
        for attempt in db.session.query(Attempt).filter(Attempt.session_id.in_(open_pages)):
            assert attempt.order_id in holders, f"{attempt.session_id} is open and holds nothing"
        db.session.rollback()

    def settle(self) -> None:
        """No more faults; a day and a half go by; everything is told, worked off and reconciled."""
        self.standin.control("DELETE", "/faults")
        for session in self.standin.sessions():
            self.ask_standin(f"/sessions/{session['id']}/settle", succeeded=True)
        for hours in (0.1, 24.0, 48.0, 49.0):
            self.shop.pass_time(timedelta(hours=self.hours + hours))
            with transaction() as session:
                for item in session.query(OutboxItem).filter(OutboxItem.done_at.is_(None)):
                    item.due_at, item.leased_until = utcnow(), None
            self.shop.deliver()
            reconcile(self.shop.till)
            self.shop.work()

    def compare_books(self) -> None:
        """P1, M1, M3, S1, S4 between Stripe's books and ours."""
        assert self.shop.mismatches() == []
        db.session.rollback()
        back: dict[str, int] = {}
        for refund in self.standin.refunds():
            if refund["status"] in ("succeeded", "pending"):
                back[refund["payment_intent"]] = back.get(refund["payment_intent"], 0) + refund["amount"]
        payments = {one.session_id: one for one in db.session.query(Payment)}
        paid = [one for one in self.standin.sessions() if one["payment_status"] == "paid"]
        assert {one["id"] for one in paid} == set(payments)
        for one in paid:
            ours = payments[one["id"]]
            assert ours.amount_minor == one["amount_total"]
            assert ours.refunded_minor == back.get(ours.intent_id, 0)
            order = db.session.get_one(Order, ours.order_id)
            if ours.is_kept:
                assert order.payment is not PaymentState.PENDING
            else:
                assert ours.refunded_minor == ours.amount_minor
        assert db.session.query(StockHold).filter(StockHold.ended_at.is_(None)).count() == 0
        assert db.session.query(OutboxItem).filter(OutboxItem.done_at.is_(None)).all() == []
        assert all(item.held == 0 for item in db.session.query(StockItem))
        assert not [one for one in self.standin.sessions() if one["status"] == "open"]

    def at_one_session(self, which: int, status: str, verb: str, **body: Any) -> None:
        """Do something on Stripe's side at one of the sessions with this status."""
        for session in self.some_session(which, status):
            self.ask_standin(f"/sessions/{session}/{verb}", **body)

    def some_session(self, which: int, status: str) -> list[str]:
        """One of the sessions with this status; none when there is none."""
        found = [one["id"] for one in self.standin.sessions() if one["status"] == status]
        return [pick(found, which)] if found else []

    def some_order(self, which: int) -> list[Order]:
        """One of the orders, paid ones first; none when there is none."""
        found = db.session.query(Order).order_by(Order.paid_minor == 0, Order.id).all()
        db.session.rollback()
        return [pick(found, which)] if found else []

    def ask_standin(self, where: str, /, **body: Any) -> None:
        """Do something on Stripe's side that it may refuse."""
        headers = {"Authorization": f"Bearer {self.shop.till.gateway.secret_key}"}
        requests.post(f"{self.standin.base}/_control{where}", json=body, headers=headers, timeout=30)


@pytest.mark.postgres
def test_whatever_happens_in_whatever_order_the_books_agree(
    databases: Databases, stripe_standin: StandIn, database_kind: str
) -> None:
    kind = type(
        "Machine",
        (MoneyMachine,),
        {"databases": databases, "standin": stripe_standin, "database_kind": database_kind},
    )
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
            print_blob=True,
        ),
    )
