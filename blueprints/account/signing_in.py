"""Signing in by a mailed link: one question, one answer for everybody, and a page with one button."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.actions import sign_in_by_link
from app.accounts.errors import LinkNotKnown
from app.accounts.links import ask_for_link, find_link, get_link
from app.accounts.models import LinkKind
from app.cart.owning import owner_of
from app.clock import utcnow
from app.db import transaction
from app.orders.buyer import check_email
from app.orders.errors import AnswerRefused
from app.web.limits import limiter
from app.web.page_cache import cached_page
from app.web.security import sign_in_as
from blueprints.store.basket import cookie_name, current_cart, keep_cookie, meet_basket

sign_in = Blueprint("sign_in", __name__, url_prefix="/sign-in")
ASKING = "6 per minute; 30 per hour"


@sign_in.after_request
def keep_out_of_indexes(response: Response) -> Response:
    """Tell search engines and caches to leave pages with a token alone."""
    if request.view_args and "token" in request.view_args:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "private, no-store"
    return response


@sign_in.errorhandler(LinkNotKnown)
def dead_link(error: LinkNotKnown) -> Response:
    """Say what to do about a link that was used or is too old."""
    return make_response(render_template("account/dead_link.html", sentence=error.sentence), 404)


@sign_in.get("/")
@cached_page
def ask() -> Response | str:
    """Which address are the orders under?"""
    if current_user.is_authenticated and current_user.is_shopper:
        return make_response(redirect(url_for("mine.overview"), 303))
    return form("")


@sign_in.post("/")
@limiter.limit(ASKING)
def mail_link() -> Response:
    """Owe the mail; the answer and the work done here are the same whether or not the address is known."""
    typed = request.form.get("email", "")[:500]
    try:
        email = check_email(typed)
    except AnswerRefused as error:
        blank = "Enter your e-mail address, so that we can send the link."
        sentence = error.errors["email"] if typed.strip() else blank
        return make_response(form(typed, {"email": sentence}), 422)
    with transaction():
        ask_for_link(LinkKind.SIGN_IN, email, now=utcnow())
    return make_response(redirect(url_for("sign_in.sent"), 303))


@sign_in.get("/sent/")
@cached_page
def sent() -> str:
    """Say what happens next, to everybody in the same words."""
    return render_template("account/sent.html")


@sign_in.get("/link/<token>/")
@limiter.limit("60 per minute")
def show_link(token: str) -> Response:
    """Show the button; looking signs nobody in, so link checkers do no harm."""
    if is_in_already(token):
        return make_response(redirect(url_for("mine.overview"), 303))
    link = get_link(LinkKind.SIGN_IN, token, now=utcnow())
    return make_response(render_template("account/link.html", token=token, email=link.email))


@sign_in.post("/link/<token>/")
@limiter.limit("20 per minute")
def press_link(token: str) -> ResponseReturnValue:
    """Sign in here, on whichever device the button was pressed; pressed twice, it is one sign-in."""
    basket = ""
    if not is_in_already(token):
        with transaction():
            user = sign_in_by_link(token, now=utcnow())
            sign_in_as(user)
            user_id = user.id
        basket = meet_basket(user_id, current_app.extensions["till"])
    answer = make_response(redirect(url_for("mine.overview", said="basket" if basket else None), 303))
    return keep_cookie(answer, basket) if basket else answer


@sign_in.after_app_request
def leave_basket(response: Response) -> Response:
    """Take the cookie of somebody's own basket with them when they sign out; it opens again when they sign in."""
    if request.endpoint == "security.logout" and request.method == "POST":
        mine = current_cart()
        if mine is not None and owner_of(mine.id) is not None:
            response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Lax")
    return response


def is_in_already(token: str) -> bool:
    """Say whether this link has signed this browser's person in before."""
    link = find_link(LinkKind.SIGN_IN, token)
    is_theirs = current_user.is_authenticated and link is not None and link.email == current_user.email
    return bool(is_theirs and link and link.used_at)


def form(typed: str, errors: dict[str, str] | None = None) -> str:
    """Return the question with what was typed and what has to be mended."""
    return render_template("account/ask.html", typed=typed, errors=errors or {})
