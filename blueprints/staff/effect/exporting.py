"""The sums of every edge as a table for other programs (RFC 4180), row by row."""

import csv
import io
from collections.abc import Iterator

from flask import Response, stream_with_context

from app.effect.queries import EdgeEffect, Sales, Span, each_edge_effect
from app.web.permissions import needs
from blueprints.staff.effect.hall import chosen_span, staff_effect

HEAD = [
    "since", "until", "article", "edge", "leads to", "kind", "by", "shown", "followed", "carted", "paid lines",
    "refunded lines", "joined", "currency", "paid", "refunded", "paid lines as first link", "paid as first link",
    "refunded as first link",
]  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@staff_effect.get("/edges.csv")
@needs("effect.see")
def export() -> Response:
    """Hand over what every edge led to in the days that are asked for."""
    span = chosen_span()
    rows = stream_with_context(write_rows(span))
    response = Response(rows, content_type="text/csv; charset=utf-8")
    name = f"what-articles-led-to-{span.since}-{span.until}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def write_rows(span: Span) -> Iterator[str]:
    """Yield the lines; an edge that sold in two currencies has two."""
    yield write_line(HEAD)
    for one in each_edge_effect(span):
        by_currency: list[Sales | None] = [*one.sales]
        for sales in by_currency or [None]:
            yield write_line([span.since.isoformat(), span.until.isoformat(), *cells_of(one, sales)])


def cells_of(one: EdgeEffect, sales: Sales | None) -> list[str]:
    """Return one edge's cells."""
    sums = one.sums
    counts = [sums.shown, sums.clicks, sums.carts, sums.paid, sums.refunded, sums.joined]
    names = [one.article, str(one.id), one.to, one.kind.value, one.source.value]
    money = ["", "", "", str(sums.first_paid), "", ""]
    if sales:
        money = [
            sales.paid.currency, str(sales.paid.decimal), str(sales.refunded.decimal), str(sums.first_paid),
            str(sales.first_paid.decimal), str(sales.first_refunded.decimal),
        ]  # fmt: skip
    return [*(plain_cell(name) for name in names), *map(str, counts), *money]


def plain_cell(words: str) -> str:
    """Return words that a spreadsheet takes for words: what would be a formula there is quoted (CWE-1236)."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def write_line(cells: list[str]) -> str:
    """Return one line of the file."""
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
