"""Checkout Sessions through Stripe's own library."""

import time
from typing import Any

import pytest
import stripe

from tests.standin.conftest import StandIn, line, session_params


def refusal(standin: StandIn, **changes: Any) -> stripe.StripeError:
    with pytest.raises(stripe.StripeError) as caught:
        standin.session(**changes)
    return caught.value


def test_a_session_is_open_unpaid_and_has_a_page(standin: StandIn) -> None:
    session = standin.session(client_reference_id="1042", metadata={"order": "1042"})
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (2400, "eur")
    assert session.url == f"{standin.base}/c/pay/{session.id}"
    assert session.payment_intent is None
    assert session.metadata.order == "1042"
    assert session.customer_details.email == "nora@example.com"


def test_a_session_reflects_what_was_asked(standin: StandIn) -> None:
    session = standin.session(
        automatic_tax={"enabled": True},
        adaptive_pricing={"enabled": False},
        submit_type="pay",
        locale="en-GB",
        custom_text={"submit": {"message": "We post on weekdays."}},
        payment_intent_data={"description": "Order 1042", "statement_descriptor_suffix": "ORDER 1042"},
    )
    assert session.automatic_tax.enabled is True
    assert session.adaptive_pricing.enabled is False
    assert (session.submit_type, session.locale) == ("pay", "en-GB")
    assert session.custom_text.submit.message == "We post on weekdays."


def test_a_session_lives_a_day_unless_told_otherwise(standin: StandIn) -> None:
    assert standin.session().expires_at - time.time() == pytest.approx(86400, abs=3)
    wanted = int(time.time()) + 23 * 3600 + 1800
    assert standin.session(expires_at=wanted).expires_at == wanted


def test_lines_come_ten_a_page_in_their_order(standin: StandIn) -> None:
    session = standin.session(line_items=[line(100 + place, 1, name=f"Item {place}") for place in range(23)])
    first = standin.client.v1.checkout.sessions.line_items.list(session.id)
    assert (len(first.data), first.has_more) == (10, True)
    names = [item.description for item in first.auto_paging_iter()]
    assert names == [f"Item {place}" for place in range(23)]


def test_lines_can_be_expanded(standin: StandIn) -> None:
    session = standin.session()
    shown = standin.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})
    assert shown.line_items is not None
    assert shown.line_items.data[0].quantity == 2


def test_an_open_session_can_be_expired_once(standin: StandIn) -> None:
    session = standin.session()
    assert standin.client.v1.checkout.sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match='status in \\["open"\\]'):
        standin.client.v1.checkout.sessions.expire(session.id)


def test_sessions_are_listed_newest_first_and_filtered(standin: StandIn) -> None:
    made = [standin.session().id for _ in range(5)]
    standin.client.v1.checkout.sessions.expire(made[1])
    sessions = standin.client.v1.checkout.sessions
    assert [one.id for one in sessions.list({"limit": 2}).auto_paging_iter()] == made[::-1]
    assert [one.id for one in sessions.list({"status": "expired"}).data] == [made[1]]
    older = sessions.list({"starting_after": made[3]})
    assert [one.id for one in older.data] == made[2::-1]
    newer = sessions.list({"ending_before": made[1], "limit": 2})
    assert ([one.id for one in newer.data], newer.has_more) == ([made[3], made[2]], True)


def test_metadata_of_a_session_can_be_changed(standin: StandIn) -> None:
    session = standin.session(metadata={"a": "1", "b": "2"})
    changed = standin.client.v1.checkout.sessions.update(session.id, {"metadata": {"a": "", "c": "3"}})
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"colour": "blue"}, "parameter_unknown", "colour"),
        ({"line_items": [{**line(), "colour": "blue"}]}, "parameter_unknown", "line_items[0][colour]"),
        ({"line_items": None}, "parameter_missing", "line_items"),
        ({"mode": None}, "parameter_missing", "mode"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"success_url": "/thanks"}, "url_invalid", "success_url"),
        ({"success_url": ""}, "parameter_invalid_empty", "success_url"),
        ({"cancel_url": "shop.test/basket"}, "url_invalid", "cancel_url"),
        ({"customer_email": "nora"}, "email_invalid", "customer_email"),
        ({"customer": "cus_nobody", "customer_email": None}, "resource_missing", "customer"),
        ({"submit_type": "buy"}, None, "submit_type"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"expires_at": int(time.time()) + 600}, None, "expires_at"),
        ({"expires_at": int(time.time()) + 90000}, None, "expires_at"),
        ({"line_items": [line(12)], "currency": "gbp"}, None, "currency"),
        ({"line_items": [line(), line(currency="gbp")]}, None, "line_items"),
        ({"line_items": [line(currency="xyz")]}, None, "line_items[0][price_data][currency]"),
        ({"line_items": [line(-1)]}, "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        ({"line_items": [line(quantity=0)]}, "parameter_invalid_integer", "line_items[0][quantity]"),
        ({"line_items": [line(49, 1)]}, "amount_too_small", None),
        ({"line_items": [line(29, 1, "gbp")]}, "amount_too_small", None),
        ({"line_items": [line(50_000_000, 2)]}, "amount_too_large", None),
        ({"metadata": {str(number): "x" for number in range(51)}}, None, "metadata"),
        ({"metadata": {"k" * 41: "x"}}, None, "metadata"),
        ({"metadata": {"k": "x" * 501}}, None, "metadata"),
        ({"automatic_tax": {"enabled": "perhaps"}}, None, "automatic_tax[enabled]"),
        (
            {"payment_intent_data": {"receipt_email": "n"}},
            "email_invalid",
            "payment_intent_data[receipt_email]",
        ),
        (
            {"payment_intent_data": {"statement_descriptor_suffix": "1042"}},
            None,
            "payment_intent_data[statement_descriptor_suffix]",
        ),
    ],
)
def test_what_stripe_refuses_is_refused(
    standin: StandIn, changes: dict[str, Any], code: str | None, param: str | None
) -> None:
    refused = refusal(standin, **changes)
    assert isinstance(refused, stripe.InvalidRequestError)
    assert (refused.http_status, refused.code, refused.param) == (400, code, param)


@pytest.mark.parametrize(
    "changes", [{"mode": "subscription"}, {"ui_mode": "embedded_page"}, {"discounts": [{"coupon": "x"}]}]
)
def test_what_only_stripe_plays_is_refused_with_501(standin: StandIn, changes: dict[str, Any]) -> None:
    refused = refusal(standin, **changes)
    assert refused.http_status == 501
    assert "does not" in str(refused)


def test_the_smallest_amount_is_taken(standin: StandIn) -> None:
    assert standin.session(line_items=[line(50, 1)]).amount_total == 50
    assert standin.session(line_items=[line(30, 1, "gbp")]).amount_total == 30


def test_a_missing_session_is_404(standin: StandIn) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        standin.client.v1.checkout.sessions.retrieve("cs_test_nobody")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


def test_two_answers_to_the_same_key_are_one_session(standin: StandIn) -> None:
    params = session_params()
    made = [
        standin.client.v1.checkout.sessions.create(params, {"idempotency_key": "attempt-1"}) for _ in range(2)
    ]
    assert made[0].id == made[1].id
    replayed = [one.last_response and one.last_response.headers.get("Idempotent-Replayed") for one in made]
    assert replayed == [None, "true"]
