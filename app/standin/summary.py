"""What the stand-in holds, in counts and sums: the other side of the store's books."""

from typing import Any

from app.standin.house import House
from app.standin.ledger import Json, json_field


def summarise(house: House) -> Json:
    """Sums are minor units by currency; a failed refund is no money returned."""
    connection = house.store.read().connection

    def rows(sql: str) -> list[Any]:
        return connection.execute(sql).fetchall()

    def counted(kind: str) -> dict[str, int]:
        found = connection.execute(
            "SELECT coalesce(state, '') AS name, count(*) AS n FROM objects WHERE kind = ? GROUP BY 1",
            (kind,),
        )
        return {row["name"]: row["n"] for row in found}

    def summed(kind: str, field: str, states: str) -> dict[str, int]:
        found = rows(
            f"SELECT {json_field('currency')} AS currency, sum({json_field(field)}) AS total FROM objects"  # noqa: S608
            f" WHERE kind = '{kind}' AND state IN ({states}) GROUP BY 1"
        )
        return {row["currency"]: row["total"] for row in found}

    return {
        "clock": {"offset": house.clock.offset, "now": house.clock.now()},
        "sessions": {
            "by_status": counted("checkout.session"),
            "by_payment_status": {
                row["name"]: row["n"]
                for row in rows(
                    f"SELECT {json_field('payment_status')} AS name, count(*) AS n FROM objects"  # noqa: S608
                    " WHERE kind = 'checkout.session' GROUP BY 1"
                )
            },
        },
        "payment_intents": counted("payment_intent"),
        "charges": {"by_status": counted("charge"), "succeeded": summed("charge", "amount", "'succeeded'")},
        "refunds": {
            "by_status": counted("refund"),
            "returned": summed("refund", "amount", "'succeeded', 'pending'"),
        },
        "disputes": {
            "by_status": counted("dispute"),
            "withdrawn": summed("dispute", "amount", "'needs_response', 'under_review', 'lost'"),
        },
        "events": counted("event"),
        "deliveries": {
            row["state"]: row["n"]
            for row in rows("SELECT state, count(*) AS n FROM deliveries GROUP BY 1 ORDER BY 1")
        },
        "calls": house.counts(),
        "faults": house.faults.as_json(),
        "policy": house.policy.as_json(),
    }
