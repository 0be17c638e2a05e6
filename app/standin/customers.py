"""Customers, as much as a store without accounts at Stripe needs."""

from typing import Any

from app.standin import events
from app.standin.addresses import check_mail_address
from app.standin.call import Call
from app.standin.description import DESCRIPTION
from app.standin.errors import not_served
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger, json_field
from app.standin.metadata import merge_metadata

_KEPT = ("address", "description", "email", "name", "phone", "preferred_locales", "shipping")


def blank_customer(now: int) -> Json:
    """A customer of whom nothing is known."""
    customer = DESCRIPTION.complete(
        "customer", {"object": "customer", "created": now, "livemode": False, "metadata": {}, "balance": 0}
    )
    shown_on_request = ("sources", "subscriptions", "tax_ids")
    return {name: value for name, value in customer.items() if name not in shown_on_request}


def new_customer(ledger: Ledger, email: str | None) -> str:
    """The customer that `customer_creation=always` asks for; returns its id."""
    customer = {**blank_customer(ledger.now), "id": new_id("cus", 14), "email": email}
    ledger.insert(customer)
    events.record(ledger, "customer.created", customer)
    return str(customer["id"])


def create_customer(call: Call) -> Json:
    """POST /v1/customers"""
    customer = {**blank_customer(call.ledger.now), "id": new_id("cus", 14)}
    _apply(customer, call.params)
    call.ledger.insert(customer)
    events.record(call.ledger, "customer.created", customer)
    return customer


def get_customer(call: Call) -> Json:
    """GET /v1/customers/{customer}"""
    return call.ledger.get("customer", call.names["customer"], "customer")


def list_customers(call: Call) -> Json:
    """GET /v1/customers: by email and created."""
    clauses: list[tuple[str, Any]] = []
    if "email" in call.params:
        clauses.append((f"{json_field('email')} = ?", call.params["email"]))
    return call.ledger.page("customer", "customer", call.params, "/v1/customers", clauses)


def update_customer(call: Call) -> Json:
    """POST /v1/customers/{customer}"""
    customer = get_customer(call)
    _apply(customer, call.params)
    call.ledger.update(customer)
    events.record(call.ledger, "customer.updated", customer)
    return customer


def delete_customer(call: Call) -> Json:
    """DELETE /v1/customers/{customer}"""
    customer = get_customer(call)
    call.ledger.remove(customer["id"])
    events.record(call.ledger, "customer.deleted", customer)
    return {"id": customer["id"], "object": "customer", "deleted": True}


def _apply(customer: Json, params: Json) -> None:
    others = sorted(set(params) - set(_KEPT) - {"metadata", "expand"})
    if others:
        raise not_served(f"{others[0]} of customers")
    if params.get("email"):
        check_mail_address(params["email"], "email")
    for name in _KEPT:
        if name in params:
            customer[name] = params[name] or None
    customer["metadata"] = merge_metadata(customer["metadata"], params.get("metadata", {}))
