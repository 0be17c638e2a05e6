"""What Stripe Tax is asked: sums and a country, in neutral words; pure.

Prices are told with tax, so every sum is sent as one that holds it ("inclusive"): the total that a shopper was shown
never moves, and the answer says how much of it is tax. Of the address Stripe gets the country and the postcode
(https://docs.stripe.com/tax/customer-locations: elsewhere than in the United States and Canada the country will do).
"""

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from app.cart.queries import BasketLine
from app.catalog.models import ProductKind
from app.pricing.delivering import Reach
from app.pricing.rules import Quote
from app.pricing.taxing import WHOLE

#: https://docs.stripe.com/tax/tax-categories; what is posted or fetched, and what is neither
GOODS, BOOKS, FILES, DIGITAL_BOOKS, SERVICES, SHIPPING, GIFT_CARDS = (
    "txcd_99999999", "txcd_35010000", "txcd_10000000", "txcd_10302000", "txcd_20030000", "txcd_92010001",
    "txcd_10502000",
)  # fmt: skip
#: where each line's rate is shown, which only this asks for
PARTS = "line_items.data.tax_breakdown"


def calculation_params(sums: Quote, lines: Sequence[BasketLine], *, postal_code: str) -> dict[str, Any]:
    """Return what is asked about a cost: what is paid for each line and for the delivery, and where it goes."""
    items = [
        {
            "amount": quoted.total.minor - quoted.discount.minor,
            "quantity": line.quantity,
            "reference": str(position),
            "tax_behavior": "inclusive",
            "tax_code": tax_code(line),
        }
        for position, (line, quoted) in enumerate(zip(lines, sums.lines, strict=True), start=1)
        if quoted.total.minor > quoted.discount.minor
    ]
    address = {"country": sums.country} | ({"postal_code": postal_code} if postal_code else {})
    source = "shipping" if sums.reach is Reach.POSTED else "billing"
    asked: dict[str, Any] = {
        "currency": sums.total.currency.lower(),
        "line_items": items,
        "customer_details": {"address": address, "address_source": source},
        "expand": [PARTS],
    }
    delivery = paid_for_delivery(sums)
    if delivery:
        asked["shipping_cost"] = {"amount": delivery, "tax_behavior": "inclusive", "tax_code": SHIPPING}
    return asked


def paid_for_delivery(sums: Quote) -> int:
    """Return what is paid for the delivery after offers, in minor units."""
    off = sums.discount.minor - sum(one.discount.minor for one in sums.lines)
    return sums.shipping.minor - off


def tax_code(line: BasketLine) -> str:
    """Return Stripe's word for what a line is, by its class and by whether it is a thing."""
    if line.is_gift_card:
        return GIFT_CARDS
    is_file = line.kind == ProductKind.DIGITAL
    if line.tax_class == "books":
        return DIGITAL_BOOKS if is_file else BOOKS
    if line.tax_class == "services" or not (line.is_shipped or is_file):
        return SERVICES
    return FILES if is_file else GOODS


def name_question(asked: dict[str, Any]) -> str:
    """Return the short name of what is asked, under which its answer is kept."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def points_of(percents: Sequence[str]) -> int:
    """Return basis points of the rates that one sum bears together: "19.0" is 1900."""
    whole = sum((Decimal(one) for one in percents), start=Decimal(0)) * 100
    return min(int(whole.to_integral_value()), WHOLE - 1)
