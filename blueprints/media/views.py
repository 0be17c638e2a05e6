"""/media/<digest>/<name>: one stored file, for ever."""

from flask import Blueprint, Response, abort, send_file

from app.media.store import path_of
from app.media.views import SOUNDS, TYPES

media = Blueprint("media", __name__)
ONE_YEAR = 365 * 24 * 3600


@media.get("/media/<digest>/<name>")
def picture_file(digest: str, name: str) -> Response:
    """Send one rendition or original; the address is its content's, so it never changes."""
    path = path_of(digest, name)
    if path is None or not path.is_file():
        abort(404)
    response = send_file(
        path, mimetype=(TYPES | SOUNDS)[path.suffix[1:]], conditional=True, etag=f"{digest}-{name}"
    )
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
