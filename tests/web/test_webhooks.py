"""Stripe's webhooks: what is signed is kept once, what is not is stored nowhere (P2, P3)."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from flask.testing import FlaskClient

from app.db import db
from app.payments.models import StripeEvent
from tests.support.shop import Shop

SECRET = "whsec_for_tests_only_000000"
WRAP = "SH-WHW"


@pytest.fixture(autouse=True)
def _secret(app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from dataclasses import replace

    config = app.extensions["config"]
    monkeypatch.setitem(app.extensions, "config", replace(config, stripe_webhook_secret=SECRET))
    yield


def event(**changes: Any) -> bytes:
    made = {
        "id": "evt_1", "object": "event", "type": "checkout.session.completed", "created": 1_790_000_000,
        "livemode": False, "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}}, **changes,
    }  # fmt: skip
    return json.dumps(made).encode()


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
    stamp = int(at or time.time())
    header: str = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, timestamp=stamp)
    return header


def post(client: FlaskClient, body: bytes, header: str | None) -> Any:
    headers = {"Sec-Fetch-Site": "cross-site", **({"Stripe-Signature": header} if header is not None else {})}
    return client.post("/webhooks/stripe", data=body, headers=headers, content_type="application/json")


def stored(shop: Shop) -> list[str]:
    with shop.app.app_context():
        return [one.stripe_id for one in db.session.query(StripeEvent).order_by(StripeEvent.id)]


@pytest.mark.postgres
def test_a_signed_event_is_kept_once_before_it_is_answered(web_shop: Shop, client: FlaskClient) -> None:
    body = event()
    assert [post(client, body, signed(body)).status_code for _ in range(3)] == [200, 200, 200]
    assert stored(web_shop) == ["evt_1"]


def test_an_unknown_type_is_kept_and_answered(web_shop: Shop, client: FlaskClient) -> None:
    body = event(type="radar.early_fraud_warning.created", data={"object": {}})
    assert post(client, body, signed(body)).status_code == 200
    assert stored(web_shop) == ["evt_1"]
    with web_shop.app.app_context():
        web_shop.work()
        assert web_shop.mismatches() == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    "header",
    [
        None, "", "t=,v1=", "nonsense", "t=1,v1=" + "0" * 64, "v1=" + "0" * 64,
        signed(event(), secret="whsec_another"),
        signed(event(), at=time.time() - 301),
        signed(event()).replace("v1=", "v0="),
        "t=" + "9" * 400 + ",v1=ff",
    ],
    ids=["none", "empty", "bare", "nonsense", "zeros", "no-time", "another-secret", "old", "v0", "huge-time"],
)  # fmt: skip
def test_a_bad_signature_is_400_and_stored_nowhere(
    web_shop: Shop, client: FlaskClient, header: str | None
) -> None:
    assert post(client, event(), header).status_code == 400
    assert stored(web_shop) == []


@pytest.mark.postgres
def test_another_body_under_a_good_signature_is_refused(web_shop: Shop, client: FlaskClient) -> None:
    assert post(client, event(id="evt_2"), signed(event())).status_code == 400
    assert stored(web_shop) == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"[]", b"null", b"{", b"\xff\xfe", b'{"object":"event"}', event(id=7), event(id=""),
        event(id="e" * 999), event(created="soon"), event(created=10**30), event(data=None),
        event(data={"object": None}), event(object="charge"), event(id="evt_\x00"), event(type="a\x00"),
    ],
    ids=range(17),
)  # fmt: skip
def test_a_signed_body_that_is_no_event_is_400(web_shop: Shop, client: FlaskClient, body: bytes) -> None:
    try:
        header = signed(body)
    except UnicodeDecodeError:
        header = "t=1,v1=00"
    assert post(client, body, header).status_code == 400
    assert stored(web_shop) == []


def test_an_empty_secret_verifies_nothing(
    web_shop: Shop, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    config = web_shop.app.extensions["config"]
    monkeypatch.setitem(web_shop.app.extensions, "config", replace(config, stripe_webhook_secret=""))
    assert post(client, event(), signed(event(), secret="")).status_code == 400


def test_an_event_about_what_stripe_does_not_know_changes_nothing(
    web_shop: Shop, client: FlaskClient
) -> None:
    body = event(data={"object": {"id": "cs_test_forged", "payment_status": "paid", "amount_total": 1}})
    post(client, body, signed(body))
    with web_shop.app.app_context():
        web_shop.work()
        (kept,) = db.session.query(StripeEvent).all()
        assert kept.outcome == "Stripe does not know it"
        assert web_shop.mismatches() == []


def test_a_body_of_two_megabytes_is_refused(web_shop: Shop, client: FlaskClient) -> None:
    body = event(padding="x" * 2_000_000)
    assert post(client, body, signed(body)).status_code == 413


@pytest.mark.postgres
def test_a_webhook_pays_the_order_through_the_worker(web_shop: Shop, client: FlaskClient) -> None:
    with web_shop.app.app_context():
        web_shop.variant()
        cart = web_shop.basket((WRAP, 1))
        web_shop.start(cart)
        web_shop.stripe.pay(web_shop.session_of(cart))
    for one in web_shop.stripe.events():
        body = json.dumps(one).encode()
        assert post(client, body, signed(body)).status_code == 200
    with web_shop.app.app_context():
        assert web_shop.order(cart).payment == "pending"
        web_shop.work()
        assert web_shop.order(cart).payment == "paid"
