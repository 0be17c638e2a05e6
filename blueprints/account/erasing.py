"""Being erased: what goes and what law keeps is told first, then a mailed link with a button does it."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for
from flask_login import current_user

from app.accounts.errors import LinkNotKnown
from app.accounts.links import ask_for_link, get_link, use_link
from app.accounts.models import LinkKind
from app.clock import utcnow
from app.db import transaction
from app.people.erasing import ask_erasure, carry_out, tell_waiting
from app.settings.queries import load_settings
from app.web.limits import limiter
from app.web.permissions import for_shoppers
from blueprints.account.mine import mine

erasure = Blueprint("erasure", __name__, url_prefix="/erasure")


@mine.get("/erasure/")
@for_shoppers
def tell_erasure() -> str:
    """Tell what would be erased, what law keeps and for how long, and what would have to be settled first."""
    return render_template(
        "account/erasure.html",
        years=load_settings().keep_orders_years,
        waiting=tell_waiting(current_user.email),
        is_sent="sent" in request.args,
    )


@mine.post("/erasure/")
@limiter.limit("6 per hour")
@for_shoppers
def mail_erasure_link() -> Response:
    """Owe the mail with the link; nothing is erased yet."""
    with transaction():
        ask_for_link(LinkKind.ERASURE, current_user.email, now=utcnow())
    return make_response(redirect(url_for("mine.tell_erasure", sent=1), 303))


@erasure.get("/<token>/")
@limiter.limit("60 per minute")
def show_link(token: str) -> str:
    """Show the button; looking erases nothing."""
    link = get_link(LinkKind.ERASURE, token, now=utcnow())
    years = load_settings().keep_orders_years
    return render_template("account/erasure_link.html", token=token, email=link.email, years=years)


@erasure.post("/<token>/")
@limiter.limit("20 per minute")
def press_link(token: str) -> str:
    """Erase now, or say what it waits for and that it then happens by itself."""
    now = utcnow()
    with transaction():
        email = use_link(LinkKind.ERASURE, token, now=now).email
        waiting = carry_out(ask_erasure(email, actor="shopper", now=now), now=now)
    if not waiting:
        session.clear()
    return render_template("account/erased.html", waiting=waiting)


@erasure.after_request
def keep_out_of_indexes(response: Response) -> Response:
    """Tell search engines and caches to leave these pages alone."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@erasure.errorhandler(LinkNotKnown)
def dead_link(error: LinkNotKnown) -> Response:
    """Say what to do about a link that was used or is too old."""
    return make_response(render_template("account/dead_link.html", sentence=error.sentence), 404)
