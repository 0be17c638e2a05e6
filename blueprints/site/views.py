"""The comfort page."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for

from app.web.paths import own_path
from app.web.preferences import CHOICES, comfort_from, keep_comfort

site = Blueprint("site", __name__)


@site.get("/comfort/")
def comfort_page() -> str:
    """The page where a visitor sets scheme, text size, spacing, pictures and choices."""
    back = own_path(request.args.get("back", ""))
    return render_template("site/comfort.html", choices=CHOICES, back=back)


@site.post("/comfort/")
def save_comfort() -> Response:
    """Keep the settings in a cookie and go back to where the visitor was."""
    comfort = comfort_from({name: request.form.get(name, "") for name in CHOICES})
    response = make_response(
        redirect(own_path(request.form.get("back", "")) or url_for("site.comfort_page"), 303)
    )
    keep_comfort(response, comfort, current_app.extensions["config"])
    return response
