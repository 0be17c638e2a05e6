"""The Flask application: the API, the page, the control interface."""

from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from app.standin.api import answer
from app.standin.control import register_control
from app.standin.errors import StripeError, unknown_address
from app.standin.faults import FaultGate
from app.standin.house import House
from app.standin.ledger import dump
from app.standin.page import register_page
from app.standin.settings import Settings

_LARGEST_BODY = 1024 * 1024


def create_app(settings: Settings) -> Any:
    """A WSGI application with its background work begun; its `house` attribute stops it."""
    house = House(settings)
    app = Flask("app.standin", static_folder="static", static_url_path="/_page")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.route("/v1/<path:rest>", methods=["GET", "POST", "DELETE", "PUT", "PATCH"])
    def api(rest: str) -> Response:
        return answer(house, request)

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def not_here(problem: HTTPException) -> Response:
        refusal = unknown_address(request.method, request.path)
        if problem.code not in {404, 405}:
            refusal = StripeError(problem.code or 500, "api_error", problem.description or problem.name)
        return Response(dump(refusal.body()), refusal.status, mimetype="application/json")

    register_page(app, house)
    register_control(app, house)
    house.start()
    return FaultGate(app, house.faults, house)
