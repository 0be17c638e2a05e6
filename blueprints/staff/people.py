"""Requests to be erased that came by post or mail: staff begin them, and see what they wait for."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from app.clock import utcnow
from app.db import transaction
from app.newsletter.addresses import masked
from app.orders.buyer import check_email
from app.orders.errors import AnswerRefused
from app.people.erasing import ask_erasure, carry_out, list_waiting, tell_waiting
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs

staff_people = Blueprint("staff_people", __name__, url_prefix="/staff/people")
SAID = {
    "erased": "Everything that law lets us erase is erased.",
    "waits": "It waits until everything is settled, and then happens by itself.",
}


@staff_people.get("/")
@needs("people.erase")
def index() -> str:
    """Show what waits, and the form."""
    return page("")


@staff_people.post("/erasure")
@needs("people.erase")
def erase() -> Response:
    """Begin an erasure for an address whose owner has asked for it in writing."""
    typed, now = request.form.get("email", "")[:500], utcnow()
    sure = request.form.get("sure") == "yes"
    errors = {} if sure else {"sure": "Say that the person who asks is the owner of the address."}
    try:
        email = check_email(typed)
    except AnswerRefused as error:
        errors |= error.errors if typed.strip() else {"email": "Enter the address to erase."}
    if errors:
        return make_response(page(typed, errors), 422)
    with transaction():
        waiting = carry_out(ask_erasure(email, actor=current_actor(), now=now), now=now)
    return make_response(redirect(url_for("staff_people.index", said="waits" if waiting else "erased"), 303))


def page(typed: str, errors: dict[str, str] | None = None) -> str:
    """Return the page with what was typed and what has to be mended."""
    return render_template(
        "staff/people.html",
        typed=typed,
        errors=errors or {},
        waiting=[
            (masked(one.email), one.asked_at, tell_waiting(one.email)) for one in list_waiting() if one.email
        ],
        years=load_settings().keep_orders_years,
        said=SAID.get(request.args.get("said", ""), ""),
    )
