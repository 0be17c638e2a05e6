"""The manners of the API: who may ask, what is not served, how it words a refusal."""

import pytest
import requests
import stripe

from tests.standin.conftest import KEY, StandIn


@pytest.mark.parametrize("path", ["/v1/balance", "/_control/state"])
def test_only_the_one_key_opens(standin: StandIn, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer sk_test_somebody_else"}):
        answer = requests.get(standin.base + path, headers=headers, timeout=5)
        assert answer.status_code == 401
        assert answer.json()["error"]["type"] == "invalid_request_error"
    stranger = stripe.StripeClient("sk_test_other", base_addresses={"api": standin.base})
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.balance.retrieve()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("DELETE", "/v1/refunds", 404),
        ("GET", "/v1/payment_intents/search", 501),
        ("POST", "/v1/payment_intents", 501),
        ("POST", "/v1/prices", 501),
        ("GET", "/elsewhere", 404),
    ],
)
def test_what_is_not_served_says_so(standin: StandIn, method: str, path: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    answer = requests.request(method, standin.base + path, headers=headers, timeout=5)
    assert answer.status_code == status
    if status == 404:
        assert f"Unrecognized request URL ({method}: {path})" in answer.json()["error"]["message"]


def test_each_answer_names_its_request_and_version(standin: StandIn) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Stripe-Version": "2026-09-30.endive"}
    answer = requests.get(f"{standin.base}/v1/balance", headers=headers, timeout=5)
    assert answer.headers["Request-Id"].startswith("req_")
    assert answer.headers["Stripe-Version"] == "2026-09-30.endive"
    headers["Stripe-Version"] = "1999-01-01"
    assert requests.get(f"{standin.base}/v1/balance", headers=headers, timeout=5).status_code == 400


def test_json_bodies_are_not_stripes_way(standin: StandIn) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    answer = requests.post(f"{standin.base}/v1/refunds", json={"amount": 1}, headers=headers, timeout=5)
    assert answer.status_code == 400


def test_what_cannot_be_expanded_is_refused(standin: StandIn) -> None:
    session = standin.session()
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        standin.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["colour"]})
    listed = standin.client.v1.checkout.sessions.list({"expand": ["data.line_items"]})
    assert listed.data[0].line_items is not None


def test_lists_know_their_limits(standin: StandIn) -> None:
    for limit in (0, 101):
        with pytest.raises(stripe.InvalidRequestError):
            standin.client.v1.charges.list({"limit": limit})
    with pytest.raises(stripe.InvalidRequestError, match="No such charge"):
        standin.client.v1.charges.list({"starting_after": "ch_nobody"})


def test_a_body_that_is_too_large_is_refused(standin: StandIn) -> None:
    answer = requests.post(
        f"{standin.base}/v1/refunds",
        data={"metadata[a]": "x" * 1_100_000},
        headers={"Authorization": f"Bearer {KEY}"},
        timeout=5,
    )
    assert answer.status_code == 413
    assert answer.json()["error"]["type"] == "api_error"


@pytest.mark.parametrize(
    "body", ["a[=1", "[a]=1", "a=1&a[b]=2", "a" + "[b]" * 20 + "=1", "amount[0]=1", "expand=x"]
)
def test_garbled_parameters_are_refused(standin: StandIn, body: str) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(f"{standin.base}/v1/refunds", data=body, headers=headers, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
