"""PaymentIntents: made at the first attempt to pay, read through the API."""

from typing import Any

from app.standin import events
from app.standin.call import Call
from app.standin.description import DESCRIPTION
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger, json_field


def get_intent(call: Call) -> Json:
    """GET /v1/payment_intents/{intent}"""
    return call.ledger.get("payment_intent", call.names["intent"], "payment_intent", "intent")


def list_intents(call: Call) -> Json:
    """GET /v1/payment_intents: by customer and created."""
    clauses: list[tuple[str, Any]] = [
        (f"{json_field(name)} = ?", call.params[name])
        for name in ("customer", "customer_account")
        if name in call.params
    ]
    return call.ledger.page("payment_intent", "payment_intent", call.params, "/v1/payment_intents", clauses)


def open_intent(ledger: Ledger, session: Json, private: Json) -> Json:
    """The intent of a session's attempt: the one of an earlier failed attempt, or a new one."""
    known = ledger.find("payment_intent", private["intent"]) if private["intent"] else None
    if known is not None:
        return known
    data = private["intent_data"]
    identifier = new_id("pi")
    intent = DESCRIPTION.complete(
        "payment_intent",
        {
            "id": identifier,
            "object": "payment_intent",
            "amount": session["amount_total"],
            "amount_capturable": 0,
            "amount_details": {"tip": {}},
            "amount_received": 0,
            "capture_method": "automatic_async",
            "client_secret": f"{identifier}_secret_{new_id('', 25)[1:]}",
            "confirmation_method": "automatic",
            "created": ledger.now,
            "currency": session["currency"],
            "customer": session["customer"],
            "description": data.get("description"),
            "livemode": False,
            "metadata": data.get("metadata", {}),
            "payment_method_options": {},
            "payment_method_types": session["payment_method_types"],
            "receipt_email": data.get("receipt_email"),
            "shipping": data.get("shipping"),
            "statement_descriptor": data.get("statement_descriptor"),
            "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
            "status": "requires_payment_method",
        },
    )
    ledger.insert(intent, state=intent["status"], private={"session": session["id"]})
    private["intent"] = identifier
    events.record(ledger, "payment_intent.created", intent)
    return intent


def fail_intent(ledger: Ledger, intent: Json, error: Json, charge: str | None) -> Json:
    """An attempt that did not pay; the shopper may try again."""
    intent.update(
        status="requires_payment_method",
        last_payment_error=error,
        payment_method=None,
        next_action=None,
        processing=None,
        latest_charge=charge or intent["latest_charge"],
    )
    ledger.update(intent, state=intent["status"])
    events.record(ledger, "payment_intent.payment_failed", intent)
    return intent
