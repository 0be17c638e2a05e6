"""Events: written in the transaction of what they tell, with one delivery row for each copy to send."""

import time

from app.standin.call import Call
from app.standin.description import DESCRIPTION
from app.standin.errors import refused
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger


def record(ledger: Ledger, kind: str, obj: Json, previous: Json | None = None) -> Json:
    """Write an event with a snapshot of the object and plan its deliveries."""
    data: Json = {"object": obj}
    if previous is not None:
        data["previous_attributes"] = previous
    wanted = [endpoint for endpoint in _endpoints(ledger) if _wants(endpoint, kind)]
    event: Json = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": DESCRIPTION.version,
        "created": ledger.now,
        "data": data,
        "livemode": False,
        "pending_webhooks": len(wanted),
        "request": {"id": ledger.origin.request, "idempotency_key": ledger.origin.idempotency_key},
        "type": kind,
    }
    ledger.insert(event, state=kind)
    for endpoint in wanted:
        for delay in ledger.policy.plan():
            plan_delivery(ledger, event["id"], endpoint["id"], delay)
    return event


def plan_delivery(ledger: Ledger, event: str, endpoint: str, delay: float | None) -> None:
    """Add a delivery; one without a delay is lost on purpose and only recorded."""
    state = "pending" if delay is not None else "lost"
    added = ledger.connection.execute(
        "INSERT INTO deliveries (event, endpoint, state, next_at) VALUES (?, ?, ?, ?)",
        (event, endpoint, state, time.time() + (delay or 0.0)),
    )
    if delay is not None and added.lastrowid is not None:
        ledger.deliveries.append(added.lastrowid)


def resend(ledger: Ledger, event: Json) -> int:
    """Plan one more delivery to every endpoint that wants the event; returns how many."""
    wanted = [endpoint for endpoint in _endpoints(ledger) if _wants(endpoint, event["type"])]
    for endpoint in wanted:
        plan_delivery(ledger, event["id"], endpoint["id"], 0.0)
    return len(wanted)


def get_event(call: Call) -> Json:
    """GET /v1/events/{id}"""
    event = call.ledger.get("event", call.names["id"], "event")
    return _with_pending(call.ledger, event)


def list_events(call: Call) -> Json:
    """GET /v1/events: newest first, by type, types and created."""
    params = call.params
    if "type" in params and "types" in params:
        raise refused("You may not specify both type and types.", "type")
    clauses: list[tuple[str, object]] = []
    if "type" in params:
        clauses.append(("state GLOB ?", params["type"]))
    if "types" in params:
        if len(params["types"]) > 20:
            raise refused("You may specify at most 20 types.", "types")
        clauses.append(("instr(?, ',' || state || ',') > 0", "," + ",".join(params["types"]) + ","))
    if "delivery_success" in params:
        unsent = "(SELECT count(*) FROM deliveries d WHERE d.event = objects.id AND d.state <> 'delivered')"
        clauses.append((f"({unsent} = 0) = ?", int(params["delivery_success"])))
    page = call.ledger.page("event", "event", params, "/v1/events", clauses)
    page["data"] = [_with_pending(call.ledger, event) for event in page["data"]]
    return page


def _with_pending(ledger: Ledger, event: Json) -> Json:
    counted = ledger.connection.execute(
        "SELECT count(DISTINCT endpoint) AS open FROM deliveries WHERE event = ? AND state <> 'delivered'",
        (event["id"],),
    ).fetchone()
    return {**event, "pending_webhooks": counted["open"]}


def _endpoints(ledger: Ledger) -> list[Json]:
    return [
        one
        for one in ledger.where("webhook_endpoint", "object", "webhook_endpoint")
        if one["status"] == "enabled"
    ]


def _wants(endpoint: Json, kind: str) -> bool:
    return "*" in endpoint["enabled_events"] or kind in endpoint["enabled_events"]
