"""Tax calculations: what lies in, or comes on top of, some sums for somebody somewhere."""

import re
from collections.abc import Sequence
from typing import Any

from app.standin.call import Call
from app.standin.description import DESCRIPTION
from app.standin.errors import not_served, refused
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger
from app.standin.lines import page_of_lines
from app.standin.tax_rates import SHIPPING_CODE, USUAL_CODE, Rate, check_location, find_rate

_CODE = re.compile(r"txcd_[0-9]{8}")
_LASTS = 90 * 86400
_MOST = 99_999_999
_NOUN = "tax calculation"


def create_calculation(call: Call) -> Json:
    """POST /v1/tax/calculations"""
    params, now = call.params, call.ledger.now
    for name in ("customer", "ship_from_details"):
        if name in params:
            raise not_served(f"{name} of tax calculations (send customer_details)")
    details = _details(params.get("customer_details"))
    if not params["line_items"]:
        raise refused("line_items must not be empty.", "line_items", "parameter_missing")
    items = [
        _item(one, f"line_items[{place}]", place, details) for place, one in enumerate(params["line_items"])
    ]
    if len({one["reference"] for one, _ in items}) < len(items):
        raise refused("Each reference of line_items must be unique.", "line_items")
    shipping = _shipping(params.get("shipping_cost"), details)
    identifier = new_id("taxcalc")
    calculation = DESCRIPTION.complete(
        "tax.calculation",
        {
            "id": identifier,
            "object": "tax.calculation",
            "created": now,
            "currency": params["currency"],
            "customer_details": details,
            "expires_at": now + _LASTS,
            "livemode": False,
            "shipping_cost": shipping,
            "tax_date": params.get("tax_date", now),
            **_sums([*(item for item, _ in items), *([shipping] if shipping else [])], details),
        },
    )
    for item, breakdown in items:
        call.ledger.insert({**item, "created": now}, private={"breakdown": breakdown})
    call.ledger.insert(calculation, private={"items": [item["id"] for item, _ in items]})
    return bare(calculation)


def get_calculation(call: Call) -> Json:
    """GET /v1/tax/calculations/{calculation}"""
    return bare(call.ledger.get("tax.calculation", call.names["calculation"], _NOUN))


def list_calculated(call: Call) -> Json:
    """GET /v1/tax/calculations/{calculation}/line_items"""
    calculation = get_calculation(call)
    return page_of(call.ledger, calculation, call.params)


def page_of(ledger: Ledger, owner: Json, params: Json) -> Json:
    """One page of the items of a calculation or a transaction, in the order given."""
    kind = f"{owner['object']}_line_item"
    items = [
        bare(ledger.get(kind, one, "line item"))
        for one in ledger.private(owner["object"], owner["id"])["items"]
    ]
    plural = owner["object"].rpartition(".")[2] + "s"
    return {**page_of_lines(owner["id"], items, params), "url": f"/v1/tax/{plural}/{owner['id']}/line_items"}


def bare(stored: Json) -> Json:
    """An object as it is shown: some have no moment of their own at Stripe, and all have one here."""
    has_moment = stored["object"] == "tax.transaction"
    return {name: value for name, value in stored.items() if name != "created" or has_moment}


def _details(given: Json | None) -> Json:
    if not given or "address" not in given:
        raise refused(
            "Send customer_details with an address.", "customer_details[address]", "parameter_missing"
        )
    if "ip_address" in given or given.get("tax_ids"):
        raise not_served("ip_address and tax_ids of tax calculations")
    address = {name: given["address"].get(name) or None for name in _ADDRESS}
    check_location(address)
    return DESCRIPTION.complete(
        "tax_product_resource_customer_details",
        {
            "address": address,
            "address_source": given.get("address_source", "billing"),
            "tax_ids": [],
            "taxability_override": given.get("taxability_override", "none"),
        },
    )


_ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def _item(given: Json, name: str, place: int, details: Json) -> tuple[Json, list[Json]]:
    for field in ("product", "performance_location"):
        if field in given:
            raise not_served(f"{name}[{field}]")
    taxed = _taxed(given, name, details, USUAL_CODE)
    breakdown = taxed.pop("tax_breakdown")
    quantity = given.get("quantity", 1)
    if quantity < 1:
        raise refused("Invalid positive integer", f"{name}[quantity]", "parameter_invalid_integer")
    item = {
        "id": new_id("tax_li"),
        "object": "tax.calculation_line_item",
        "livemode": False,
        "metadata": given.get("metadata"),
        "performance_location": None,
        "product": None,
        "quantity": quantity,
        "reference": given.get("reference") or f"L{place + 1}",
        **taxed,
    }
    return item, breakdown


def _shipping(given: Json | None, details: Json) -> Json | None:
    if given is None:
        return None
    if "shipping_rate" in given:
        raise not_served("shipping_cost[shipping_rate] (send amount)")
    return _taxed(given, "shipping_cost", details, SHIPPING_CODE)


def _taxed(given: Json, name: str, details: Json, usual: str) -> Json:
    amount, code = given.get("amount", 0), given.get("tax_code", usual)
    if not 0 <= amount <= _MOST:
        raise refused("Invalid non-negative integer", f"{name}[amount]", "parameter_invalid_integer")
    if not _CODE.fullmatch(code):
        raise refused(f"No such tax code: '{code[:60]}'", f"{name}[tax_code]", "resource_missing")
    behavior, rate = given.get("tax_behavior", "exclusive"), find_rate(code, details)
    tax = rate.of(amount, inclusive=behavior == "inclusive")
    return {
        "amount": amount,
        "amount_tax": tax,
        "tax_behavior": behavior,
        "tax_breakdown": [_part(rate, amount, tax, behavior)],
        "tax_code": code,
    }


def _part(rate: Rate, amount: int, tax: int, behavior: str) -> Json:
    bears = rate.reason != "not_collecting"
    return {
        "amount": tax,
        "jurisdiction": {
            "country": rate.country, "display_name": rate.country, "level": "country", "state": None,
        },
        "sourcing": "destination",
        "tax_rate_details": (
            {"display_name": "VAT", "percentage_decimal": rate.percent, "tax_type": "vat"} if bears else None
        ),
        "taxability_reason": rate.reason,
        "taxable_amount": (amount - tax if behavior == "inclusive" else amount) if bears else 0,
    }  # fmt: skip


def _sums(taxed: Sequence[Json], details: Json) -> Json:
    inside = sum(one["amount_tax"] for one in taxed if one["tax_behavior"] == "inclusive")
    on_top = sum(one["amount_tax"] for one in taxed if one["tax_behavior"] == "exclusive")
    return {
        "amount_total": sum(one["amount"] for one in taxed) + on_top,
        "tax_amount_exclusive": on_top,
        "tax_amount_inclusive": inside,
        "tax_breakdown": _by_rate(taxed, details),
    }


def _by_rate(taxed: Sequence[Json], details: Json) -> list[Json]:
    found: dict[tuple[Any, ...], Json] = {}
    for one in taxed:
        rate, inclusive = find_rate(one["tax_code"], details), one["tax_behavior"] == "inclusive"
        part = _part(rate, one["amount"], one["amount_tax"], one["tax_behavior"])
        whole = found.setdefault(
            (rate, inclusive),
            {
                "amount": 0,
                "inclusive": inclusive,
                "tax_rate_details": {
                    "country": rate.country, "flat_amount": None, "percentage_decimal": rate.percent,
                    "rate_type": "percentage", "state": None, "tax_type": "vat",
                },
                "taxability_reason": rate.reason,
                "taxable_amount": 0,
            },
        )  # fmt: skip
        whole["amount"] += part["amount"]
        whole["taxable_amount"] += part["taxable_amount"]
    return list(found.values())
