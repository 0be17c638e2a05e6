"""Webhook endpoints: the store's own, made from the command line, and those made through the API."""

import secrets
from urllib.parse import urlsplit

from app.standin.call import Call
from app.standin.description import DESCRIPTION
from app.standin.errors import refused
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger
from app.standin.settings import Settings

_FIRST = "we_commandline"
_MOST = 16
_NOUN = "webhook endpoint"


def keep_first_endpoint(ledger: Ledger, settings: Settings) -> None:
    """Make, change or remove the endpoint that the command line names."""
    known = ledger.find("webhook_endpoint", _FIRST)
    if settings.webhook_url is None:
        if known is not None:
            ledger.remove(_FIRST)
        return
    endpoint = _endpoint(_FIRST, settings.webhook_url, list(settings.enabled_events) or ["*"], ledger.now)
    endpoint["description"] = "From the command line"
    private = {"secret": settings.webhook_secret}
    if known is None:
        ledger.insert(endpoint, state="enabled", private=private)
    else:
        ledger.update({**endpoint, "created": known["created"]}, state="enabled", private=private)


def create_endpoint(call: Call) -> Json:
    """POST /v1/webhook_endpoints: the secret is shown in this answer and never again."""
    ledger, params = call.ledger, call.params
    if urlsplit(params["url"]).scheme not in {"http", "https"} or not urlsplit(params["url"]).hostname:
        raise refused(
            "Invalid URL: An explicit scheme (such as https) must be provided.", "url", "url_invalid"
        )
    if len(ledger.where("webhook_endpoint", "object", "webhook_endpoint")) >= _MOST:
        raise refused(f"You have reached the maximum of {_MOST} test webhook endpoints.")
    endpoint = _endpoint(new_id("we"), params["url"], params["enabled_events"], ledger.now)
    endpoint["api_version"] = params.get("api_version")
    endpoint["description"] = params.get("description") or None
    endpoint["metadata"] = params.get("metadata") or {}
    secret = "whsec_" + secrets.token_hex(16)
    ledger.insert(endpoint, state="enabled", private={"secret": secret})
    return {**endpoint, "secret": secret}


def list_endpoints(call: Call) -> Json:
    """GET /v1/webhook_endpoints"""
    return call.ledger.page("webhook_endpoint", _NOUN, call.params, "/v1/webhook_endpoints", [])


def get_endpoint(call: Call) -> Json:
    """GET /v1/webhook_endpoints/{webhook_endpoint}"""
    return call.ledger.get("webhook_endpoint", call.names["webhook_endpoint"], _NOUN)


def update_endpoint(call: Call) -> Json:
    """POST /v1/webhook_endpoints/{webhook_endpoint}: url, events, metadata, description, on or off."""
    endpoint, params = get_endpoint(call), call.params
    for name in ("url", "enabled_events", "description"):
        if name in params:
            endpoint[name] = params[name]
    if "metadata" in params:
        endpoint["metadata"] = params["metadata"] or {}
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    call.ledger.update(endpoint, state=endpoint["status"])
    return endpoint


def delete_endpoint(call: Call) -> Json:
    """DELETE /v1/webhook_endpoints/{webhook_endpoint}"""
    endpoint = get_endpoint(call)
    call.ledger.remove(endpoint["id"])
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def _endpoint(identifier: str, url: str, events: list[str], now: int) -> Json:
    return DESCRIPTION.complete(
        "webhook_endpoint",
        {
            "id": identifier,
            "object": "webhook_endpoint",
            "created": now,
            "enabled_events": events,
            "livemode": False,
            "metadata": {},
            "status": "enabled",
            "url": url,
        },
    )
