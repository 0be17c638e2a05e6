"""The blueprint itself, and what all pages behind a mailed link share."""

from flask import Blueprint, Response, current_app, make_response, render_template, request

from app.comments.errors import LinkNotKnown
from app.config import Config

comments = Blueprint("comments", __name__)


@comments.after_request
def keep_out_of_indexes(response: Response) -> Response:
    """Tell search engines to leave pages with a token alone."""
    if request.view_args and "token" in request.view_args:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@comments.errorhandler(LinkNotKnown)
def dead_link(error: LinkNotKnown) -> Response:
    """Say what to do about a link that is too old."""
    return make_response(render_template("comments/dead_link.html", sentence=error.sentence), 404)


def token_key() -> str:
    """Return the key that links are made from."""
    config: Config = current_app.extensions["config"]
    return config.secret_keys[0]
