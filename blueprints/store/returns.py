"""Sending something back, from the order's page: which things, then a number, the address and a paper to print."""

import re

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.clock import utcnow
from app.db import transaction
from app.orders.errors import NoSuchOrder
from app.orders.letters import link_under, order_link
from app.orders.models import Order
from app.orders.queries import get_order_by_link, lock_order
from app.payments.queries import list_payments
from app.payments.till import Till
from app.returns.actions import SHOPPER, announce_return, call_off
from app.returns.errors import UnitsNotSent
from app.returns.letters import write_how_to_send
from app.returns.models import ReturnReason
from app.returns.queries import count_returns, get_return_of, units_to_return
from app.settings.queries import load_settings
from app.web.limits import limiter
from blueprints.store.downloads import orders
from blueprints.store.orders import TOKEN
from blueprints.store.return_words import REASONS, where_it_stands

__all__ = ["orders"]


@orders.get("/orders/<token>/return/")
@limiter.limit("120 per minute")
def ask_return(token: str) -> ResponseReturnValue:
    """Ask which things come back."""
    return return_form(token, found(token))


@orders.post("/orders/<token>/return/")
@limiter.limit("20 per minute")
def announce(token: str) -> ResponseReturnValue:
    """Announce the return and write how to send it; a second press finds the same one."""
    order, till, now = found(token), current_till(), utcnow()
    try:
        units, seen = typed_units(order), typed_number(request.form.get("seen", ""))
        with transaction():
            locked = lock_order(order.id)
            back, is_new = announce_return(
                locked, units, seen=seen, reason=typed_reason(), now=now,
                wants_credit=request.form.get("money") == "credit" and may_choose_credit(locked),
            )  # fmt: skip
            if is_new:
                link = order_link(locked, site_url=till.site_url, secret_keys=till.secret_keys)
                write_how_to_send(locked, back, link=link_under(link, f"returns/{back.id}/"), now=now)
            return_id = back.id
    except UnitsNotSent as error:
        return return_form(token, found(token), error=error), 422
    return redirect(url_for("orders.show_return", token=token, return_id=return_id), 303)


@orders.get("/orders/<token>/returns/<int:return_id>/")
@limiter.limit("120 per minute")
def show_return(token: str, return_id: int) -> str:
    """Show a return: its number, where it goes, who pays, and where it stands."""
    order = found(token)
    back = get_return_of(order.id, return_id)
    return render_template(
        "store/return.html",
        token=token,
        order=order,
        back=back,
        stands=where_it_stands(back),
        **sending_words(),
    )


@orders.post("/orders/<token>/returns/<int:return_id>/calling-off")
@limiter.limit("20 per minute")
def keep_after_all(token: str, return_id: int) -> ResponseReturnValue:
    """Say that the things are kept after all."""
    order = found(token)
    with transaction():
        call_off(lock_order(order.id), return_id, actor=SHOPPER, now=utcnow())
    return redirect(url_for("orders.show_return", token=token, return_id=return_id), 303)


@orders.get("/orders/<token>/returns/<int:return_id>/slip/")
@limiter.limit("120 per minute")
def return_slip(token: str, return_id: int) -> str:
    """The paper that goes into the parcel back, without prices."""
    order = found(token)
    return render_template(
        "store/return_slip.html",
        order=order,
        token=token,
        back=get_return_of(order.id, return_id),
        **sending_words(),
    )


def found(token: str) -> Order:
    """Return the order of a link with its lines; raises NoSuchOrder."""
    if not TOKEN.fullmatch(token):
        raise NoSuchOrder
    return get_order_by_link(token)


def may_choose_credit(order: Order) -> bool:
    """Say whether there is something to choose: what gift cards paid goes back on them anyway."""
    return order.refundable.minor > 0 and any(one.is_kept for one in list_payments(order.id))


def return_form(token: str, order: Order, *, error: UnitsNotSent | None = None) -> str:
    """Return the form with what was typed and what has to be mended."""
    left = units_to_return(order, order.lines)
    named = {f"units-{key}": words for key, words in (error.errors if error else {}).items()}
    first = next((f"units-{one.id}" for one in order.lines if one.id in left), "return-title")
    return render_template(
        "store/return_form.html",
        token=token,
        order=order,
        left=left,
        seen=count_returns(order.id),
        typed=request.form if error else {},
        errors=named,
        summary=list(named.items()) or ([(first, error.sentence)] if error else []),
        reasons=REASONS,
        may_choose=may_choose_credit(order),
        **sending_words(),
    )


def sending_words() -> dict[str, str]:
    """Return where things are sent back to, and who pays for it."""
    settings = load_settings()
    return {"address": settings.return_address or settings.postal_address, "postage": settings.return_postage}


def typed_units(order: Order) -> dict[int, int]:
    """Return order line id -> units of the fields `units-ID`; empty is none. Raises UnitsNotSent."""
    units, errors = {}, {}
    for line in order.lines:
        said = request.form.get(f"units-{line.id}", "").strip() or "0"
        if re.fullmatch(r"[0-9]{1,4}", said):
            units[line.id] = int(said)
        else:
            errors[line.id] = f"{line.words}: enter a whole number, such as 1."
    if errors:
        raise UnitsNotSent(errors)
    return units


def typed_number(typed: str) -> int:
    """Return a small whole number, or -1 for anything else."""
    return int(typed) if re.fullmatch(r"[0-9]{1,6}", typed) else -1


def typed_reason() -> ReturnReason:
    """Return what was chosen; anything else is nothing said."""
    said = request.form.get("reason", "")
    return ReturnReason(said) if said in set(ReturnReason) else ReturnReason.NONE


def current_till() -> Till:
    """Return the till, which knows the site's own address and keys."""
    till: Till = current_app.extensions["till"]
    return till
