"""Checkout Sessions: asking for them, reading them, ending them."""

from typing import Any

from app.standin import events
from app.standin.call import Call
from app.standin.errors import refused
from app.standin.ledger import Json, Ledger, json_field
from app.standin.lines import page_of_lines
from app.standin.metadata import merge_metadata

_KIND = "checkout.session"
_NOUN = "checkout.session"


def get_session(call: Call) -> Json:
    """GET /v1/checkout/sessions/{session}"""
    return call.ledger.get(_KIND, call.names["session"], _NOUN, "session")


def list_sessions(call: Call) -> Json:
    """GET /v1/checkout/sessions: by status, payment intent, customer, created."""
    params = call.params
    clauses: list[tuple[str, Any]] = []
    if "status" in params:
        clauses.append(("state = ?", params["status"]))
    for name in ("payment_intent", "customer", "customer_account", "payment_link", "subscription"):
        if name in params:
            clauses.append((f"{json_field(name)} = ?", params[name]))
    if "customer_details" in params:
        clauses.append((f"{json_field('customer_details.email')} = ?", params["customer_details"]["email"]))
    return call.ledger.page(_KIND, _NOUN, params, "/v1/checkout/sessions", clauses)


def list_lines(call: Call) -> Json:
    """GET /v1/checkout/sessions/{session}/line_items: ten a page unless asked otherwise."""
    session = get_session(call)
    items = call.ledger.private(_KIND, session["id"])["items"]
    return page_of_lines(session["id"], items, call.params)


def update_session(call: Call) -> Json:
    """POST /v1/checkout/sessions/{session}: metadata only."""
    others = sorted(set(call.params) - {"metadata", "expand"})
    if others:
        raise refused(f"This local stand-in changes a session's metadata only, not {others[0]}.", others[0])
    session = get_session(call)
    session["metadata"] = merge_metadata(session["metadata"], call.params.get("metadata", {}))
    keep_session(call.ledger, session)
    return session


def expire_session(call: Call) -> Json:
    """POST /v1/checkout/sessions/{session}/expire: only an open one."""
    session = get_session(call)
    if session["status"] != "open":
        raise refused(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`.",
            remembered=True,
        )
    return end_session(call.ledger, session)


def end_session(ledger: Ledger, session: Json) -> Json:
    """Turn an open session into an expired one and cancel the intent of a failed attempt."""
    session.update(status="expired", url=None)
    keep_session(ledger, session)
    intent_id = ledger.private(_KIND, session["id"]).get("intent")
    intent = ledger.find("payment_intent", intent_id) if intent_id else None
    if intent is not None:
        intent.update(
            status="canceled", canceled_at=ledger.now, cancellation_reason="expired", next_action=None
        )
        ledger.update(intent, state="canceled")
        events.record(ledger, "payment_intent.canceled", intent)
    events.record(ledger, "checkout.session.expired", session)
    return session


def keep_session(ledger: Ledger, session: Json, private: Json | None = None) -> None:
    """Write a session back; only an open one keeps its deadline."""
    due = session["expires_at"] if session["status"] == "open" else None
    ledger.update(session, state=session["status"], due=due, private=private)
