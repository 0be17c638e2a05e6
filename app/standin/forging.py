"""Events that a store must refuse: wrongly signed, too old, not signed at all."""

import time
from typing import Any

from app.standin.delivery import post, sign
from app.standin.errors import refused
from app.standin.house import House
from app.standin.ids import new_id
from app.standin.ledger import Json, dump

_TOO_OLD = 600
SORTS = ("wrong_secret", "stale", "v0", "empty", "none", "other_body")


def forge(house: House, wanted: dict[str, Any]) -> Json:
    """Post a forged event now; `sort` says what is wrong, `type` and `object` what it claims.

    Returns what the receiver answered. Nothing is stored.
    """
    sort = wanted.get("sort", "wrong_secret")
    if sort not in SORTS:
        raise refused(f"Unknown sort (known: {', '.join(SORTS)}).")
    url, secret = house.settings.webhook_url, house.settings.webhook_secret
    if url is None or secret is None:
        raise refused("The stand-in was started without --webhook-url.")
    event = {
        "id": wanted.get("id") or new_id("evt"),
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": house.clock.now(),
        "data": {"object": wanted.get("object") or {"id": "cs_test_forged", "object": "checkout.session"}},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": wanted.get("type", "checkout.session.completed"),
    }
    payload = dump(event).encode()
    status, error = post(url, payload, _signature(sort, payload, secret), 10)
    return {"sort": sort, "event": event["id"], "status": status, "error": error}


def _signature(sort: str, payload: bytes, secret: str) -> str | None:
    if sort == "none":
        return None
    if sort == "empty":
        return ""
    if sort == "stale":
        return sign(payload, secret, int(time.time()) - _TOO_OLD)
    if sort == "v0":
        return sign(payload, secret).replace("v1=", "v0=")
    if sort == "other_body":
        return sign(payload + b" ", secret)
    return sign(payload, "whsec_somebody_else")
