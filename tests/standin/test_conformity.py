"""Every answer and every event has the shape that Stripe's description gives it."""

from typing import Any

import pytest
import requests

from tests.standin.conformity import answer_schema, faults_of, object_schema
from tests.standin.conftest import KEY, StandIn


def ask(standin: StandIn, method: str, path: str, template: str, **data: str) -> Any:
    headers = {"Authorization": f"Bearer {KEY}"}
    field = "params" if method == "GET" else "data"
    answer = requests.request(method, standin.base + path, headers=headers, timeout=10, **{field: data})  # type: ignore[arg-type]
    assert answer.ok, answer.text
    assert faults_of(answer.json(), answer_schema(method, template)) == []
    return answer.json()


SESSION = "/v1/checkout/sessions/{session}"


def test_sessions_in_each_state(standin: StandIn) -> None:
    rich = standin.session(
        automatic_tax={"enabled": True},
        customer_creation="always",
        branding_settings={"display_name": "Soft Hours", "button_color": "#5b3a78"},
        consent_collection={"terms_of_service": "required"},
        custom_text={"submit": {"message": "We post on weekdays."}},
        billing_address_collection="auto",
        metadata={"order": "1042"},
        payment_intent_data={"metadata": {"order": "1042"}, "receipt_email": "nora@example.com"},
    )
    ask(standin, "GET", f"/v1/checkout/sessions/{rich.id}", SESSION)
    standin.control("POST", f"/sessions/{rich.id}/pay")
    deep = {"expand[0]": "payment_intent.latest_charge.balance_transaction", "expand[1]": "line_items"}
    deep |= {"expand[2]": "customer", "expand[3]": "payment_intent.payment_method"}
    shown = ask(standin, "GET", f"/v1/checkout/sessions/{rich.id}", SESSION, **deep)
    assert shown["payment_intent"]["latest_charge"]["balance_transaction"]["net"] < 2400
    assert shown["customer"]["email"] == "nora@example.com"
    expired = standin.session()
    ask(standin, "POST", f"/v1/checkout/sessions/{expired.id}/expire", f"{SESSION}/expire")
    ask(standin, "GET", f"/v1/checkout/sessions/{expired.id}/line_items", f"{SESSION}/line_items")
    ask(standin, "POST", f"/v1/checkout/sessions/{expired.id}", SESSION, **{"metadata[a]": "1"})
    ask(standin, "GET", "/v1/checkout/sessions", "/v1/checkout/sessions")


def test_money_in_each_state(standin: StandIn) -> None:
    for how in ({"card": "4242424242424242"}, {"card": "4000000000000002"}, {"card": "4000002500003155"}):
        standin.paid(**how)
    standin.paid(method="bank_debit")
    failing = standin.paid(method="bank_debit_fails")["session"]
    standin.control("POST", f"/sessions/{failing['id']}/settle", succeeded=False)
    disputed = standin.paid(card="4000000000000259")["payment_intent"]
    refunded = standin.paid(card="4000000000007726")["payment_intent"]
    refund = ask(standin, "POST", "/v1/refunds", "/v1/refunds", payment_intent=refunded["id"], amount="100")
    ask(standin, "GET", f"/v1/refunds/{refund['id']}", "/v1/refunds/{refund}")
    ask(standin, "POST", f"/v1/refunds/{refund['id']}", "/v1/refunds/{refund}", **{"metadata[a]": "1"})
    standin.control("POST", f"/refunds/{refund['id']}/fail")
    for plural in ("charges", "payment_intents", "refunds", "disputes", "balance_transactions", "events"):
        listed = ask(standin, "GET", f"/v1/{plural}", f"/v1/{plural}", limit="100")
        assert listed["data"], plural
    charge = disputed["latest_charge"]
    ask(standin, "GET", f"/v1/charges/{charge}", "/v1/charges/{charge}", **{"expand[0]": "refunds"})
    ask(standin, "GET", f"/v1/payment_intents/{refunded['id']}", "/v1/payment_intents/{intent}")
    ask(standin, "GET", "/v1/balance", "/v1/balance")
    method = refunded["payment_method"]
    ask(standin, "GET", f"/v1/payment_methods/{method}", "/v1/payment_methods/{payment_method}")


def test_disputes(standin: StandIn) -> None:
    standin.paid(card="4000000000000259")
    dispute = standin.client.v1.disputes.list().data[0].id
    path = "/v1/disputes/{dispute}"
    ask(standin, "GET", f"/v1/disputes/{dispute}", path)
    ask(
        standin,
        "POST",
        f"/v1/disputes/{dispute}",
        path,
        **{"evidence[customer_name]": "Nora", "submit": "false"},
    )
    ask(standin, "POST", f"/v1/disputes/{dispute}/close", f"{path}/close")


def test_customers_and_endpoints(standin: StandIn) -> None:
    customer = ask(standin, "POST", "/v1/customers", "/v1/customers", email="nora@example.com")["id"]
    ask(standin, "GET", f"/v1/customers/{customer}", "/v1/customers/{customer}")
    ask(standin, "POST", f"/v1/customers/{customer}", "/v1/customers/{customer}", name="Nora")
    ask(standin, "GET", "/v1/customers", "/v1/customers")
    ask(standin, "DELETE", f"/v1/customers/{customer}", "/v1/customers/{customer}")
    hook = "/v1/webhook_endpoints"
    asked = {"url": "http://127.0.0.1:9/hook", "enabled_events[0]": "refund.failed"}
    endpoint = ask(standin, "POST", hook, hook, **asked)["id"]
    ask(standin, "GET", hook, hook)
    ask(standin, "GET", f"{hook}/{endpoint}", hook + "/{webhook_endpoint}")
    ask(standin, "POST", f"{hook}/{endpoint}", hook + "/{webhook_endpoint}", disabled="true")
    ask(standin, "DELETE", f"{hook}/{endpoint}", hook + "/{webhook_endpoint}")


def test_the_objects_inside_events(standin: StandIn) -> None:
    test_money_in_each_state(standin)
    events = standin.client.v1.events.list({"limit": 100}).data
    assert len({event.type for event in events}) > 12
    for event in events:
        snapshot = event.data.object.to_dict()
        assert faults_of(snapshot, object_schema(snapshot["object"]), event.type) == []
        assert event.api_version == "2026-10-28.endive"


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({}, "missing"),
        ({"available": [], "pending": [], "livemode": "no", "object": "balance"}, "not boolean"),
        ({"available": [], "pending": [], "livemode": False, "object": "money"}, "not one of"),
        (
            {"available": [], "pending": [], "livemode": False, "object": "balance", "x": 1},
            "not in the description",
        ),
    ],
)
def test_the_comparison_itself_finds_faults(value: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in faults_of(value, object_schema("balance")))
