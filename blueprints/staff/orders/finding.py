"""Looking for an order. What is typed may be somebody's name or address, so it is sent by POST and stands in no URL."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.orders.buyer import tidy
from app.orders.finding import find_orders
from app.web.permissions import needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.listing import PAGE, read_mark
from blueprints.store.order_words import order_status

EMPTY = "Enter a number, a name, a mail address, a SKU or a postcode."


@staff_orders.get("/search")
@needs("orders.see")
def find_again() -> Response:
    """Lead to the form: what was looked for stands in no address, so there is nothing to look for again."""
    return redirect(url_for("staff_orders.index"), 303)


@staff_orders.post("/search")
@needs("orders.see")
def find() -> str | tuple[str, int]:
    """Show the orders that have what was typed, newest first; nothing is changed."""
    words = tidy(request.form.get("words", ""))[:200]
    before = read_mark(request.form.get("before", ""))
    found = find_orders(words, before_id=before, limit=PAGE) if words else None
    page = render_template(
        "staff/orders/found.html",
        words=words,
        found=found,
        problem="" if words else EMPTY,
        status_of=order_status,
    )
    return page if words else (page, 422)
