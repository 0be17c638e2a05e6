"""Faults on request, and what idempotency keys make of them."""

import threading
import time
from typing import Any

import pytest
import requests
import stripe

from tests.standin.conftest import KEY, StandIn, session_params

CREATE = {"method": "POST", "path": "/v1/checkout/sessions"}


def create(standin: StandIn, key: str, **changes: Any) -> Any:
    return standin.client.v1.checkout.sessions.create(session_params(**changes), {"idempotency_key": key})


def code_of(refusal: stripe.StripeError) -> Any:
    """The code, which the library keeps in the body only for 409 and 429."""
    body: Any = refusal.json_body
    return body["error"]["code"]


def made(standin: StandIn) -> int:
    return len(standin.client.v1.checkout.sessions.list({"limit": 100}).data)


def test_a_key_with_other_parameters_is_refused(standin: StandIn) -> None:
    create(standin, "attempt-1")
    with pytest.raises(stripe.IdempotencyError):
        create(standin, "attempt-1", locale="de")
    assert made(standin) == 1


def test_a_key_belongs_to_its_address(standin: StandIn) -> None:
    session = create(standin, "attempt-1")
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        standin.client.v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "attempt-1"})


def test_a_refused_parameter_does_not_use_up_the_key(standin: StandIn) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        create(standin, "attempt-1", submit_type="buy")
    assert create(standin, "attempt-1").status == "open"


def test_a_refusal_that_was_executed_is_replayed(standin: StandIn) -> None:
    session = create(standin, "attempt-1")
    expire = standin.client.v1.checkout.sessions.expire
    expire(session.id, {}, {"idempotency_key": "e-1"})
    for replayed in (None, "true"):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            expire(session.id, {}, {"idempotency_key": "e-2"})
        assert caught.value.headers is not None
        assert caught.value.headers.get("Idempotent-Replayed") == replayed


def test_a_500_is_replayed_for_its_key(standin: StandIn) -> None:
    standin.fault("error_500", **CREATE)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as caught:
            create(standin, "attempt-1")
        assert caught.value.http_status == 500
    assert made(standin) == 0
    create(standin, "attempt-2")
    assert made(standin) == 1


def test_a_500_may_hide_an_effect(standin: StandIn) -> None:
    standin.fault("error_500_after", **CREATE)
    with pytest.raises(stripe.APIError):
        create(standin, "attempt-1")
    assert made(standin) == 1


@pytest.mark.parametrize(("kind", "status"), [("error_429_lock_timeout", 429), ("conflict_409", 409)])
def test_busy_answers_leave_the_key_free(standin: StandIn, kind: str, status: int) -> None:
    standin.fault(kind, **CREATE, times=2)
    for _ in range(2):
        with pytest.raises(stripe.StripeError) as caught:
            create(standin, "attempt-1")
        assert caught.value.http_status == status
    if status == 429:
        assert code_of(caught.value) == "lock_timeout"
        assert (caught.value.headers or {})["Stripe-Should-Retry"] == "true"
    assert create(standin, "attempt-1").status == "open"


@pytest.mark.parametrize(("kind", "effect"), [("reset_before", 0), ("reset_after", 1)])
def test_a_lost_answer_is_found_again_with_the_same_key(standin: StandIn, kind: str, effect: int) -> None:
    standin.fault(kind, **CREATE)
    with pytest.raises(stripe.APIConnectionError):
        create(standin, "attempt-1")
    assert made(standin) == effect
    assert create(standin, "attempt-1").status == "open"
    assert made(standin) == 1


@pytest.mark.parametrize(("kind", "effect"), [("timeout_before", 0), ("timeout_after", 1)])
def test_silence_runs_into_the_callers_patience(standin: StandIn, kind: str, effect: int) -> None:
    standin.fault(kind, **CREATE, seconds=0.6)
    hasty = stripe.StripeClient(
        KEY, base_addresses={"api": standin.base}, http_client=stripe.RequestsClient(timeout=0.2)
    )
    with pytest.raises(stripe.APIConnectionError):
        hasty.v1.checkout.sessions.create(session_params(), {"idempotency_key": "attempt-1"})
    assert made(standin) == effect


def test_a_key_in_use_is_a_conflict(standin: StandIn) -> None:
    standin.fault("slow", **CREATE, seconds=0.5)
    first = threading.Thread(target=create, args=(standin, "attempt-1"))
    first.start()
    time.sleep(0.2)
    with pytest.raises(stripe.StripeError) as caught:
        create(standin, "attempt-1")
    assert (caught.value.http_status, code_of(caught.value)) == (409, "idempotency_key_in_use")
    first.join()
    assert create(standin, "attempt-1").status == "open"
    assert made(standin) == 1


def test_many_at_once_with_one_key_make_one_session(standin: StandIn) -> None:
    found: list[str] = []

    def attempt() -> None:
        client = stripe.StripeClient(KEY, base_addresses={"api": standin.base}, max_network_retries=8)
        found.append(
            client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "attempt-1"}).id
        )

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_session_can_be_made_to_lie(standin: StandIn) -> None:
    session = standin.session()
    standin.fault(
        "wrong_amount", method="GET", path="/v1/checkout/sessions/cs_.*", amount_total=1, currency="usd"
    )
    lie = standin.client.v1.checkout.sessions.retrieve(session.id)
    assert (lie.amount_total, lie.currency) == (1, "usd")
    assert standin.client.v1.checkout.sessions.retrieve(session.id).amount_total == 2400


def test_a_fault_can_wait_for_its_turn(standin: StandIn) -> None:
    standin.fault("error_500", **CREATE, skip=2)
    standin.session()
    standin.session()
    with pytest.raises(stripe.APIError):
        standin.session()
    assert standin.control("GET", "/faults")["faults"] == []


@pytest.mark.parametrize(
    "wrong", [{"kind": "earthquake"}, {"kind": "slow", "path": "("}, {"kind": "slow", "who": 1}, {}]
)
def test_a_senseless_fault_is_refused(standin: StandIn, wrong: dict[str, Any]) -> None:
    answer = requests.post(
        f"{standin.base}/_control/faults", json=wrong, headers={"Authorization": f"Bearer {KEY}"}, timeout=5
    )
    assert answer.status_code == 400
