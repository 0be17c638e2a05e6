"""Sending the basket to oneself, and opening it on another device; opening a page alone changes nothing."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.cart.cards import drop_cards
from app.cart.mailing import get_link, is_bare, is_its, open_by_link, send_basket, stop_links
from app.cart.merging import merge_carts
from app.cart.models import Cart
from app.cart.reminding import keep_wish, wants_reminder
from app.clock import utcnow
from app.config import Config
from app.db import transaction
from app.orders.buyer import check_email
from app.orders.errors import AnswerRefused
from app.payments.errors import PaymentsUnavailable
from app.payments.protocol.laying_down import can_be_paid, end_pages_of_carts
from app.web.limits import limiter
from app.web.templating import format_day
from blueprints.store.basket import cookie_name, current_cart, keep_cookie, last_day
from blueprints.store.keeping import cart

__all__ = ["cart"]
BOTH, MAILED, THIS = "both", "mailed", "this"


@cart.get("/send/")
def ask_where_to_send() -> ResponseReturnValue:
    """Ask for the address that the link goes to."""
    mine = current_cart()
    if mine is None or is_bare(mine.id):
        return redirect(url_for("cart.show_basket"), 303)
    return send_page(str(mine.answers.get("email", "")), wants=wants_reminder(mine.id))


@cart.post("/send/")
@limiter.limit("5 per minute; 15 per hour")
def send() -> ResponseReturnValue:
    """Owe one mail with the link; the answer is the same whether or not anybody knows the address."""
    mine, typed, now = current_cart(), request.form.get("email", "")[:500], utcnow()
    if mine is None or is_bare(mine.id):
        return redirect(url_for("cart.show_basket"), 303)
    wants = request.form.get("remind") == "yes"
    try:
        email = check_email(typed)
    except AnswerRefused as error:
        return send_page(typed, error.errors["email"], wants=wants), 422
    config: Config = current_app.extensions["config"]
    with transaction():
        keep_wish(mine.id, email, wants=wants, now=now)
        send_basket(mine.id, email, site_url=config.site_url, until=format_day(last_day(now)), now=now)
    return keep_cookie(redirect(url_for("cart.ask_where_to_send", said="sent"), 303))


@cart.post("/send/stop")
@limiter.limit("30 per minute")
def stop() -> Response:
    """Stop the links that were mailed; what they opened is shut."""
    token = request.cookies.get(cookie_name(), "")
    with transaction():
        mine = current_cart()
        if mine:
            stop_links(mine.id, own_token=token, now=utcnow())
    return redirect(url_for("cart.show_basket"), 303)


@cart.get("/mailed/<token>/")
@limiter.limit("60 per minute")
def show_mailed(token: str) -> str:
    """Offer to open a mailed basket; says nothing of what is in it or whose it is."""
    link, mine = get_link(token, now=utcnow()), current_cart()
    has_own = mine is not None and not is_its(mine, link) and not is_bare(mine.id)
    return render_template("store/cart_mailed.html", token=token, has_own=has_own)


@cart.post("/mailed/<token>/")
@limiter.limit("20 per minute")
def open_mailed(token: str) -> ResponseReturnValue:
    """Open a mailed basket on this device, beside or instead of its own."""
    mine, link, choice = current_cart(), get_link(token, now=utcnow()), request.form.get("choice", "")
    if is_its(mine, link) or choice == THIS:
        return redirect(url_for("cart.show_basket"), 303)
    own_id = mine.id if mine and not is_bare(mine.id) else None
    if own_id is not None:
        if choice not in (BOTH, MAILED):
            return redirect(url_for("cart.show_mailed", token=token), 303)
        end_pages_of_carts(current_app.extensions["till"], own_id, link.cart_id)
    return keep_cookie(*open_here(token, own_id, as_kept=choice == MAILED))


def open_here(token: str, own_id: int | None, *, as_kept: bool) -> tuple[Response, str]:
    """Move this device's own things over, and return the way on with the token for its cookie."""
    now = utcnow()
    with transaction() as session:
        link, capped = get_link(token, now=now), []
        if own_id is not None:
            capped = merge_carts(link.cart_id, own_id, now=now, as_kept=as_kept)
            if can_be_paid(own_id, link.cart_id):  # begun meanwhile in another tab
                raise PaymentsUnavailable
        had_cards = drop_cards(link.cart_id)
        key = open_by_link(link, now=now)
        opened = session.get_one(Cart, link.cart_id)
        goes_on = not own_id and bool(opened.answers or opened.typed)
    if goes_on and not had_cards:
        return redirect(url_for("checkout.begin"), 303), key
    said = "cards" if had_cards else ("capped" if capped else None)
    return redirect(url_for("cart.show_basket", said=said), 303), key


def send_page(email: str, error: str | None = None, *, wants: bool = False) -> str:
    """Return the page that asks for the address."""
    said = request.args.get("said") if error is None else ""
    return render_template(
        "store/cart_send.html",
        email=email,
        error=error,
        is_sent=said == "sent",
        is_kept=said == "kept",
        wants=wants,
    )
