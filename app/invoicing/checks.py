"""What must hold of papers: their numbers (I1), one invoice a paid order (I2), and their sums (I3)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.audit.actions import record
from app.clock import utcnow
from app.db import db, transaction
from app.invoicing.actions import issue_invoice, lock_counter
from app.invoicing.models import Paper, PaperCounter, PaperKind, Series
from app.invoicing.rules import add_up, as_rates, paper_name, rates_of_order
from app.orders.models import Order
from app.orders.queries import lock_order
from app.orders.taxes import list_order_taxes
from app.verifying import Check

Key = tuple[Series, int]


def ask_numbers() -> tuple[int, Sequence[str]]:
    """I1: the numbers of a series and year are 1 to n, in the order of their days, and the counter says n."""
    given: dict[Key, list[tuple[int, date]]] = {}
    query = select(Paper.series, Paper.year, Paper.number, Paper.issued_on)
    for series, year, number, day in db.session.execute(query.order_by(Paper.number, Paper.id)):
        given.setdefault((series, year), []).append((number, day))
    counters = {(one.series, one.year): one.last_number for one in db.session.scalars(select(PaperCounter))}
    wrong = []
    for series, year in sorted(given.keys() | counters.keys()):
        mine = given.get((series, year), [])
        name = paper_name(series, year, len(mine))
        days = [day for _, day in mine]
        if [number for number, _ in mine] != list(range(1, len(mine) + 1)):
            wrong.append(f"{series} of {year}: the numbers up to {name} have a gap or a double")
        if days != sorted(days) or any(day.year != year for day in days):
            wrong.append(f"{series} of {year}: the days do not follow the numbers")
        if counters.get((series, year)) != len(mine):
            wrong.append(
                f"{series} of {year}: the counter is at {counters.get((series, year))}, not {len(mine)}"
            )
    return sum(len(mine) for mine in given.values()), wrong


def repair_counters() -> None:
    """Set each counter to the last number that was given; a gap itself is for a person."""
    now = utcnow()
    with transaction():
        last = select(Paper.series, Paper.year, func.max(Paper.number)).group_by(Paper.series, Paper.year)
        for series, year, number in db.session.execute(last.order_by(Paper.series, Paper.year)).all():
            counter = lock_counter(series, year)
            if counter.last_number != number:
                counter.last_number = number
                record(
                    "paper.counter_repaired", actor="system", subject=("series", f"{series}-{year}"), now=now
                )


def ask_invoices() -> tuple[int, Sequence[str]]:
    """I2: each paid order has one invoice, and no other order has any paper."""
    paid = set(db.session.scalars(select(Order.id).where(Order.paid_at.is_not(None))))
    query = (
        select(Paper.order_id, func.count()).where(Paper.kind == PaperKind.INVOICE).group_by(Paper.order_id)
    )
    invoices = {order: int(count) for order, count in db.session.execute(query)}
    wrong = [
        f"order id {one} is paid and has {invoices.get(one, 0)} invoices"
        for one in sorted(paid)
        if invoices.get(one, 0) != 1
    ]
    papered = set(db.session.scalars(select(Paper.order_id).distinct()))
    wrong += [f"order id {one} has papers and was never paid" for one in sorted(papered - paid)]
    return len(paid), wrong


def repair_invoices() -> None:
    """Write the invoices that paid orders lack, oldest payment first, each in a logged transaction of its own."""
    has = select(Paper.id).where(Paper.order_id == Order.id, Paper.kind == PaperKind.INVOICE)
    query = (
        select(Order.id).where(Order.paid_at.is_not(None), ~has.exists()).order_by(Order.paid_at, Order.id)
    )
    for order_id in db.session.scalars(query).all():
        now = utcnow()
        with transaction():
            issue_invoice(lock_order(order_id), now=now)
            record("paper.issued", actor="system", subject=("order", order_id), now=now)


def ask_paper_sums() -> tuple[int, Sequence[str]]:
    """I3: an invoice is its order to the unit, at each rate; notes give back no more; a correction is its note."""
    orders = {one.id: one for one in db.session.scalars(select(Order).where(Order.paid_at.is_not(None)))}
    papers = db.session.scalars(select(Paper).order_by(Paper.order_id, Paper.id)).all()
    by_id, of_order = {one.id: one for one in papers}, dict[int, list[Paper]]()
    wrong = []
    for paper in papers:
        of_order.setdefault(paper.order_id, []).append(paper)
        about = by_id.get(paper.about_id or 0)
        order = orders.get(paper.order_id)
        if not _is_right(paper, about, order):
            wrong.append(f"{paper_name(paper.series, paper.year, paper.number)} is not what it is about")
    wrong += [
        f"order id {key}: its notes give back what it never had"
        for key, mine in of_order.items()
        if not _is_within(mine)
    ]
    return len(papers), wrong


def _is_right(paper: Paper, about: Paper | None, order: Order | None) -> bool:
    """Say whether a paper adds up, and is its order, or is about the right paper of the same order."""
    rates = as_rates(paper.rates)
    adds_up = (sum(one.gross for one in rates), sum(one.tax for one in rates)) == (
        paper.total_minor,
        paper.tax_minor,
    )
    if order is None or not adds_up or paper.currency != order.currency:
        return False
    if paper.kind is PaperKind.INVOICE:
        return rates == rates_of_order(order, list_order_taxes(order.id))
    if about is None or about.order_id != paper.order_id:
        return False
    if paper.kind is PaperKind.CORRECTION:
        is_its_note = about.kind is PaperKind.CREDIT_NOTE and _cause(about) == _cause(paper)
        return is_its_note and as_rates(about.rates) == rates
    return about.kind is PaperKind.INVOICE


def _cause(paper: Paper) -> tuple[int | None, int | None]:
    return paper.refund_id, paper.payment_id


def _is_within(papers: Sequence[Paper]) -> bool:
    """Say whether what notes give back stays within the invoice, and is its tax where it is all of it."""
    signs = {PaperKind.INVOICE: 1, PaperKind.CREDIT_NOTE: -1, PaperKind.CORRECTION: 1}
    left = add_up((signs[one.kind], as_rates(one.rates)) for one in papers)
    return all(0 <= one.tax <= one.gross for one in left.values())


CHECKS = [
    Check(
        code="I1", sentence="The numbers of invoices and credit notes have no gap.", ask=ask_numbers,
        repair=repair_counters,
    ),
    Check(code="I2", sentence="Each paid order has one invoice.", ask=ask_invoices, repair=repair_invoices),
    Check(code="I3", sentence="Each paper is what it is about, to the unit and at each rate.", ask=ask_paper_sums),
]  # fmt: skip
