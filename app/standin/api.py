"""One API request: who asks, what is asked, was it asked before, then the handler in one transaction."""

import base64
import binascii
import hmac
import time
from typing import TYPE_CHECKING

from flask import Request, Response

from app.standin import faults
from app.standin.call import Call
from app.standin.checking import check
from app.standin.description import DESCRIPTION
from app.standin.errors import StripeError, refused
from app.standin.expanding import expand
from app.standin.forms import decode
from app.standin.idempotency import Answer, Key, in_use, read_key
from app.standin.ids import new_id
from app.standin.ledger import Json, Origin, dump
from app.standin.routes import Route, find_route

if TYPE_CHECKING:
    from app.standin.house import House


def answer(house: "House", request: Request) -> Response:
    """Answer a request under /v1/; never raises for what the caller did wrong."""
    request_id = new_id("req", 14)
    headers = {
        "Request-Id": request_id,
        "Stripe-Version": request.headers.get("Stripe-Version", DESCRIPTION.version),
    }
    try:
        authorise(house, request)
        if headers["Stripe-Version"] not in DESCRIPTION.versions:
            raise refused(f"Invalid Stripe API version: {headers['Stripe-Version'][:40]}")
        route = find_route(request.method, request.path)
        house.count(route.operation.method, route.operation.path)
        result = _once(house, request, route, request_id, headers)
    except StripeError as refusal:
        headers.update(refusal.headers)
        result = Answer(refusal.status, dump(refusal.body()), request_id)
    return Response(result.body, result.status, headers, mimetype="application/json")


def authorise(house: "House", request: Request) -> None:
    """Only the one secret key, as a bearer token or as the user name of basic authentication."""
    header = request.headers.get("Authorization", "")
    scheme, _, value = header.partition(" ")
    value = value.strip()
    if scheme.lower() == "basic":
        try:
            value = base64.b64decode(value, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            value = ""
    if not value:
        raise StripeError(
            401,
            "invalid_request_error",
            "You did not provide an API key. Send it as Authorization: Bearer <key>.",
        )
    if not hmac.compare_digest(value.encode(), house.settings.secret_key.encode()):
        shown = value[:8] + "*" * 8 + value[-4:] if len(value) > 20 else "********"
        raise StripeError(401, "invalid_request_error", f"Invalid API Key provided: {shown}")


def _once(house: "House", request: Request, route: Route, request_id: str, headers: dict[str, str]) -> Answer:
    tree = _read(request)
    key = read_key(request.headers.get("Idempotency-Key"), request.method, request.path, tree)
    if key is not None:
        headers["Idempotency-Key"] = key.key
    with house.keys.held(key) as earlier:
        if earlier is not None:
            headers.update({"Idempotent-Replayed": "true", "Original-Request": earlier.request})
            return earlier
        fault = request.environ.get("standin.fault")
        try:
            _play_before(fault, key)
            params = check(route.operation.accepts, tree)
            base = house.settings.public_url or request.host_url.rstrip("/")
            return _perform(
                house, route, params, base, Origin(request_id, key.key if key else None), key, fault
            )
        except StripeError as refusal:
            if refusal.remembered:
                with house.store.write() as ledger:
                    house.keys.remember(ledger, key, Answer(refusal.status, dump(refusal.body()), request_id))
            raise


def _perform(
    house: "House",
    route: Route,
    params: Json,
    base: str,
    origin: Origin,
    key: Key | None,
    fault: faults.Fault | None,
) -> Answer:
    wanted = params.pop("expand", [])
    request_id = origin.request or ""
    if route.operation.method == "GET":
        ledger = house.store.read()
        shown = expand(ledger, route.handler(Call(ledger, params, route.names, base)), wanted)
        return Answer(200, dump(_lie(shown, fault)), request_id)
    with house.store.write(origin) as ledger:
        made = expand(ledger, route.handler(Call(ledger, params, route.names, base)), wanted)
        result = Answer(200, dump(made), request_id)
        if fault is not None and fault.kind == "error_500_after":
            result = Answer(500, dump(_broken().body()), request_id)
        house.keys.remember(ledger, key, result)
    return result


def _read(request: Request) -> Json:
    if request.method != "POST":
        return decode(request.query_string.decode("utf-8", "replace"))
    kind = (request.mimetype or "").lower()
    body = request.get_data(cache=False)
    if body and kind != "application/x-www-form-urlencoded":
        raise refused(
            f"Invalid request: a POST is sent as application/x-www-form-urlencoded, not {kind[:60]}."
        )
    if request.query_string:
        raise refused("Send the parameters of a POST in its body, not in the address.")
    return decode(body.decode("utf-8", "replace"))


def _play_before(fault: faults.Fault | None, key: Key | None) -> None:
    if fault is None:
        return
    if fault.kind == "slow":
        time.sleep(fault.seconds)
    elif fault.kind == "error_500":
        raise _broken()
    elif fault.kind == "conflict_409":
        raise in_use(key.key if key else "none")
    elif fault.kind == "error_429_lock_timeout":
        raise StripeError(
            429,
            "invalid_request_error",
            "This object cannot be accessed right now because another API request or Stripe process is "
            "currently accessing it. Please retry.",
            code="lock_timeout",
            headers={"Stripe-Should-Retry": "true"},
        )


def _broken() -> StripeError:
    return StripeError(
        500, "api_error", "An unknown error occurred (a fault that was asked for).", remembered=True
    )


def _lie(shown: Json, fault: faults.Fault | None) -> Json:
    if fault is None or fault.kind != "wrong_amount":
        return shown
    if fault.amount_total is not None:
        shown["amount_total"] = fault.amount_total
    if fault.currency is not None:
        shown["currency"] = fault.currency
    if fault.amount_total is None and fault.currency is None:
        shown["amount_total"] = (shown.get("amount_total") or 0) + 1
    return shown
