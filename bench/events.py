"""A webhook's acknowledgement beside a view that inserts what it is sent and answers."""

import hashlib
import hmac
import json
import secrets
import time
from statistics import median

from app.config import load_config
from bench.client import Request, Spent, send
from bench.comparing import Effort, Server, middle
from bench.servers import Started
from tests.support.site import site_environment

EVENT = {
    "object": "event", "api_version": "2026-10-28.endive", "livemode": False, "type": "product.created",
    "pending_webhooks": 1, "request": {"id": None, "idempotency_key": None}, "data": {"object": {}},
}  # fmt: skip


def compare_events(started: Started, bare: Server, effort: Effort) -> tuple[float, float, float]:
    """Return CPU ms of ours and of the bare view, and the median of the rounds' ratios.

    The events are of a type that asks for nothing, so that the worker, who is not counted, has little to do with them.
    """
    secret = load_config(site_environment(started.instance, port=1)).stripe_webhook_secret

    def ours() -> Request:
        body = write_event()
        return Request(path="/webhooks/stripe", method="POST", body=body, headers=sign(body, secret))

    def plain() -> Request:
        return Request(path="/event", method="POST", body=write_event(), headers=JSON)

    kept: list[list[Spent]] = [[], []]
    turns = [(kept[0], started.server, ours), (kept[1], bare, plain)]
    for _, server, make in turns:
        send(server.origin, make, times=effort.warm_up, pids=server.pids)
    for number in range(effort.rounds):
        for rounds, server, make in turns if number % 2 else reversed(turns):
            rounds.append(send(server.origin, make, times=effort.each, pids=server.pids))
    ratio = median(a.cpu / b.cpu for a, b in zip(*kept, strict=True))
    return middle(kept[0]).cpu, middle(kept[1]).cpu, ratio


JSON = {"Content-Type": "application/json; charset=utf-8"}


def write_event() -> str:
    """Return an event that was never sent before."""
    number = secrets.token_hex(12)
    event = {**EVENT, "id": f"evt_{number}", "created": int(time.time())}
    return json.dumps({**event, "data": {"object": {"id": f"prod_{number}", "object": "product"}}})


def sign(body: str, secret: str) -> dict[str, str]:
    """Return the headers of a body that Stripe has signed (docs.stripe.com/webhooks, "verify manually")."""
    moment = int(time.time())
    signature = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return {**JSON, "Stripe-Signature": f"t={moment},v1={signature}"}
