"""What stands on a paper, in words: the same for the page to print and the PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_currency

from app.invoicing.models import Paper, PaperKind
from app.invoicing.queries import find_about
from app.invoicing.rules import KIND_WORDS, as_rates, paper_name
from app.orders.amending import buyer_of
from app.orders.models import Order, OrderLine
from app.orders.taxes import list_order_taxes
from app.pricing.taxing import REVERSE_WORDS, percent_words
from app.settings.queries import load_settings

Say = Callable[[int], str]
COLUMNS = ("What", "Units", "Price of one", "Taken off", "Tax", "Sum")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One paper as it is read; `rows` fit `columns`; `facts` and `sums` are (label, words), the total last."""

    title: str
    name: str
    issued_at: datetime
    about: str
    facts: tuple[tuple[str, str], ...]
    seller: tuple[str, ...]
    buyer: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[tuple[str, str], ...]
    closing: str


def title_of(paper: Paper) -> str:
    """Return "Invoice 2026-000123"."""
    return f"{KIND_WORDS[paper.kind]} {name_of(paper)}"


def name_of(paper: Paper) -> str:
    """Return "2026-000123"."""
    return paper_name(paper.series, paper.year, paper.number)


def make_sheet(paper: Paper, order: Order, *, country: str) -> Sheet:
    """Return a paper in words; the order was read with its lines, `country` is its country's name."""
    locale = load_settings().locale

    def say(minor: int) -> str:
        return str(format_currency(order.money(minor).decimal, paper.currency, locale=locale))

    def day(value: date) -> str:
        return str(format_date(value, "d MMMM y", locale=locale))

    is_invoice = paper.kind is PaperKind.INVOICE
    columns, rows = _without_empty(
        _rows_of_order(order, say) if is_invoice else _rows_of_note(paper, order, say)
    )
    return Sheet(
        title=title_of(paper),
        name=name_of(paper),
        issued_at=paper.issued_at,
        about=_about(paper, day),
        facts=_facts(paper, order, day),
        seller=_seller(paper),
        buyer=_buyer(order, country),
        columns=columns,
        rows=rows,
        sums=tuple(_sums(paper, say)),
        closing=_closing(paper, day),
    )


#: Directive 2006/112/EC, Article 30b: handing a multi-purpose voucher over bears no tax
VOUCHER_WORDS = (
    "multi-purpose vouchers: tax is due on what they pay for, none now (Directive 2006/112/EC, Article 30b)"
)


def _facts(paper: Paper, order: Order, day: Callable[[date], str]) -> tuple[tuple[str, str], ...]:
    facts = [("Issued on", day(paper.issued_on)), ("Order", str(order.number))]
    if order.is_reverse_charge:
        facts.append(("Tax", REVERSE_WORDS))
    if paper.kind is PaperKind.INVOICE and any(one.is_gift_card for one in order.lines):
        facts.append(("Gift cards", VOUCHER_WORDS))
    if paper.kind is PaperKind.INVOICE:
        facts.insert(1, ("Paid on, which counts as the date of supply", day(paper.paid_on)))
    return tuple(facts)


def _seller(paper: Paper) -> tuple[str, ...]:
    lines = [paper.seller_name, *(part.strip() for part in paper.seller_address.split(","))]
    return _without_doubles([*lines, f"VAT number {paper.vat_number}" if paper.vat_number else ""])


def _buyer(order: Order, country: str) -> tuple[str, ...]:
    lines = [*buyer_of(order).address_lines, country]
    return (*lines, f"VAT number {order.vat_number}") if order.vat_number else tuple(lines)


def _without_doubles(lines: Sequence[str]) -> tuple[str, ...]:
    """Leave out what is empty, and a name that begins the address once more."""
    return tuple(one for place, one in enumerate(lines) if one and one not in lines[:place])


def _without_empty(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Leave out the columns in which nothing stands; a single cell of the others is never empty."""
    kept = [place for place in range(len(COLUMNS)) if any(row[place] for row in rows)]
    return tuple(COLUMNS[one] for one in kept), tuple(tuple(row[one] or "–" for one in kept) for row in rows)


def _about(paper: Paper, day: Callable[[date], str]) -> str:
    about = find_about(paper)
    if about is None:
        return ""
    named = f"{title_of(about)} of {day(about.issued_on)}"
    if paper.kind is PaperKind.CREDIT_NOTE:
        return f"This note changes {_small(named)}: the sum below is given back."
    why = "the bank has given its money back to us" if paper.payment_id else "its money did not arrive"
    return f"This invoice takes back {_small(named)}, because {why}. The sum below counts again."


def _small(words: str) -> str:
    return words[0].lower() + words[1:]


def _closing(paper: Paper, day: Callable[[date], str]) -> str:
    if paper.payment_id is not None:
        is_note = paper.kind is PaperKind.CREDIT_NOTE
        return "Your bank has given you the money back." if is_note else "There is nothing to pay."
    return {
        PaperKind.INVOICE: f"Paid on {day(paper.paid_on)}. Nothing is left to pay.",
        PaperKind.CREDIT_NOTE: "The money goes back as we have told you by mail.",
        PaperKind.CORRECTION: "There is nothing to pay. We write to you about another way to give the money back.",
    }[paper.kind]


def _rows_of_order(order: Order, say: Say) -> list[tuple[str, ...]]:
    """One row for each line, and one for the delivery; "Taken off" is what offers took off that row."""
    points = {one.tax_class: one.points for one in list_order_taxes(order.id)}
    rates = sorted(set(points.values()) or {order.tax_percent * 100}, reverse=True)
    rows = [
        _row_of_line(line, percent_words(points.get(line.tax_class, rates[0])), say) for line in order.lines
    ]
    if order.shipping_minor:
        off = order.discount_minor - sum(line.discount_minor for line in order.lines)
        left = order.shipping_minor - off
        shares = percent_words(rates[0]) if len(rates) == 1 else "shared"  # by what the things in it bear
        rows.append(("Delivery", "1", say(order.shipping_minor), say(-off) if off else "", shares, say(left)))
    return rows


def _row_of_line(line: OrderLine, percent: str, say: Say) -> tuple[str, ...]:
    off = say(-line.discount_minor) if line.discount_minor else ""
    left = say(line.total_minor - line.discount_minor)
    return (
        line.words,
        str(line.quantity),
        say(line.unit_minor),
        off,
        "later" if line.is_gift_card else percent,
        left,
    )


def _rows_of_note(paper: Paper, order: Order, say: Say) -> list[tuple[str, ...]]:
    what = "Given back of" if paper.kind is PaperKind.CREDIT_NOTE else "Not given back of"
    return [
        (f"{what} order {order.number}", "1", say(one.gross), "", percent_words(one.points), say(one.gross))
        for one in as_rates(paper.rates)
    ]


def _sums(paper: Paper, say: Say) -> list[tuple[str, str]]:
    sums = []
    for one in as_rates(paper.rates):
        sums.append((f"Without tax, at {percent_words(one.points)}", say(one.gross - one.tax)))
        sums.append((f"Tax, {percent_words(one.points)}", say(one.tax)))
    return [*sums, ("Total, tax included", say(paper.total_minor))]
