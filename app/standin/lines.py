"""A session's lines: from price_data to the items that Stripe lists."""

from typing import Any

from app.standin.description import DESCRIPTION
from app.standin.errors import no_such, not_served, refused
from app.standin.ids import new_id
from app.standin.ledger import Json

_MOST_LINES = 100


def build_lines(given: list[Json] | None, now: int) -> tuple[list[Json], str, int]:
    """Return (items, currency, total in minor units); raises Stripe's refusals."""
    if not given:
        raise refused(
            "You must specify at least one line item: line_items is empty.", "line_items", "parameter_missing"
        )
    if len(given) > _MOST_LINES:
        raise refused(f"You may specify at most {_MOST_LINES} line items.", "line_items")
    items = [_line(line, f"line_items[{place}]", now) for place, line in enumerate(given)]
    currencies = sorted({item["currency"] for item in items})
    if len(currencies) > 1:
        raise refused(
            f"You may only specify one of these currencies in line_items: {', '.join(currencies)}. "
            "All line items must be in the same currency.",
            "line_items",
        )
    return items, currencies[0], sum(item["amount_total"] for item in items)


def page_of_lines(session_id: str, items: list[Json], params: Json) -> Json:
    """One page, in the order given."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise refused(
            f"limit must be between 1 and 100 (it is {limit}).", "limit", "parameter_invalid_integer"
        )
    start, end = 0, len(items)
    if "starting_after" in params:
        start = _place(items, params["starting_after"], "starting_after") + 1
    if "ending_before" in params:
        end = _place(items, params["ending_before"], "ending_before")
        start = max(start, end - limit)
    return {
        "object": "list",
        "url": f"/v1/checkout/sessions/{session_id}/line_items",
        "has_more": start > 0 if "ending_before" in params else start + limit < end,
        "data": items[start : min(end, start + limit)],
    }


def _place(items: list[Json], identifier: str, param: str) -> int:
    for place, item in enumerate(items):
        if item["id"] == identifier:
            return place
    raise no_such("line item", identifier[:100], param)


def _line(line: Json, name: str, now: int) -> Json:
    data = line.get("price_data")
    if data is None:
        if "price" in line:
            raise not_served(f"{name}[price] with a stored price (send price_data)")
        raise refused(f"{name} needs price or price_data.", name, "parameter_missing")
    if "price" in line:
        raise refused(
            f"You may only specify one of these parameters: {name}[price], {name}[price_data].", name
        )
    _refuse_unserved(line, data, name)
    quantity = _whole(line.get("quantity"), f"{name}[quantity]", least=1)
    amount = _unit_amount(data, f"{name}[price_data]")
    product = data.get("product_data")
    if product is None:
        raise refused(f"{name}[price_data] needs product_data.", f"{name}[price_data]", "parameter_missing")
    total = amount * quantity
    price = _price(data, product, amount, now)
    return DESCRIPTION.complete(
        "item",
        {
            "id": new_id("li"),
            "object": "item",
            "amount_discount": 0,
            "amount_subtotal": total,
            "amount_tax": 0,
            "amount_total": total,
            "currency": data["currency"],
            "description": product["name"],
            "metadata": line.get("metadata") or {},
            "price": price,
            "quantity": quantity,
        },
    )


def _refuse_unserved(line: Json, data: Json, name: str) -> None:
    if "recurring" in data:
        raise refused("Prices that recur need mode subscription.", f"{name}[price_data][recurring]")
    if "product" in data:
        raise not_served(f"{name}[price_data][product] with a stored product (send product_data)")
    if line.get("adjustable_quantity", {}).get("enabled"):
        raise not_served(f"{name}[adjustable_quantity]")
    if line.get("tax_rates"):
        raise not_served(f"{name}[tax_rates]")


def _unit_amount(data: Json, name: str) -> int:
    if "unit_amount_decimal" in data:
        raise not_served(f"{name}[unit_amount_decimal] (send unit_amount)")
    return _whole(data.get("unit_amount"), f"{name}[unit_amount]", least=0)


def _whole(value: Any, name: str, *, least: int) -> int:
    if value is None:
        raise refused(f"Missing required param: {name}.", name, "parameter_missing")
    if value < least:
        kind = (
            "non-negative integer" if least == 0 else "integer: this value must be greater than or equal to 1"
        )
        raise refused(f"Invalid {kind}", name, "parameter_invalid_integer")
    if value > 99_999_999:
        raise refused("This value is too large.", name, "parameter_invalid_integer")
    return int(value)


def _price(data: Json, product: Json, amount: int, now: int) -> Json:
    return DESCRIPTION.complete(
        "price",
        {
            "id": new_id("price"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": now,
            "currency": data["currency"],
            "livemode": False,
            "metadata": {},
            "product": new_id("prod", 14),
            "tax_behavior": data.get("tax_behavior", "unspecified"),
            "type": "one_time",
            "unit_amount": amount,
            "unit_amount_decimal": str(amount),
        },
    )
