"""The blueprint itself, and what all pages behind a link from a letter share."""

from flask import Blueprint, Response, make_response, render_template, request

from app.newsletter.errors import LinkNotKnown

newsletter = Blueprint("newsletter", __name__)


@newsletter.after_request
def keep_out_of_indexes(response: Response) -> Response:
    """Tell search engines to leave pages with a token alone."""
    if request.view_args and "token" in request.view_args:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "private, no-store"
    return response


@newsletter.errorhandler(LinkNotKnown)
def dead_link(error: LinkNotKnown) -> Response:
    """Show what to do about a link that is too old or was used before."""
    return make_response(render_template("newsletter/dead_link.html", sentence=error.sentence), 404)
