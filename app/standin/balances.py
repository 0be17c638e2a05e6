"""The account's balance: one entry for each movement of money, and their sum."""

from app.standin.call import Call
from app.standin.description import DESCRIPTION
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger, json_field

_TWO_DAYS = 2 * 86400
_CATEGORIES = {
    "payment": "charge",
    "payment_failure_refund": "payment_failure_refund",
    "adjustment": "dispute",
}


def enter(ledger: Ledger, kind: str, amount: int, currency: str, source: str, fee: int | None = None) -> str:
    """Write a balance transaction (minor units, negative for money that leaves); returns its id."""
    cost = (25 + round(amount * 0.015) if kind in {"charge", "payment"} else 0) if fee is None else fee
    entry = DESCRIPTION.complete(
        "balance_transaction",
        {
            "id": new_id("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": ledger.now + _TWO_DAYS,
            "balance_type": "payments",
            "created": ledger.now,
            "currency": currency,
            "fee": cost,
            "fee_details": [_fee(cost, currency)] if cost else [],
            "net": amount - cost,
            "reporting_category": _CATEGORIES.get(kind, kind),
            "source": source,
            "status": "available",
            "type": kind,
        },
    )
    ledger.insert(entry, state=kind)
    return str(entry["id"])


def get_balance(call: Call) -> Json:
    """GET /v1/balance: everything is available at once."""
    rows = call.ledger.connection.execute(
        f"SELECT {json_field('currency')} AS currency, sum({json_field('net')}) AS net FROM objects"  # noqa: S608
        " WHERE kind = 'balance_transaction' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    sums = [(row["currency"], row["net"]) for row in rows] or [("eur", 0)]
    return DESCRIPTION.complete(
        "balance",
        {
            "object": "balance",
            "available": [
                {"amount": net, "currency": currency, "source_types": {"card": net}} for currency, net in sums
            ],
            "livemode": False,
            "pending": [
                {"amount": 0, "currency": currency, "source_types": {"card": 0}} for currency, _ in sums
            ],
        },
    )


def get_entry(call: Call) -> Json:
    """GET /v1/balance_transactions/{id}"""
    return call.ledger.get("balance_transaction", call.names["id"], "balance transaction")


def list_entries(call: Call) -> Json:
    """GET /v1/balance_transactions: by type, currency, source, created."""
    clauses: list[tuple[str, object]] = []
    for name in ("type", "currency", "source"):
        if name in call.params:
            clauses.append((f"{json_field(name)} = ?", call.params[name]))
    return call.ledger.page(
        "balance_transaction", "balance transaction", call.params, "/v1/balance_transactions", clauses
    )


def _fee(cost: int, currency: str) -> Json:
    return {
        "amount": cost,
        "application": None,
        "currency": currency,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
