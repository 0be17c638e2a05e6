"""Writing papers: each with the next number of its series, in the transaction of what it tells of."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from app.clock import day_in
from app.credit.models import CreditEntry
from app.db import db, insert_if_absent
from app.invoicing.models import Paper, PaperCounter, PaperKind, Series
from app.invoicing.queries import find_invoice, find_last_of_payment, find_last_of_refund, list_papers
from app.invoicing.rules import (
    NO_CARDS,
    CardPart,
    Rate,
    add_up,
    as_rates,
    rates_of_order,
    series_of,
    share_refund,
    share_refund_of_cards,
)
from app.orders.errors import StepRefused
from app.orders.models import Order
from app.orders.taxes import list_order_taxes
from app.settings.queries import load_settings


def issue_invoice(order: Order, *, now: datetime) -> Paper:
    """Write the invoice of a locked order that has been paid; the one it has, when there is one.

    Take every other lock before: the counter's is the last.
    """
    known = find_invoice(order.id)
    return known or _write(
        order, PaperKind.INVOICE, rates_of_order(order, list_order_taxes(order.id)), now=now
    )


def bring_refund_in_step(
    order: Order,
    refund_id: int,
    amount: int,
    *,
    is_given: bool,
    now: datetime,
    cards: CardPart = NO_CARDS,
) -> Paper | None:
    """Write what a refund of a locked order lacks: its credit note once Stripe has it, or what takes the note back.

    `amount` in minor units; `is_given` is false for a refund that is only wanted, or has failed. Any number of times.
    Returns the new paper, where one was needed.
    """
    last = find_last_of_refund(refund_id)
    has_note = last is not None and last.kind is PaperKind.CREDIT_NOTE
    if is_given == has_note:
        return None
    turn = last.turn + 1 if last else 1
    if last is not None and has_note:
        return _write(
            order, PaperKind.CORRECTION, as_rates(last.rates), about=last, refund_id=refund_id, turn=turn, now=now
        )  # fmt: skip
    invoice = issue_invoice(order, now=now)  # an order from before there were papers gets its own first
    rates = share_refund_of_cards(amount, as_rates(invoice.rates), credited(order.id), cards)
    return _write(
        order, PaperKind.CREDIT_NOTE, rates, about=invoice, refund_id=refund_id, turn=turn, now=now
    )  # fmt: skip


def note_credit_back(
    order: Order, entry: CreditEntry, *, now: datetime, cards: CardPart = NO_CARDS
) -> Paper | None:
    """Write the credit note of what went back onto a gift card from a locked, paid order; None where it has one."""
    known = select(Paper.id).where(Paper.credit_entry_id == entry.id)
    if db.session.scalar(known) is not None:
        return None
    invoice = issue_invoice(order, now=now)
    rates = share_refund_of_cards(entry.amount_minor, as_rates(invoice.rates), credited(order.id), cards)
    return _write(order, PaperKind.CREDIT_NOTE, rates, about=invoice, credit_entry_id=entry.id, now=now)


def bring_lost_in_step(order: Order, payment_id: int, amount: int, *, now: datetime) -> list[Paper]:
    """Let one credit note stand of what a bank has taken back of a locked, cancelled order's payment, of its amount.

    `amount` in minor units, nothing where none may stand. What stands of another amount is taken back first. Returns
    the new papers. Any number of times. An order that bought gift cards is never cancelled once it is paid, because
    they were handed over; so all that is shared here bears the rates of things.
    """
    last = find_last_of_payment(payment_id)
    stands = last.total_minor if last is not None and last.kind is PaperKind.CREDIT_NOTE else 0
    made, turn = [], last.turn if last else 0
    if last is not None and stands not in (0, amount):
        turn += 1
        made.append(
            _write(
                order, PaperKind.CORRECTION, as_rates(last.rates), about=last, payment_id=payment_id, turn=turn, now=now
            )
        )  # fmt: skip
    if amount not in (0, stands):
        invoice = issue_invoice(order, now=now)
        rates = share_refund(amount, as_rates(invoice.rates), credited(order.id))
        note = _write(
            order, PaperKind.CREDIT_NOTE, rates, about=invoice, payment_id=payment_id, turn=turn + 1, now=now
        )
        made.append(note)
    return made


def credited(order_id: int) -> dict[int, Rate]:
    """Return points -> what an order's credit notes come to, less what was taken back of them."""
    signs = {PaperKind.CREDIT_NOTE: 1, PaperKind.CORRECTION: -1}
    papers = [one for one in list_papers(order_id) if one.kind in signs]
    return add_up((signs[one.kind], as_rates(one.rates)) for one in papers)


def lock_counter(series: Series, year: int) -> PaperCounter:
    """Return a series' counter of a year, locked and read anew; nobody locks anything after it."""
    found = _find_counter(series, year)
    if found is None:
        values = {"series": series, "year": year, "last_number": 0, "last_on": date(year, 1, 1)}
        insert_if_absent(PaperCounter, values)
        found = _find_counter(series, year)
    if found is None:
        raise StepRefused("The counter of our invoices is not there.")
    return found


def _find_counter(series: Series, year: int) -> PaperCounter | None:
    query = select(PaperCounter).where(PaperCounter.series == series, PaperCounter.year == year)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()


def _write(
    order: Order, kind: PaperKind, rates: Sequence[Rate], *, now: datetime, about: Paper | None = None,
    refund_id: int | None = None, credit_entry_id: int | None = None, payment_id: int | None = None, turn: int = 1,
) -> Paper:  # fmt: skip
    """Give a paper its number and its day; the number goes back with the transaction when that fails."""
    if order.paid_at is None:
        raise StepRefused("Only a paid order has an invoice.")
    site = load_settings()
    today = day_in(site.time_zone, now)
    db.session.flush()
    counter = lock_counter(series_of(kind), today.year)
    counter.last_number += 1
    # whoever waited for the lock over midnight is not dated before the number ahead
    counter.last_on = max(counter.last_on, today)
    paper = Paper(
        kind=kind, series=counter.series, year=counter.year, number=counter.last_number, order_id=order.id,
        refund_id=refund_id, credit_entry_id=credit_entry_id, payment_id=payment_id,
        about_id=about.id if about else None, turn=turn, issued_at=now,
        issued_on=counter.last_on, paid_on=day_in(site.time_zone, order.paid_at),
        seller_name=(site.seller_name or site.name)[:200], seller_address=site.postal_address[:400],
        vat_number=site.vat_number[:40],
        currency=order.currency, total_minor=sum(one.gross for one in rates), tax_minor=sum(one.tax for one in rates),
        rates=[[one.points, one.gross, one.tax] for one in rates],
    )  # fmt: skip
    db.session.add(paper)
    db.session.flush()
    return paper
