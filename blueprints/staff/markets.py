"""Markets for staff: what readers in each country are led to, and what is sold there."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.errors import Conflict
from app.pricing.queries import load_tariff
from app.publishing.markets import Markets, markets_of, set_markets
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.store.places import country_options

staff_markets = Blueprint("staff_markets", __name__, url_prefix="/staff/markets")


@staff_markets.get("/")
@needs("settings.edit")
def index() -> str:
    """Show each market with its switches."""
    return markets_page(markets_of(load_settings()))


@staff_markets.post("/")
@needs("settings.edit")
def save() -> Response | tuple[str, int]:
    """Set the switches of all markets; a form that is older than somebody else's change is refused and shown."""
    codes = load_tariff().codes
    wanted = Markets(
        has_links=request.form.get("links") == "yes",
        quiet=tuple(code for code in codes if code not in request.form.getlist("linked")),
        ingestibles=tuple(code for code in codes if code in request.form.getlist("swallowed")),
    )
    actor = current_actor()
    try:
        with transaction():
            set_markets(wanted, codes, seen=request.form.get("seen", "")[:400], actor=actor, now=utcnow())
    except Conflict as error:
        return markets_page(wanted, error=error.sentence), error.status
    return redirect(url_for("staff_markets.index", saved="yes"), 303)


def markets_page(markets: Markets, *, error: str = "") -> str:
    """Return the page with these switches; what it carries as seen is what stands in the database now."""
    return render_template(
        "staff/markets.html",
        markets=markets,
        seen=markets_of(load_settings()).mark,
        countries=country_options(),
        is_saved=request.args.get("saved") == "yes",
        error=error,
    )
