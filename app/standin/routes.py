"""Which handler serves which operation of Stripe's description."""

from dataclasses import dataclass

from app.standin import (
    balances,
    charges,
    customers,
    disputes,
    endpoints,
    events,
    intents,
    methods,
    opening,
    refunds,
    sessions,
    tax_transactions,
    taxes,
)
from app.standin.call import Handler
from app.standin.description import DESCRIPTION, Operation

_SESSION = "/v1/checkout/sessions/{session}"
_HOOK = "/v1/webhook_endpoints/{webhook_endpoint}"
_HANDLERS: dict[tuple[str, str], Handler] = {
    ("GET", "/v1/balance"): balances.get_balance,
    ("GET", "/v1/balance_transactions"): balances.list_entries,
    ("GET", "/v1/balance_transactions/{id}"): balances.get_entry,
    ("GET", "/v1/charges"): charges.list_charges,
    ("GET", "/v1/charges/{charge}"): charges.get_charge,
    ("POST", "/v1/checkout/sessions"): opening.create_session,
    ("GET", "/v1/checkout/sessions"): sessions.list_sessions,
    ("GET", _SESSION): sessions.get_session,
    ("POST", _SESSION): sessions.update_session,
    ("POST", f"{_SESSION}/expire"): sessions.expire_session,
    ("GET", f"{_SESSION}/line_items"): sessions.list_lines,
    ("POST", "/v1/customers"): customers.create_customer,
    ("GET", "/v1/customers"): customers.list_customers,
    ("GET", "/v1/customers/{customer}"): customers.get_customer,
    ("POST", "/v1/customers/{customer}"): customers.update_customer,
    ("DELETE", "/v1/customers/{customer}"): customers.delete_customer,
    ("GET", "/v1/disputes"): disputes.list_disputes,
    ("GET", "/v1/disputes/{dispute}"): disputes.get_dispute,
    ("POST", "/v1/disputes/{dispute}"): disputes.update_dispute,
    ("POST", "/v1/disputes/{dispute}/close"): disputes.close_dispute,
    ("GET", "/v1/events"): events.list_events,
    ("GET", "/v1/events/{id}"): events.get_event,
    ("GET", "/v1/payment_intents"): intents.list_intents,
    ("GET", "/v1/payment_intents/{intent}"): intents.get_intent,
    ("GET", "/v1/payment_methods/{payment_method}"): methods.get_method,
    ("POST", "/v1/refunds"): refunds.create_refund,
    ("GET", "/v1/refunds"): refunds.list_refunds,
    ("GET", "/v1/refunds/{refund}"): refunds.get_refund,
    ("POST", "/v1/refunds/{refund}"): refunds.update_refund,
    ("POST", "/v1/tax/calculations"): taxes.create_calculation,
    ("GET", "/v1/tax/calculations/{calculation}"): taxes.get_calculation,
    ("GET", "/v1/tax/calculations/{calculation}/line_items"): taxes.list_calculated,
    ("POST", "/v1/tax/transactions/create_from_calculation"): tax_transactions.create_from_calculation,
    ("POST", "/v1/tax/transactions/create_reversal"): tax_transactions.create_reversal,
    ("GET", "/v1/tax/transactions/{transaction}"): tax_transactions.get_transaction,
    ("GET", "/v1/tax/transactions/{transaction}/line_items"): tax_transactions.list_recorded,
    ("POST", "/v1/webhook_endpoints"): endpoints.create_endpoint,
    ("GET", "/v1/webhook_endpoints"): endpoints.list_endpoints,
    ("GET", _HOOK): endpoints.get_endpoint,
    ("POST", _HOOK): endpoints.update_endpoint,
    ("DELETE", _HOOK): endpoints.delete_endpoint,
}


@dataclass(frozen=True)
class Route:
    """An operation, what serves it, and the names read from the path."""

    operation: Operation
    handler: Handler
    names: dict[str, str]


def find_route(method: str, path: str) -> Route:
    """Return the route; raises Stripe's 404, or 501 for what only Stripe serves."""
    parts = path.split("/")
    for template, key in _BY_SHAPE.get((method, len(parts)), ()):
        names = _read(template, parts)
        if names is not None and not DESCRIPTION.is_elsewhere(method, path):
            return Route(DESCRIPTION.operations[key], _HANDLERS[key], names)
    raise DESCRIPTION.refusal_for(method, path)


def _read(template: list[str], parts: list[str]) -> dict[str, str] | None:
    names = {}
    for wanted, given in zip(template, parts, strict=True):
        if wanted.startswith("{") and given:
            names[wanted[1:-1]] = given
        elif wanted != given:
            return None
    return names


def _shapes() -> dict[tuple[str, int], list[tuple[list[str], tuple[str, str]]]]:
    shapes: dict[tuple[str, int], list[tuple[list[str], tuple[str, str]]]] = {}
    for key in _HANDLERS:
        template = key[1].split("/")
        shapes.setdefault((key[0], len(template)), []).append((template, key))
    return shapes


_BY_SHAPE = _shapes()
