"""Stripe Tax behind the gateway: our questions in, plain values or our own errors out."""

from typing import Any
from uuid import uuid4

from app.payments.errors import Unclear
from app.payments.gateway import Gateway, our_errors
from app.payments.tax_rules import points_of
from app.pricing.told import ToldTax, ToldTaxes


def calculate(gateway: Gateway, asked: dict[str, Any], *, lines: int) -> ToldTaxes:
    """Ask how much tax lies in some sums; raises Unclear for an answer that is not about just these.

    It changes nothing at Stripe, so each question has a key of its own.
    """
    with our_errors():
        taxes = gateway.open_client().v1.tax
        told = taxes.calculations.create(asked, {"idempotency_key": f"tax-{uuid4()}"})
        items = list(told.line_items.data)
        if told.line_items.has_more:
            wanted = {"limit": 100, "expand": ["data.tax_breakdown"]}
            items = list(taxes.calculations.line_items.list(told.id, wanted).auto_paging_iter())
    by_reference = {one.reference: one for one in items}
    sent = {one["reference"]: one["amount"] for one in asked["line_items"]}
    cost = asked.get("shipping_cost", {}).get("amount", 0)
    is_about_it = {name: one.amount for name, one in by_reference.items()} == sent
    if not is_about_it or told.tax_amount_exclusive or told.amount_total != sum(sent.values()) + cost:
        raise Unclear("the tax that was told is about other sums")
    found = [by_reference.get(str(position)) for position in range(1, lines + 1)]
    return ToldTaxes(
        calculation=told.id, lines=tuple(_told(one) for one in found), delivery=_told(told.shipping_cost)
    )


def record_sale(gateway: Gateway, calculation: str, *, reference: str, key: str) -> str:
    """Make a calculation a sale; return the id of the transaction. A reference is taken once."""
    params: Any = {"calculation": calculation, "reference": reference}
    with our_errors():
        transactions = gateway.open_client().v1.tax.transactions
        return str(transactions.create_from_calculation(params, {"idempotency_key": key}).id)


def record_reversal(gateway: Gateway, original: str, amount: int, *, reference: str, key: str) -> str:
    """Take an amount, tax included, back of a sale; return the id of the transaction."""
    params: Any = {
        "mode": "partial",
        "original_transaction": original,
        "flat_amount": -amount,
        "reference": reference,
    }
    with our_errors():
        transactions = gateway.open_client().v1.tax.transactions
        return str(transactions.create_reversal(params, {"idempotency_key": key}).id)


def _told(part: Any) -> ToldTax:
    if part is None:
        return ToldTax()
    details = [one.tax_rate_details for one in getattr(part, "tax_breakdown", None) or []]
    return ToldTax(
        tax=part.amount_tax, points=points_of([one.percentage_decimal for one in details if one is not None])
    )
