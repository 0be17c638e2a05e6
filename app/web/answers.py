"""Errors as pages: one handler for the house's own errors, one for HTTP's, one for the unforeseen."""

from typing import Any

import structlog
from flask import Flask, Response, make_response, render_template, request
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import DataError, DBAPIError, InternalError, OperationalError
from werkzeug.exceptions import HTTPException

from app.db import give_back
from app.errors import DomainError
from app.settings.queries import known_settings
from app.web.paths import own_path
from app.web.preferences import current_comfort

_log = structlog.get_logger("web")
READ_ONLY = "25006"  # PostgreSQL may be read and not written to: a standby, or a disk that is full
PAGES = {400, 403, 404, 405, 409, 413, 415, 422, 429}


def error_page(status: int, sentence: str = "") -> Response:
    """Return the page for one status, with the house's sentence where there is one."""
    name = status if status in PAGES else 400
    response = make_response(render_template("errors/error.html", status=name, sentence=sentence), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def init_answers(app: Flask) -> None:
    """Install the handlers; 500 and 503 are pages that need neither database nor session."""

    @app.errorhandler(DomainError)
    def domain(error: DomainError) -> Response:
        if error.status >= 500:
            return plain_page(error.status)
        return error_page(error.status, error.sentence)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        status = error.code or 500
        if status < 400:
            return error
        if status >= 500:
            return plain_page(status)
        response = error_page(status)
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(ParseException)
    def untaken(error: ParseException) -> Response:
        # The server could not take the body apart (a broken chunk), which is the sender's mistake.
        return error_page(400)

    @app.errorhandler(OperationalError)
    def database(error: DBAPIError) -> Response:
        _log.error("database does not answer", route=_route(), error=type(error.orig).__name__)
        give_back()
        return plain_page(503)

    @app.errorhandler(InternalError)
    def read_only(error: DBAPIError) -> Response:
        if getattr(error.orig, "sqlstate", "") != READ_ONLY:
            return unforeseen(error)
        return database(error)

    @app.errorhandler(DataError)
    def unstorable(error: DataError) -> Response:
        _log.warning("a value does not fit its column", route=_route())
        give_back()
        return error_page(400)

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        _log.exception("unforeseen error", route=_route())
        if app.testing and app.config.get("PROPAGATE"):
            raise error
        give_back()
        return plain_page(500)

    def plain_page(status: int) -> Response:
        name = "503" if status == 503 else "500"
        again = own_path(request.full_path.removesuffix("?")) if request.method == "GET" else ""
        # Taken from Jinja and not from Flask: the context processors ask the database, which may be what is broken.
        page = app.jinja_env.get_template(f"errors/{name}.html")
        text = page.render(site=known_settings(), comfort=current_comfort(), again=again)
        response = make_response(text, status)
        if status == 503:
            response.headers["Retry-After"] = "30"
        response.headers["Cache-Control"] = "no-store"
        return response


def _route() -> str:
    return str(request.url_rule) if request.url_rule else "(no route)"
