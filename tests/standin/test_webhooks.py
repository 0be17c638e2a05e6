"""Events and their delivery: signed, repeated until taken, and as unruly as a test asks."""

import time

import pytest
import requests
import stripe

from tests.standin.conftest import PAID, SECRET, Receiver, StandIn, until


def test_an_event_carries_a_snapshot_and_its_origin(standin: StandIn, receiver: Receiver) -> None:
    session = standin.session()
    standin.client.v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "expire-1"})
    event = receiver.wait_for("checkout.session.expired")[0]
    assert (event.livemode, event.data.object.status) == (False, "expired")
    assert event.request.idempotency_key == "expire-1"
    assert event.request.id.startswith("req_")
    standin.paid()
    assert receiver.wait_for("checkout.session.completed")[0].request.id is None


def test_signatures_hold_only_for_their_body_and_secret(standin: StandIn, receiver: Receiver) -> None:
    standin.paid()
    receiver.wait_for("charge.succeeded")
    signature, body = receiver.taken[0]
    for changed, secret in ((body + b" ", SECRET), (body, "whsec_other")):
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(changed, signature, secret)


def test_a_refused_delivery_is_tried_again(standin: StandIn, receiver: Receiver) -> None:
    receiver.answer = 500
    standin.client.v1.checkout.sessions.expire(standin.session().id)
    until(lambda: standin.control("GET", "/state")["deliveries"] == {"pending": 1}, "a first try")
    time.sleep(0.3)
    receiver.answer = 200
    receiver.wait_for("checkout.session.expired")
    until(lambda: standin.control("GET", "/state")["deliveries"] == {"delivered": 1}, "its state")
    event = standin.client.v1.events.list().data[0]
    assert event.pending_webhooks == 0


def test_silence_keeps_the_events(standin: StandIn, receiver: Receiver) -> None:
    standin.control("POST", "/webhooks/pause")
    standin.paid()
    time.sleep(0.3)
    assert receiver.taken == []
    assert len(standin.client.v1.events.list({"delivery_success": False}).data) == 4
    standin.control("POST", "/webhooks/resume")
    receiver.wait_for("checkout.session.completed")
    until(lambda: sorted(receiver.types()) == PAID, "all four")


def test_events_may_come_twice_late_and_in_any_order(standin: StandIn, receiver: Receiver) -> None:
    standin.control("POST", "/policy", duplicates=2, shuffle_seconds=0.3, delay_seconds=0.1)
    began = time.monotonic()
    standin.paid()
    until(lambda: len(receiver.taken) == 12, "twelve deliveries")
    assert time.monotonic() - began > 0.1
    assert sorted(receiver.types()) == sorted(PAID * 3)


def test_lost_events_never_come_but_can_be_read(standin: StandIn, receiver: Receiver) -> None:
    standin.control("POST", "/policy", drop=1)
    standin.paid()
    until(lambda: standin.control("GET", "/state")["deliveries"] == {"lost": 4}, "four losses")
    assert receiver.taken == []
    assert sorted(event.type for event in standin.client.v1.events.list().data) == PAID


def test_the_same_seed_loses_the_same_events(standin: StandIn) -> None:
    def lost() -> list[bool]:
        standin.control("POST", "/seed", seed=7)
        for _ in range(6):
            standin.client.v1.checkout.sessions.expire(standin.session().id)
        kept = standin.client.v1.events.list({"delivery_success": True, "limit": 100})
        until(lambda: "pending" not in standin.control("GET", "/state")["deliveries"], "the rest")
        kept = standin.client.v1.events.list({"delivery_success": True, "limit": 100})
        names = {event.id for event in kept.data}
        return [event.id in names for event in standin.client.v1.events.list({"limit": 6}).data]

    standin.control("POST", "/policy", drop=0.5)
    first = lost()
    assert set(first) == {True, False}
    assert lost() == first


def test_a_webhook_can_come_before_the_answer(standin: StandIn, receiver: Receiver) -> None:
    standin.control("POST", "/policy", before_answer=True)
    session = standin.session()
    standin.client.v1.checkout.sessions.expire(session.id)
    assert receiver.types() == ["checkout.session.expired"]


@pytest.mark.parametrize("sort", ["wrong_secret", "stale", "v0", "empty", "none", "other_body"])
def test_forged_events_do_not_verify(standin: StandIn, receiver: Receiver, sort: str) -> None:
    answer = standin.control("POST", "/webhooks/forge", sort=sort)
    assert answer["status"] == 200
    signature, body = receiver.taken[0]
    with pytest.raises((stripe.SignatureVerificationError, ValueError)):
        stripe.Webhook.construct_event(body, signature, SECRET)
    assert standin.client.v1.events.list().data == []


def test_events_can_be_sent_again(standin: StandIn, receiver: Receiver) -> None:
    standin.paid()
    event = receiver.wait_for("checkout.session.completed")[0]
    until(lambda: len(receiver.taken) == 4, "the first four")
    standin.control("POST", f"/events/{event.id}/resend")
    receiver.wait_for("checkout.session.completed", 2)
    assert standin.control("POST", "/webhooks/resend")["deliveries"] == 4
    until(lambda: len(receiver.taken) == 9, "all of them")


def test_events_are_listed_by_type_time_and_place(standin: StandIn) -> None:
    standin.paid()
    standin.paid()
    events = standin.client.v1.events
    assert len(events.list({"type": "charge.*"}).data) == 2
    some = events.list({"types": ["charge.succeeded", "payment_intent.created"]})
    assert {event.type for event in some.data} == {"charge.succeeded", "payment_intent.created"}
    every = [event.id for event in events.list().data]
    assert [event.id for event in events.list({"ending_before": every[3]}).data] == every[:3]
    assert [event.id for event in events.list({"limit": 3}).auto_paging_iter()] == every
    assert events.list({"created": {"gt": int(time.time()) + 60}}).data == []
    assert len(events.list({"created": {"gte": int(time.time()) - 60}}).data) == 8
    assert events.retrieve(every[0]).id == every[0]


def test_a_second_endpoint_gets_what_it_asked_for(standin: StandIn, receiver: Receiver) -> None:
    hooks = standin.client.v1.webhook_endpoints
    made = hooks.create({"url": receiver.url + "?second", "enabled_events": ["charge.succeeded"]})
    assert made.secret is not None
    assert made.secret.startswith("whsec_")
    assert getattr(hooks.retrieve(made.id), "secret", None) is None
    standin.paid()
    until(lambda: len(receiver.taken) == 5, "five deliveries")
    signed = [one for one in receiver.taken if verifies(one, made.secret)]
    assert len(signed) == 1
    hooks.delete(made.id)
    assert len(hooks.list().data) == 1


def verifies(taken: tuple[str, bytes], secret: str) -> bool:
    try:
        return bool(stripe.Webhook.construct_event(taken[1], taken[0], secret).type == "charge.succeeded")
    except stripe.SignatureVerificationError:
        return False


def test_sessions_run_out_by_themselves(standin: StandIn, receiver: Receiver) -> None:
    session = standin.session(expires_at=int(time.time()) + 1900)
    standin.control("POST", "/clock", advance=1800)
    assert standin.client.v1.checkout.sessions.retrieve(session.id).status == "open"
    standin.control("POST", "/clock", advance=101)
    assert receiver.wait_for("checkout.session.expired")[0].data.object.id == session.id
    answer = requests.post(session.url, data={"quick": "4242424242424242"}, allow_redirects=False, timeout=10)
    assert answer.headers["Location"].endswith(session.id)
    assert standin.client.v1.charges.list().data == []


@pytest.mark.parametrize(("method", "arrives"), [("bank_debit", True), ("bank_debit_fails", False)])
def test_a_bank_debit_settles_or_fails_later(
    standin: StandIn, receiver: Receiver, method: str, arrives: bool
) -> None:
    paid = standin.paid(method=method)
    assert (paid["outcome"], paid["session"]["payment_status"]) == ("processing", "unpaid")
    assert receiver.wait_for("checkout.session.completed")[0].data.object.payment_status == "unpaid"
    standin.control("POST", "/clock", advance=61)
    ending = "succeeded" if arrives else "failed"
    event = receiver.wait_for(f"checkout.session.async_payment_{ending}")[0]
    assert event.data.object.payment_status == ("paid" if arrives else "unpaid")
    receiver.wait_for(f"charge.{ending}")


def test_control_may_settle_at_once(standin: StandIn, receiver: Receiver) -> None:
    session = standin.paid(method="bank_debit")["session"]
    settled = standin.control("POST", f"/sessions/{session['id']}/settle")
    assert settled["payment_status"] == "paid"
    standin.control("POST", "/clock", advance=61)
    receiver.wait_for("checkout.session.async_payment_succeeded")
    assert receiver.types().count("checkout.session.async_payment_succeeded") == 1
