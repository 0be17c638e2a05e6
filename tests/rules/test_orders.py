"""Where an order stands, and what must agree before it is paid."""

from datetime import UTC, datetime, timedelta

import pytest

from app.orders.models import Fulfilment, Order, OrderState, PaymentState
from app.orders.rules import Facts, find_link_token, fingerprint, hash_link, link_token, work_out_standing
from app.payments.models import Attempt
from app.payments.rules import find_mismatches, is_due_for_a_look
from app.payments.told import ToldSession

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def facts(**changes: int | bool) -> Facts:
    usual = {"paid": 0, "refunded": 0, "disputes_open": 0, "sent": 0, "to_send": 2, "is_cancelled": False}
    return Facts(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "state", "payment", "fulfilment"),
    [
        (facts(), OrderState.OPEN, PaymentState.PENDING, Fulfilment.NONE),
        (facts(paid=100), OrderState.OPEN, PaymentState.PAID, Fulfilment.NONE),
        (facts(paid=100, refunded=1), OrderState.OPEN, PaymentState.PART_REFUNDED, Fulfilment.NONE),
        (facts(paid=100, refunded=100), OrderState.OPEN, PaymentState.REFUNDED, Fulfilment.NONE),
        (facts(paid=100, sent=2, to_send=0), OrderState.CLOSED, PaymentState.PAID, Fulfilment.COMPLETE),
        (facts(paid=100, sent=1, to_send=1), OrderState.OPEN, PaymentState.PAID, Fulfilment.PARTIAL),
        (facts(paid=100, disputes_open=1), OrderState.OPEN, PaymentState.DISPUTED, Fulfilment.NONE),
        (facts(is_cancelled=True), OrderState.CANCELLED, PaymentState.PENDING, Fulfilment.NONE),
        (
            facts(paid=9, refunded=9, is_cancelled=True),
            OrderState.CANCELLED,
            PaymentState.REFUNDED,
            Fulfilment.NONE,
        ),
    ],
)
def test_the_axes_follow_from_the_facts(
    told: Facts, state: OrderState, payment: PaymentState, fulfilment: Fulfilment
) -> None:
    found = work_out_standing(told)
    assert (found.state, found.payment, found.fulfilment) == (state, payment, fulfilment)


def test_a_guest_link_outlives_a_change_of_keys() -> None:
    token = link_token("an old key", "salt")
    assert len(token) == 32
    assert find_link_token(["a new key", "an old key"], "salt", hash_link(token)) == token
    assert find_link_token(["a new key"], "salt", hash_link(token)) is None
    assert link_token("an old key", "other salt") != token


def test_equal_orders_have_equal_fingerprints() -> None:
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


def session(**changes: object) -> ToldSession:
    usual = {
        "id": "cs_1", "url": None, "status": "complete", "payment_status": "paid", "amount_total": 2850,
        "currency": "EUR", "is_live": False, "reference": "1042", "attempt_key": "k", "intent_id": "pi_1",
    }  # fmt: skip
    return ToldSession(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, []),
        ({"amount_total": 1}, ["amount is 1, ours is 2850"]),
        ({"currency": "USD"}, ["currency is USD, ours is EUR"]),
        ({"is_live": True}, ["livemode is True, ours is False"]),
        ({"reference": "7"}, ["reference is 7, ours is 1042"]),
        ({"amount_total": None}, ["amount is None, ours is 2850"]),
        ({"received": 2850, "received_currency": "EUR"}, []),
        ({"received": 1000, "received_currency": "EUR"}, ["captured amount is 1000, ours is 2850"]),
        ({"received": 2850, "received_currency": "USD"}, ["captured currency is USD, ours is EUR"]),
    ],
)
def test_what_does_not_agree_is_named(changes: dict[str, object], words: list[str]) -> None:
    order = Order(id=42, total_minor=2850, currency="EUR")
    assert find_mismatches(order, session(**changes), is_live=False) == words


@pytest.mark.parametrize(
    ("age", "unseen", "due"),
    [
        (timedelta(minutes=3), timedelta(minutes=3), False),
        (timedelta(minutes=10), timedelta(minutes=5), True),
        (timedelta(hours=3), timedelta(minutes=30), False),
        (timedelta(hours=3), timedelta(hours=1), True),
        (timedelta(hours=23, minutes=31), timedelta(minutes=2), True),
    ],
)
def test_a_session_is_looked_at_often_then_hourly_and_at_its_end(
    age: timedelta, unseen: timedelta, due: bool
) -> None:
    attempt = Attempt(
        created_at=NOON - age,
        checked_at=NOON - unseen,
        expires_at=NOON - age + timedelta(hours=23, minutes=30),
    )
    assert is_due_for_a_look(attempt, NOON) is due
