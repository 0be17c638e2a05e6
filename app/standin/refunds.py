"""Refunds: whole or in part, never more than was paid; some fail later."""

from typing import Any

from app.standin import events
from app.standin.balances import enter
from app.standin.call import Call
from app.standin.charges import keep_charge
from app.standin.currencies import amount_text
from app.standin.description import DESCRIPTION
from app.standin.errors import StripeError, refused
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger, json_field
from app.standin.metadata import merge_metadata


def create_refund(call: Call) -> Json:
    """POST /v1/refunds"""
    ledger, params = call.ledger, call.params
    charge = _charge_to_refund(call)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    _refuse_too_much(charge, amount, left)
    intent = ledger.find("payment_intent", charge["payment_intent"])
    later = ledger.private("payment_intent", intent["id"]).get("later", "none") if intent else "none"
    refund = _refund(ledger, charge, amount, params, "pending" if later == "refund_pends" else "succeeded")
    ledger.insert(refund, state=refund["status"])
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    keep_charge(ledger, charge)
    events.record(ledger, "refund.created", refund)
    events.record(ledger, "charge.refunded", charge, {"amount_refunded": charge["amount_refunded"] - amount})
    if later in {"refund_fails", "refund_pends"}:
        task = "fail_refund" if later == "refund_fails" else "succeed_refund"
        ledger.schedule(task, refund["id"], ledger.policy.rules.refund_seconds)
    return refund


def get_refund(call: Call) -> Json:
    """GET /v1/refunds/{refund}"""
    return call.ledger.get("refund", call.names["refund"], "refund")


def list_refunds(call: Call) -> Json:
    """GET /v1/refunds: by charge, payment intent, created."""
    clauses: list[tuple[str, Any]] = [
        (f"{json_field(name)} = ?", call.params[name])
        for name in ("charge", "payment_intent")
        if name in call.params
    ]
    return call.ledger.page("refund", "refund", call.params, "/v1/refunds", clauses)


def update_refund(call: Call) -> Json:
    """POST /v1/refunds/{refund}: metadata only, as at Stripe."""
    refund = get_refund(call)
    refund["metadata"] = merge_metadata(refund["metadata"], call.params.get("metadata", {}))
    call.ledger.update(refund, state=refund["status"])
    events.record(call.ledger, "refund.updated", refund)
    return refund


def fail_refund(ledger: Ledger, refund_id: str, reason: str = "unknown") -> Json:
    """The bank sends the money back: the charge counts as unrefunded by that much."""
    refund = ledger.get("refund", refund_id, "refund")
    if refund["status"] not in {"succeeded", "pending"}:
        raise refused(f"This refund has the status {refund['status']} and cannot fail.")
    entry = enter(ledger, "refund_failure", refund["amount"], refund["currency"], refund["id"])
    refund.update(status="failed", failure_reason=reason, failure_balance_transaction=entry)
    refund.pop("pending_reason", None)
    ledger.update(refund, state="failed")
    charge = ledger.get("charge", refund["charge"], "charge")
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    keep_charge(ledger, charge)
    events.record(ledger, "refund.updated", refund)
    events.record(ledger, "refund.failed", refund)
    events.record(ledger, "charge.refund.updated", refund)
    return refund


def succeed_refund(ledger: Ledger, refund_id: str) -> Json:
    """A pending refund arrives."""
    refund = ledger.get("refund", refund_id, "refund")
    if refund["status"] != "pending":
        raise refused(f"This refund has the status {refund['status']} and waits for nothing.")
    refund["status"] = "succeeded"
    refund.pop("pending_reason", None)
    ledger.update(refund, state="succeeded")
    events.record(ledger, "refund.updated", refund)
    events.record(ledger, "charge.refund.updated", refund)
    return refund


def _charge_to_refund(call: Call) -> Json:
    ledger, params = call.ledger, call.params
    if ("charge" in params) == ("payment_intent" in params):
        raise refused(
            "Exactly one of these parameters should be provided: payment_intent, charge.", "payment_intent"
        )
    if "charge" in params:
        charge = ledger.get("charge", params["charge"], "charge", "charge")
    else:
        intent = ledger.get("payment_intent", params["payment_intent"], "payment_intent", "payment_intent")
        found = ledger.find("charge", intent["latest_charge"] or "")
        if found is None or found["status"] == "failed":
            raise refused(
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                code="payment_intent_unexpected_state",
                remembered=True,
            )
        charge = found
    if charge["status"] == "failed":
        raise refused(f"Charge {charge['id']} failed and cannot be refunded.", remembered=True)
    if charge["status"] == "pending":
        raise refused(
            f"Charge {charge['id']} is still pending; it can be refunded once it has settled.",
            remembered=True,
        )
    if "currency" in params and params["currency"] != charge["currency"]:
        raise refused("The currency differs from the charge's.", "currency", remembered=True)
    return charge


def _refuse_too_much(charge: Json, amount: int, left: int) -> None:
    if charge["disputed"]:
        raise _remember(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed", None
        )
    if left == 0:
        raise _remember(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded", None)
    if amount < 1:
        raise _remember("Invalid positive integer", "parameter_invalid_integer", "amount")
    if amount > left:
        currency = charge["currency"]
        raise _remember(
            f"Refund amount ({amount_text(amount, currency)} {currency}) is greater than unrefunded amount "
            f"on charge ({amount_text(left, currency)} {currency})",
            None,
            "amount",
        )


def _remember(message: str, code: str | None, param: str | None) -> StripeError:
    return refused(message, param, code, remembered=True)


def _refund(ledger: Ledger, charge: Json, amount: int, params: Json, status: str) -> Json:
    identifier = new_id("re" if charge["id"].startswith("ch_") else "pyr")
    refund = DESCRIPTION.complete(
        "refund",
        {
            "id": identifier,
            "object": "refund",
            "amount": amount,
            "balance_transaction": enter(ledger, "refund", -amount, charge["currency"], identifier),
            "charge": charge["id"],
            "created": ledger.now,
            "currency": charge["currency"],
            "destination_details": {
                "card": {
                    "reference_status": "pending",
                    "reference_type": "acquirer_reference_number",
                    "type": "refund",
                },
                "type": "card",
            },
            "metadata": params.get("metadata") or {},
            "payment_intent": charge["payment_intent"],
            "reason": params.get("reason"),
            "status": status,
        },
    )
    if status == "pending":
        refund["pending_reason"] = "processing"
    if not charge["id"].startswith("ch_"):
        refund["destination_details"] = {"type": charge["payment_method_details"]["type"]}
    return refund
