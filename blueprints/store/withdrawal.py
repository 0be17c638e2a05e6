"""Withdraw from contract here: the statement, a page to confirm it, and its receipt. No account, no reason."""

import re

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.clock import utcnow
from app.db import transaction
from app.orders.errors import AnswerRefused, NoSuchOrder
from app.orders.letters import link_under, order_link
from app.orders.models import Order
from app.orders.queries import get_order_by_link
from app.orders.withdrawing import Statement, check_statement, declare_withdrawal
from app.payments.till import Till
from app.web.limits import limiter
from blueprints.store.order_words import moment_words
from blueprints.store.orders import TOKEN

withdrawal = Blueprint("withdrawal", __name__, url_prefix="/withdrawal")


@withdrawal.get("/")
def ask() -> str:
    """Ask which order, who it is and where to write; whoever comes back finds the number that was there."""
    number = request.args.get("number", "")
    return form(Statement(number=number if re.fullmatch(r"[0-9]{1,12}", number) else ""))


@withdrawal.get("/of/<token>/")
@limiter.limit("120 per minute")
def ask_of(token: str) -> str:
    """Show the statement of whoever holds an order's link: nothing is left to be typed."""
    if not TOKEN.fullmatch(token):
        raise NoSuchOrder
    order = get_order_by_link(token)
    return confirm(Statement(number=str(order.number), name=order.name, email=order.email))


@withdrawal.post("/")
@limiter.limit("30 per minute")
def check() -> ResponseReturnValue:
    """Show the statement once more, with the button that makes it."""
    typed = typed_statement()
    try:
        return confirm(check_statement(typed))
    except AnswerRefused as error:
        return form(typed, error.errors), 422


@withdrawal.post("/change")
@limiter.limit("30 per minute")
def change() -> str:
    """Go back to the questions with everything that was typed."""
    return form(typed_statement())


@withdrawal.post("/confirmation")
@limiter.limit("10 per minute")
def declare() -> ResponseReturnValue:
    """Take the statement; pressed twice, it is the same one."""
    typed, now = typed_statement(), utcnow()
    try:
        statement = check_statement(typed)
    except AnswerRefused as error:
        return form(typed, error.errors), 422
    with transaction():
        made = declare_withdrawal(
            statement, received_words=moment_words(now), now=now, find_link=page_to_send_back
        )
        received = made.received_at
    return render_template(
        "store/withdrawal_received.html", statement=statement, received=moment_words(received)
    )


def page_to_send_back(order: Order) -> str:
    """Return the page from which an order's things are sent back."""
    till: Till = current_app.extensions["till"]
    link = order_link(order, site_url=till.site_url, secret_keys=till.secret_keys)
    return link_under(link, "return/")


def typed_statement() -> Statement:
    """Return what was sent, cut to what the form can show again."""
    return Statement(
        **{name: request.form.get(name, "")[:1000] for name in ("number", "name", "email", "things")}
    )


def form(typed: Statement, errors: dict[str, str] | None = None) -> str:
    """Return the questions with what was typed and what has to be mended."""
    return render_template("store/withdrawal.html", typed=typed, errors=errors or {})


def confirm(statement: Statement) -> str:
    """Return the page with the button "Confirm withdrawal"."""
    return render_template("store/withdrawal_confirm.html", statement=statement)
