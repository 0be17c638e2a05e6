"""Fetching a file that was bought: a press on the order's page gives a link for a day, and the link the file."""

from flask import Response, current_app, redirect, send_file, url_for
from werkzeug.wrappers import Response as Answer

from app.clock import utcnow
from app.config import Config
from app.db import transaction
from app.downloads.actions import ask_for_link, open_link
from app.downloads.errors import NoSuchFile
from app.downloads.rules import TYPES, file_name
from app.downloads.store import path_of
from app.orders.errors import NoSuchOrder
from app.orders.queries import get_order_by_link
from app.web.limits import limiter
from blueprints.store.orders import TOKEN, orders

__all__ = ["orders"]


@orders.post("/orders/<token>/downloads/<int:line_id>/<int:file_id>")
@limiter.limit("60 per minute")
def ask_for_file(token: str, line_id: int, file_id: int) -> Answer:
    """Count a press on "Download" and lead to a link that works for a day."""
    if not TOKEN.fullmatch(token):
        raise NoSuchOrder
    config: Config = current_app.extensions["config"]
    with transaction():
        order = get_order_by_link(token)
        link = ask_for_link(order, line_id, file_id, secret_key=config.secret_keys[0], now=utcnow())
    return redirect(url_for("orders.fetch_file", token=link), 303)


@orders.get("/downloads/<token>")
@limiter.limit("240 per minute")
def fetch_file(token: str) -> Response:
    """Send the file of a link that still works; a browser may ask for it piece by piece."""
    config: Config = current_app.extensions["config"]
    file = open_link(token, secret_keys=config.secret_keys, now=utcnow())
    path = path_of(file.digest)
    if not path.is_file():
        raise NoSuchFile
    response = send_file(
        path, mimetype=TYPES[file.suffix], as_attachment=True, conditional=True, etag=file.digest,
        download_name=file_name(file.title, file.suffix),
    )  # fmt: skip
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
