"""The papers of an order: its invoice, and what goes with a refund."""

from flask import Response, url_for

from app.web.permissions import needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.showing import found
from blueprints.store.papers import paper_file, paper_page


@staff_orders.get("/<int:number>/papers/<paper>/")
@needs("orders.see")
def show_paper(number: int, paper: str) -> str:
    """One paper to print."""
    return paper_page(found(number), paper, back=url_for("staff_orders.show", number=number))


@staff_orders.get("/<int:number>/papers/<paper>.pdf")
@needs("orders.see")
def keep_paper(number: int, paper: str) -> Response:
    """The same as a PDF."""
    return paper_file(found(number), paper)
