"""What staff write down about an order for each other."""

from flask import request
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.errors import DomainError
from app.orders.errors import NoteRefused
from app.orders.models import Order
from app.orders.noting import add_note
from app.web.permissions import current_actor, needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.showing import Problems, change


@staff_orders.post("/<int:number>/notes")
@needs("orders.see")
def write_note(number: int) -> Response | tuple[str, int]:
    """Keep a note; the buyer never reads it here, and gets it when they ask for all that is held about them."""
    words = request.form.get("words", "")

    def keep(order: Order) -> None:
        add_note(order, words, actor=current_actor(), now=utcnow())

    def beside(error: DomainError, order: Order) -> Problems:
        is_shown = isinstance(error, NoteRefused) and order.erased_at is None
        return [("note", error.sentence)] if is_shown else []

    return change(number, keep, beside)
