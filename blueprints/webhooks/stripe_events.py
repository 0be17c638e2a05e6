"""Stripe's webhooks: verified over the raw bytes, kept by their id, and then answered; the work is a job's."""

import structlog
from flask import Blueprint, Response, current_app, request

from app.config import Config
from app.payments.errors import BadSignature
from app.payments.gateway import verify_event
from app.payments.protocol.telling import keep_event

webhooks = Blueprint("webhooks", __name__, url_prefix="/webhooks")
LARGEST = 1024 * 1024
_log = structlog.get_logger("webhooks")


@webhooks.post("/stripe")
def stripe() -> Response:
    """Keep one event; 400 for what Stripe did not sign, and nothing is stored of it."""
    config: Config = current_app.extensions["config"]
    if (request.content_length or 0) > LARGEST:
        return Response("too large\n", 413, mimetype="text/plain")
    raw = request.get_data(cache=False)
    try:
        told = verify_event(raw, request.headers.get("Stripe-Signature", ""), config.stripe_webhook_secret)
    except BadSignature:
        _log.warning("webhook refused")
        return Response("bad signature\n", 400, mimetype="text/plain")
    new = keep_event(told, source="webhook")
    return Response("kept\n" if new else "known\n", 200, mimetype="text/plain")
