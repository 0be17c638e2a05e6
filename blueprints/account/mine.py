"""A shopper's own pages: orders, one order, and the devices that are signed in."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.actions import end_all_sessions, end_session_of
from app.accounts.models import User
from app.accounts.queries import list_sessions
from app.cart.owning import shut_elsewhere
from app.clock import utcnow
from app.db import db, transaction
from app.newsletter.queries import find_subscriber
from app.newsletter.rules import SubscriberState, TokenKind
from app.newsletter.tokens import is_known
from app.orders.queries import get_order_of, list_orders_of
from app.orders.rules import find_link_token
from app.payments.till import Till
from app.web.limits import limiter
from app.web.permissions import for_shoppers
from blueprints.store.basket import keep_cookie
from blueprints.store.order_parts import describe_order
from blueprints.store.order_words import order_status
from blueprints.store.papers import link_papers, paper_file, paper_page

mine = Blueprint("mine", __name__, url_prefix="/your-orders")
PAGE = 10


@mine.get("/")
@for_shoppers
def overview() -> str:
    """Show the orders, newest first, and what else can be done here."""
    raw = request.args.get("before", "")
    before = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None
    found = list_orders_of(current_user, before_id=before, limit=PAGE + 1)
    return render_template(
        "account/orders.html",
        orders=[(one, order_status(one)) for one in found[:PAGE]],
        older=url_for("mine.overview", before=found[PAGE - 1].id) if len(found) > PAGE else None,
        is_first=before is None,
        letters_url=letters_url(),
        is_joined=request.args.get("said") == "basket",
    )


@mine.get("/<int:number>/")
@for_shoppers
def show_order(number: int) -> str:
    """One order of one's own, with all that its guest page shows."""
    order = get_order_of(current_user, number)
    till: Till = current_app.extensions["till"]
    return render_template(
        "account/order.html",
        token=find_link_token(till.secret_keys, order.link_salt, order.link_hash),
        **describe_order(order),
        paper_links=link_papers(
            order,
            lambda paper: url_for("mine.show_paper", number=number, paper=paper),
            lambda paper: url_for("mine.keep_paper", number=number, paper=paper),
        ),
    )


@mine.get("/<int:number>/papers/<paper>/")
@for_shoppers
def show_paper(number: int, paper: str) -> str:
    """One of its papers, to print."""
    back = url_for("mine.show_order", number=number)
    return paper_page(get_order_of(current_user, number), paper, back=back)


@mine.get("/<int:number>/papers/<paper>.pdf")
@limiter.limit("30 per minute")
@for_shoppers
def keep_paper(number: int, paper: str) -> Response:
    """The same as a PDF."""
    return paper_file(get_order_of(current_user, number), paper)


@mine.get("/devices/")
@for_shoppers
def devices() -> str:
    """Show where somebody is signed in."""
    return render_template("account/devices.html", sessions=list_sessions(current_user, now=utcnow()))


@mine.post("/devices/<int:session_id>/end")
@for_shoppers
def end_device(session_id: int) -> ResponseReturnValue:
    """Sign one of one's own browsers out, and shut the basket on all but this one: which has it nobody can tell."""
    with transaction():
        end_session_of(own_row(), session_id, now=utcnow())
        token = shut_elsewhere(current_user.id, now=utcnow())
    answer = make_response(redirect(url_for("mine.devices"), 303))
    return keep_cookie(answer, token) if token else answer


@mine.post("/devices/end")
@for_shoppers
def end_devices() -> Response:
    """Sign every browser out, this one too; the basket is shut on all of them until somebody signs in."""
    with transaction():
        shut_elsewhere(current_user.id, now=utcnow())
        end_all_sessions(own_row(), now=utcnow())
    return make_response(redirect(url_for("sign_in.ask"), 303))


def letters_url() -> str:
    """Return the page of one's own letters, which the address's owner may see; empty for whoever gets none."""
    reader = find_subscriber(current_user.email)
    if reader is None or reader.state is not SubscriberState.CONFIRMED:
        return ""
    token = current_app.extensions["letters"].links_of(reader.id).preferences
    if not is_known(TokenKind.PREFERENCES, token):  # it works from the first letter on
        return ""
    return url_for("newsletter.preferences", token=token)


def own_row() -> User:
    """Return the signed-in person as a row of the open transaction."""
    return db.session.get_one(User, current_user.id)
