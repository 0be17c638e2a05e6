"""For machines that look after the site: /healthz, /readyz, /metrics."""

import hmac
import shutil

from flask import Blueprint, Response, abort, current_app, jsonify, request
from sqlalchemy import func, select

from app.config import Config
from app.db import db, ping
from app.outbox.models import OutboxItem

health = Blueprint("health", __name__)
_LEAST_FREE = 50 * 1024 * 1024


@health.get("/healthz")
def healthz() -> Response:
    """Say that the process is up."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Say whether database, queue and disk are there; 503 names what is not."""
    config: Config = current_app.extensions["config"]
    state = {"database": True, "queue": True, "disk": True}
    try:
        ping()
    except Exception:
        state["database"] = False
    try:
        current_app.extensions["queue"].pending_count()
    except Exception:
        state["queue"] = False
    state["disk"] = shutil.disk_usage(config.instance_dir).free > _LEAST_FREE
    return jsonify(state), 200 if all(state.values()) else 503


@health.get("/metrics")
def metrics() -> Response:
    """Give Prometheus its numbers; only from this machine or with the bearer token."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

    config: Config = current_app.extensions["config"]
    told = request.headers.get("Authorization", "").removeprefix("Bearer ")
    with_token = bool(config.metrics_token) and hmac.compare_digest(
        told.encode(), config.metrics_token.encode()
    )
    if not with_token and (request.remote_addr not in ("127.0.0.1", "::1") or config.trusted_proxies):
        abort(404)
    registry = CollectorRegistry()
    owed = Gauge("outbox_owed", "Outbox items not done and not dead", registry=registry)
    dead = Gauge("outbox_dead", "Outbox items given up on", registry=registry)
    count = select(func.count()).select_from(OutboxItem)
    owed.set(db.session.scalar(count.where(OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None))) or 0)
    dead.set(db.session.scalar(count.where(OutboxItem.dead_at.is_not(None))) or 0)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
