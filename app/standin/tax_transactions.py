"""Tax transactions: a calculation that became a sale, and what is taken back of it."""

from app.standin.call import Call
from app.standin.description import DESCRIPTION
from app.standin.errors import not_served, refused
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger
from app.standin.taxes import bare, page_of

_NOUN = "tax transaction"


def create_from_calculation(call: Call) -> Json:
    """POST /v1/tax/transactions/create_from_calculation: recorded once for each reference."""
    ledger, params = call.ledger, call.params
    calculation = ledger.get("tax.calculation", params["calculation"], "tax calculation", "calculation")
    if calculation["expires_at"] <= ledger.now:
        raise refused("This tax calculation has expired.", "calculation", remembered=True)
    _refuse_known(ledger, params["reference"])
    items = [
        ledger.get("tax.calculation_line_item", one, "line item")
        for one in ledger.private("tax.calculation", calculation["id"])["items"]
    ]
    copied = {name: calculation[name] for name in ("currency", "customer_details", "tax_date")}
    shipping = calculation["shipping_cost"]
    return _insert(
        ledger,
        {
            **copied,
            "type": "transaction",
            "posted_at": params.get("posted_at", ledger.now),
            "shipping_cost": _without_parts(shipping) if shipping else None,
        },
        [_line(one, "transaction") for one in items],
        params,
    )


def create_reversal(call: Call) -> Json:
    """POST /v1/tax/transactions/create_reversal: all that is left, or a flat amount shared out over it."""
    ledger, params = call.ledger, call.params
    param = "original_transaction"
    original = ledger.get("tax.transaction", params[param], _NOUN, param)
    if original["type"] != "transaction":
        raise refused("A reversal cannot be reversed.", param, remembered=True)
    if "line_items" in params or "shipping_cost" in params:
        raise not_served("line_items and shipping_cost of reversals (send flat_amount)")
    if (params["mode"] == "partial") != ("flat_amount" in params):
        raise refused("mode partial needs flat_amount, and mode full takes none.", "flat_amount")
    _refuse_known(ledger, params["reference"])
    left = _left_of(ledger, original)
    wanted = -params["flat_amount"] if "flat_amount" in params else left
    if wanted < 1:
        raise refused("flat_amount must be negative.", "flat_amount", "parameter_invalid_integer")
    if wanted > left:
        raise refused(
            f"The reversal ({wanted}) is greater than what is left of the transaction ({left}).",
            "flat_amount",
            remembered=True,
        )
    lines, shipping = _take_back(ledger, original, wanted)
    copied = {name: original[name] for name in ("currency", "customer_details", "tax_date")}
    about = {"original_transaction": original["id"]}
    body = {
        **copied,
        "type": "reversal",
        "posted_at": ledger.now,
        "reversal": about,
        "shipping_cost": shipping,
    }
    made = _insert(ledger, body, lines, params)
    reversed_before = ledger.private("tax.transaction", original["id"])
    total = reversed_before.get("reversed", 0) + wanted
    ledger.update(original, private={**reversed_before, "reversed": total})
    return made


def get_transaction(call: Call) -> Json:
    """GET /v1/tax/transactions/{transaction}"""
    return bare(call.ledger.get("tax.transaction", call.names["transaction"], _NOUN))


def list_recorded(call: Call) -> Json:
    """GET /v1/tax/transactions/{transaction}/line_items"""
    return page_of(call.ledger, get_transaction(call), call.params)


def _refuse_known(ledger: Ledger, reference: str) -> None:
    if ledger.where("tax.transaction", "reference", reference):
        raise refused(
            f"A tax transaction with the reference '{reference[:100]}' already exists.",
            "reference",
            "resource_already_exists",
            remembered=True,
        )


def _insert(ledger: Ledger, body: Json, lines: list[Json], params: Json) -> Json:
    transaction = DESCRIPTION.complete(
        "tax.transaction",
        {
            "id": new_id("tax"),
            "object": "tax.transaction",
            "created": ledger.now,
            "livemode": False,
            "metadata": params.get("metadata"),
            "reference": params["reference"],
            **body,
        },
    )
    for line in lines:
        ledger.insert({**line, "created": ledger.now})
    ledger.insert(transaction, private={"items": [one["id"] for one in lines]})
    return bare(transaction)


def _line(item: Json, kind: str) -> Json:
    kept = (
        "amount",
        "amount_tax",
        "metadata",
        "product",
        "quantity",
        "reference",
        "tax_behavior",
        "tax_code",
    )
    return {
        "id": new_id("tax_li"),
        "object": "tax.transaction_line_item",
        "livemode": False,
        "reversal": None,
        "type": kind,
        **{name: item[name] for name in kept},
    }


def _without_parts(shipping: Json) -> Json:
    return {name: value for name, value in shipping.items() if name != "tax_breakdown"}


def _whole(part: Json) -> int:
    """What is paid for a part, tax included."""
    return int(part["amount"] + (part["amount_tax"] if part["tax_behavior"] == "exclusive" else 0))


def _items_of(ledger: Ledger, original: Json) -> list[Json]:
    ids = ledger.private("tax.transaction", original["id"])["items"]
    return [ledger.get("tax.transaction_line_item", one, "line item") for one in ids]


def _left_of(ledger: Ledger, original: Json) -> int:
    parts = [
        *_items_of(ledger, original),
        *([original["shipping_cost"]] if original["shipping_cost"] else []),
    ]
    gone = ledger.private("tax.transaction", original["id"]).get("reversed", 0)
    return sum(_whole(one) for one in parts) - int(gone)


def _take_back(ledger: Ledger, original: Json, wanted: int) -> tuple[list[Json], Json | None]:
    """Share a sum out over lines and shipping in proportion; the last part bears what rounding leaves."""
    items, shipping = _items_of(ledger, original), original["shipping_cost"]
    parts = [*items, *([shipping] if shipping else [])]
    whole, given, shares = sum(_whole(one) for one in parts), 0, []
    for part in parts:
        share = wanted - given if part is parts[-1] else wanted * _whole(part) // whole
        given += share
        tax = share * part["amount_tax"] // _whole(part) if _whole(part) else 0
        amount = share - (tax if part["tax_behavior"] == "exclusive" else 0)
        shares.append({"amount": -amount, "amount_tax": -tax})
    lines = [
        {**_line(item, "reversal"), **share, "reversal": {"original_line_item": item["id"]}}
        for item, share in zip(items, shares, strict=False)
    ]
    return lines, {**shipping, **shares[-1]} if shipping else None
