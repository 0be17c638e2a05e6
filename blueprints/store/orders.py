"""After paying: the page that Stripe leads back to, and the order's own page."""

import re
from contextlib import suppress

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import db, end_reading
from app.errors import DomainError
from app.orders.errors import NoSuchOrder
from app.orders.models import Order
from app.orders.queries import get_order_by_link
from app.orders.rules import find_link_token
from app.payments.errors import GatewayError
from app.payments.models import AttemptState
from app.payments.protocol.applying import look_at_session
from app.payments.queries import find_attempt
from app.payments.till import Till
from app.web.limits import limiter
from blueprints.store.basket import current_cart
from blueprints.store.order_parts import describe_order
from blueprints.store.papers import link_papers, paper_file, paper_page

orders = Blueprint("orders", __name__)
TOKEN = re.compile(r"[0-9a-f]{32}")
SESSION = re.compile(r"cs_[A-Za-z0-9_]{8,110}")
HERE = (AttemptState.PAID, AttemptState.PROCESSING)
ENDED = (AttemptState.EXPIRED, AttemptState.FAILED)  # nothing was taken, and nothing can be any more


@orders.get("/checkout/done/")
@limiter.limit("30 per minute")
def done() -> Response | str:
    """Look whether the money is here, by the same function as every other way of hearing of it."""
    session_id = request.args.get("session", "")
    attempt = find_attempt(session_id=session_id) if SESSION.fullmatch(session_id) else None
    if attempt is None:
        raise NoSuchOrder
    if attempt.state not in HERE:
        end_reading()
        with suppress(GatewayError, DomainError):  # not seen yet; the reconciler will see it
            look_at_session(current_app.extensions["till"], session_id)
        attempt = find_attempt(session_id=session_id)
    if attempt is not None and attempt.state in ENDED:
        is_added = attempt.cart_id is None
        return redirect(
            url_for("orders.left_payment") if is_added else url_for("checkout.check", back=1), 303
        )
    if attempt is None or attempt.state not in HERE:
        return render_template("store/order_confirming.html", again=request.full_path)
    return to_order_page(db.session.get_one(Order, attempt.order_id))


@orders.get("/orders/<token>/")
@limiter.limit("120 per minute")
def show_order(token: str) -> str:
    """One order, for whoever holds its link."""
    return order_page(token, order_behind(token))


def order_page(token: str, order: Order, *, errors: dict[str, str] | None = None, problem: str = "") -> str:
    """Return an order's page, with what was refused on it."""
    return render_template(
        "store/order.html",
        token=token,
        errors=errors or {},
        problem=problem,
        **describe_order(order),
        paper_links=link_papers(
            order,
            lambda paper: url_for("orders.show_paper", token=token, paper=paper),
            lambda paper: url_for("orders.keep_paper", token=token, paper=paper),
        ),
        is_new="new" in request.args,
        sent=read_sent(request.args.get("sent", "")),
    )


def read_sent(raw: str) -> int:
    """Return which of the order's gift cards was just sent once more."""
    return int(raw) if re.fullmatch(r"[0-9]{1,15}", raw) else 0


@orders.get("/orders/<token>/papers/<paper>/")
@limiter.limit("120 per minute")
def show_paper(token: str, paper: str) -> str:
    """One of its papers, to print."""
    return paper_page(order_behind(token), paper, back=url_for("orders.show_order", token=token))


@orders.get("/orders/<token>/papers/<paper>.pdf")
@limiter.limit("30 per minute")
def keep_paper(token: str, paper: str) -> Response:
    """The same as a PDF."""
    return paper_file(order_behind(token), paper)


def order_behind(token: str) -> Order:
    """Return the order of a link, with its lines; raises NoSuchOrder."""
    if not TOKEN.fullmatch(token):
        raise NoSuchOrder
    return get_order_by_link(token)


def to_order_page(order: Order) -> Response | str:
    """Lead to the order's page, in the browser whose basket it was; elsewhere the mail has the link."""
    till: Till = current_app.extensions["till"]
    mine = current_cart()
    token = find_link_token(till.secret_keys, order.link_salt, order.link_hash)
    if mine is None or mine.id != order.cart_id or token is None:
        return render_template("store/order_elsewhere.html")
    return redirect(url_for("orders.show_order", token=token, new=1), 303)
