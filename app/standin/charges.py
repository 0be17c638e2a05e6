"""Charges: made by paying, changed by refunds and disputes, read through the API."""

from typing import Any

from app.standin import events
from app.standin.balances import enter
from app.standin.call import Call
from app.standin.cards import Card
from app.standin.description import DESCRIPTION
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger, json_field
from app.standin.methods import billing_details, charge_details

_PREFIX = "STAND-IN"


def get_charge(call: Call) -> Json:
    """GET /v1/charges/{charge}"""
    return call.ledger.get("charge", call.names["charge"], "charge")


def list_charges(call: Call) -> Json:
    """GET /v1/charges: by payment intent, customer, created."""
    clauses: list[tuple[str, Any]] = [
        (f"{json_field(name)} = ?", call.params[name])
        for name in ("payment_intent", "customer", "transfer_group")
        if name in call.params
    ]
    return call.ledger.page("charge", "charge", call.params, "/v1/charges", clauses)


def add_charge(ledger: Ledger, intent: Json, means: Card | str, method: Json, *, status: str) -> Json:
    """Write the charge of one attempt: succeeded, pending (a bank debit) or failed."""
    challenged = isinstance(means, Card) and means.behaviour == "challenge"
    suffix = intent["statement_descriptor_suffix"]
    charge = DESCRIPTION.complete(
        "charge",
        {
            "id": new_id("ch" if isinstance(means, Card) else "py"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": 0 if status == "failed" else intent["amount"],
            "amount_refunded": 0,
            "billing_details": billing_details(method["billing_details"]["email"]),
            "calculated_statement_descriptor": f"{_PREFIX}* {suffix}"[:22] if suffix else _PREFIX,
            "captured": status != "failed",
            "created": ledger.now,
            "currency": intent["currency"],
            "customer": intent["customer"],
            "description": intent["description"],
            "disputed": False,
            "fraud_details": {},
            "livemode": False,
            "metadata": intent["metadata"],
            "outcome": _outcome(means, status),
            "paid": status == "succeeded",
            "payment_intent": intent["id"],
            "payment_method": method["id"],
            "payment_method_details": charge_details(
                means, ledger.now, intent["amount"], challenged=challenged
            ),
            "receipt_email": intent["receipt_email"],
            "refunded": False,
            "shipping": intent["shipping"],
            "statement_descriptor_suffix": suffix,
            "status": status,
        },
    )
    if status == "failed" and isinstance(means, Card):
        charge.update(failure_code=means.code, failure_message=means.message)
    if status == "succeeded":
        charge["balance_transaction"] = enter(
            ledger, "charge", charge["amount"], charge["currency"], charge["id"]
        )
    ledger.insert(charge, state=status)
    events.record(ledger, f"charge.{status}", charge)
    return charge


def settle_charge(ledger: Ledger, charge: Json, *, succeeded: bool) -> Json:
    """What becomes of a pending charge."""
    if succeeded:
        entry = enter(ledger, "payment", charge["amount"], charge["currency"], charge["id"])
        charge.update(status="succeeded", paid=True, balance_transaction=entry)
    else:
        charge.update(
            status="failed",
            paid=False,
            failure_code="payment_method_bank_account_refused",
            failure_message="The customer's bank refused the debit.",
        )
    ledger.update(charge, state=charge["status"])
    events.record(ledger, f"charge.{charge['status']}", charge)
    return charge


def keep_charge(ledger: Ledger, charge: Json) -> None:
    """Write a charge back."""
    ledger.update(charge, state=charge["status"])


def _outcome(means: Card | str, status: str) -> Json:
    failed = status == "failed" and isinstance(means, Card)
    return DESCRIPTION.complete(
        "charge_outcome",
        {
            "network_status": "declined_by_network" if failed else "approved_by_network",
            "reason": means.decline_code if failed and isinstance(means, Card) else None,
            "risk_level": "normal",
            "risk_score": 20,
            "seller_message": "The bank returned the decline code." if failed else "Payment complete.",
            "type": "issuer_declined" if failed else "authorized",
        },
    )
