"""Invoices and credit notes as pages to print and as files; whoever may see an order may see its papers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, make_response, render_template

from app.invoicing.pdf import make_pdf
from app.invoicing.queries import get_paper_of, list_papers
from app.invoicing.sheets import Sheet, make_sheet, name_of, title_of
from app.orders.models import Order
from blueprints.store.places import country_name


@dataclass(frozen=True, kw_only=True)
class PaperLinks:
    """One paper of an order and where it is read."""

    title: str
    page: str
    file: str


def link_papers(order: Order, page: Callable[[str], str], file: Callable[[str], str]) -> Sequence[PaperLinks]:
    """Return an order's papers, oldest first; `page` and `file` make the addresses of a paper's number."""
    found = ((title_of(one), name_of(one)) for one in list_papers(order.id))
    return [PaperLinks(title=title, page=page(name), file=file(name)) for title, name in found]


def paper_page(order: Order, name: str, *, back: str) -> str:
    """Return a paper of an order that was read with its lines, to print, with the way `back`; raises NoSuchPaper."""
    return render_template("store/paper.html", sheet=_sheet(order, name), back=back)


def paper_file(order: Order, name: str) -> Response:
    """Return the same as a PDF; raises NoSuchPaper."""
    sheet = _sheet(order, name)
    answer = make_response(make_pdf(sheet))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _sheet(order: Order, name: str) -> Sheet:
    return make_sheet(get_paper_of(order.id, name), order, country=country_name(order.country))
