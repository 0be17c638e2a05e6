"""A page that nobody has to pass: a word for the courier, a word for a gift."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.cart.actions import keep_answers, lock_cart
from app.cart.unfinished import keep_typed, shown_answers
from app.clock import utcnow
from app.db import transaction
from app.orders.errors import AnswerRefused
from app.orders.notes import LONGEST, Notes, change_notes_of_cart, check_notes, notes_from
from app.web.limits import limiter
from blueprints.store.again import checkout
from blueprints.store.checkout import filled_cart, go_on, needs_parcel, to_basket

__all__ = ["checkout"]


@checkout.get("/notes/")
def ask_notes() -> ResponseReturnValue:
    """Anything we should know?"""
    mine = filled_cart()
    if mine is None or not needs_parcel(mine):
        return to_basket()
    return notes_page(notes_from(shown_answers(mine)))


@checkout.post("/notes/")
@limiter.limit("60 per minute")
def answer_notes() -> ResponseReturnValue:
    """Keep the notes, also on an order that waits for its payment."""
    mine = filled_cart()
    if mine is None or not needs_parcel(mine):
        return to_basket()
    typed = notes_from({name: request.form.get(name, "")[:2000] for name in LONGEST})
    try:
        notes = check_notes(typed)
    except AnswerRefused as error:
        with transaction():
            keep_typed(mine.id, dict(vars(typed)), now=utcnow())
        return go_on() if "save" in request.form else (notes_page(typed, error.errors), 422)
    with transaction():
        lock_cart(mine.id)
        keep_answers(mine.id, dict(vars(notes)), now=utcnow())
        change_notes_of_cart(mine.id, notes, now=utcnow())
    return go_on()


def notes_page(notes: Notes, errors: dict[str, str] | None = None) -> str:
    """Return the page with what was typed and what has to be mended."""
    return render_template("store/checkout_notes.html", notes=notes, errors=errors or {})
