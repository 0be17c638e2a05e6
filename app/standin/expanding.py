"""`expand`: an id in an answer gives way to the object it names."""

from typing import Any

from app.standin.errors import refused
from app.standin.ledger import Json, Ledger
from app.standin.lines import page_of_lines
from app.standin.taxes import page_of

_DEEPEST = 4
# field -> kind of the object whose id stands there
_KINDS = {
    "payment_intent": "payment_intent",
    "latest_charge": "charge",
    "charge": "charge",
    "customer": "customer",
    "payment_method": "payment_method",
    "balance_transaction": "balance_transaction",
    "failure_balance_transaction": "balance_transaction",
}
# (kind, field) that only expanding shows
_INCLUDED = {
    ("checkout.session", "line_items"),
    ("charge", "refunds"),
    ("tax.calculation", "line_items"),
    ("tax.transaction", "line_items"),
    ("tax.calculation_line_item", "tax_breakdown"),
}
# fields that may be expanded but are always empty here
_EMPTY = {
    "invoice", "setup_intent", "subscription", "payment_link", "review", "transfer_reversal", "application",
    "on_behalf_of", "transfer", "source_transfer", "application_fee", "consent", "default_source",
}  # fmt: skip


def expand(ledger: Ledger, answer: Json, wanted: list[str]) -> Json:
    """Expand each dotted path in place; raises 400 for one that cannot be expanded."""
    for path in wanted:
        parts = path.split(".")
        if len(parts) > _DEEPEST + (parts[0] == "data"):
            raise refused(
                f"You cannot expand more than {_DEEPEST} levels of a property: {path[:200]}", "expand"
            )
        _expand(ledger, answer, parts, path)
    return answer


def _expand(ledger: Ledger, node: Json, parts: list[str], path: str) -> None:
    name, rest = parts[0], parts[1:]
    kind = node.get("object", "")
    if kind == "list" and name == "data" and rest:
        for item in node["data"]:
            _expand(ledger, item, rest, path)
        return
    if (kind, name) in _INCLUDED:
        if name not in node:
            node[name] = _include(ledger, node, name)
    elif name in node and name in _KINDS:
        node[name] = _look_up(ledger, name, node[name])
    elif not (name in node and (name in _EMPTY or isinstance(node[name], dict))):
        raise refused(f"This property cannot be expanded ({path[:200]}).", "expand")
    if rest and isinstance(node[name], dict):
        _expand(ledger, node[name], rest, path)


def _look_up(ledger: Ledger, name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    return ledger.find(_KINDS[name], value) or value


def _include(ledger: Ledger, node: Json, name: str) -> Any:
    if node["object"].startswith("tax."):
        if name == "tax_breakdown":
            return ledger.private(node["object"], node["id"])["breakdown"]
        return page_of(ledger, node, {})
    if name == "line_items":
        return page_of_lines(node["id"], ledger.private("checkout.session", node["id"])["items"], {})
    found = ledger.where("refund", "charge", node["id"])
    found.reverse()
    url = f"/v1/charges/{node['id']}/refunds"
    return {"object": "list", "url": url, "has_more": len(found) > 10, "data": found[:10]}
