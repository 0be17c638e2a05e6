"""Disputes: opened by a card or by control, answered with evidence or accepted."""

from typing import Any

from app.standin import events
from app.standin.balances import enter
from app.standin.call import Call
from app.standin.description import DESCRIPTION
from app.standin.errors import refused
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger, json_field
from app.standin.metadata import merge_metadata

_FEE = 2000
_WEEK = 7 * 86400
_NEEDS_RESPONSE = {"needs_response", "warning_needs_response"}


def open_dispute(ledger: Ledger, charge: Json, reason: str) -> Json:
    """The bank takes the money back until the case is decided."""
    if charge["disputed"]:
        raise refused(f"Charge {charge['id']} is disputed already.")
    amount = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded" or amount < 1:
        raise refused(f"Charge {charge['id']} holds no money to dispute.")
    identifier = new_id("du")
    entry = enter(ledger, "adjustment", -amount, charge["currency"], identifier, fee=_FEE)
    dispute = DESCRIPTION.complete("dispute", _dispute(ledger, charge, amount, reason))
    dispute.update(
        id=identifier, balance_transactions=[ledger.get("balance_transaction", entry, "balance transaction")]
    )
    ledger.insert(dispute, state=dispute["status"])
    charge["disputed"] = True
    ledger.update(charge, state=charge["status"])
    events.record(ledger, "charge.dispute.created", dispute)
    events.record(ledger, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def get_dispute(call: Call) -> Json:
    """GET /v1/disputes/{dispute}"""
    return call.ledger.get("dispute", call.names["dispute"], "dispute")


def list_disputes(call: Call) -> Json:
    """GET /v1/disputes: by charge, payment intent, created."""
    clauses: list[tuple[str, Any]] = [
        (f"{json_field(name)} = ?", call.params[name])
        for name in ("charge", "payment_intent")
        if name in call.params
    ]
    return call.ledger.page("dispute", "dispute", call.params, "/v1/disputes", clauses)


def update_dispute(call: Call) -> Json:
    """POST /v1/disputes/{dispute}: evidence (with Stripe's two test texts) and metadata."""
    ledger, params = call.ledger, call.params
    dispute = get_dispute(call)
    if "metadata" in params:
        dispute["metadata"] = merge_metadata(dispute["metadata"], params["metadata"])
    evidence = {name: value for name, value in params.get("evidence", {}).items() if isinstance(value, str)}
    if evidence:
        _refuse_closed(dispute)
        dispute["evidence"].update({name: value or None for name, value in evidence.items()})
        dispute["evidence_details"]["has_evidence"] = True
    if evidence and params.get("submit", True):
        dispute["status"] = "under_review"
        dispute["evidence_details"]["submission_count"] += 1
    ledger.update(dispute, state=dispute["status"])
    events.record(ledger, "charge.dispute.updated", dispute)
    verdict = {"winning_evidence": "won", "losing_evidence": "lost"}.get(
        evidence.get("uncategorized_text", "")
    )
    if dispute["status"] == "under_review" and verdict:
        decide(ledger, dispute, verdict)
    return dispute


def close_dispute(call: Call) -> Json:
    """POST /v1/disputes/{dispute}/close: the shop accepts, the money is lost."""
    dispute = get_dispute(call)
    _refuse_closed(dispute)
    return decide(call.ledger, dispute, "lost")


def decide(ledger: Ledger, dispute: Json, verdict: str) -> Json:
    """The case ends: won brings the money back."""
    dispute["status"] = verdict
    if verdict == "won":
        entry = enter(ledger, "adjustment", dispute["amount"], dispute["currency"], dispute["id"], fee=0)
        dispute["balance_transactions"].append(
            ledger.get("balance_transaction", entry, "balance transaction")
        )
    ledger.update(dispute, state=verdict)
    events.record(ledger, "charge.dispute.closed", dispute)
    if verdict == "won":
        events.record(ledger, "charge.dispute.funds_reinstated", dispute)
    return dispute


def _refuse_closed(dispute: Json) -> None:
    if dispute["status"] not in _NEEDS_RESPONSE:
        raise refused(
            f"This dispute has the status {dispute['status']} and takes no answer.", remembered=True
        )


def _dispute(ledger: Ledger, charge: Json, amount: int, reason: str) -> Json:
    card = charge["payment_method_details"].get("card")
    dispute: Json = {
        "object": "dispute",
        "amount": amount,
        "charge": charge["id"],
        "created": ledger.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": DESCRIPTION.complete("dispute_evidence", {"enhanced_evidence": {}}),
        "evidence_details": DESCRIPTION.complete(
            "dispute_evidence_details",
            {
                "due_by": ledger.now + _WEEK,
                "enhanced_eligibility": {},
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
        ),
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }
    if card:
        case = {"brand": card["brand"], "case_type": "chargeback", "network": card["brand"]}
        dispute["payment_method_details"] = {"type": "card", "card": {**case, "network_reason_code": "10.4"}}
    return dispute
