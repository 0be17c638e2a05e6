"""The tax of a paid order in Stripe's books, where Stripe Tax has worked it out.

1. A job makes the calculation a sale, once. 2. Each credit note takes its amount back of it, once. A lost answer sends
the same key again, and a reference is taken once at Stripe; what Stripe refuses is told to staff.
"""

from typing import Any

from sqlalchemy import Select, select

from app.clock import utcnow
from app.db import db, end_reading, transaction
from app.invoicing.models import Paper, PaperKind
from app.orders.models import Order
from app.orders.queries import lock_order
from app.payments.actions import raise_alert
from app.payments.errors import Broken, Refused
from app.payments.tax_gateway import record_reversal, record_sale
from app.payments.tax_models import OrderTaxCalculation, TaxReversal
from app.payments.till import Till

#: a try whose answer broke may have written it down; its number is never told again, and nothing finds it by reference
THERE_ALREADY = "resource_already_exists"


def record_taxes(till: Till, order_id: int) -> None:
    """Bring one order's sale and reversals in step with its papers; raises Unclear and Broken to be tried again."""
    row = _find(order_id)
    if row is None or db.session.get_one(Order, order_id).paid_at is None:
        return
    if row.transaction_id is None and not row.failure:
        number, calculation, key = (
            db.session.get_one(Order, order_id).number,
            row.calculation_id,
            _key("tax", row),
        )
        end_reading()
        _carry_out(
            OrderTaxCalculation,
            row.id,
            lambda: record_sale(till.gateway, calculation, reference=f"order-{number}", key=key),
        )
    _want_reversals(order_id)
    for one in db.session.scalars(_waiting(order_id)).all():
        sale = _find(order_id)
        if sale is not None and sale.transaction_id:
            _reverse(till, one, sale.transaction_id)
        elif sale is not None and sale.failure:
            _leave_to_staff(one.id)


def _waiting(order_id: int) -> Select[TaxReversal]:
    """Ask for what is still to be taken back; a credit note that was taken back itself meanwhile takes nothing."""
    undone = select(Paper.about_id).where(Paper.order_id == order_id, Paper.kind == PaperKind.CORRECTION)
    waits = (TaxReversal.transaction_id.is_(None), TaxReversal.failure == "")
    return (
        select(TaxReversal)
        .where(TaxReversal.order_id == order_id, *waits, TaxReversal.paper_id.not_in(undone))
        .order_by(TaxReversal.id)
    )


def _leave_to_staff(reversal_id: int) -> None:
    """Say of a sale that Stripe refused to write down that a part of it went back: it is in staff's hands already."""
    now = utcnow()
    with transaction():
        order = lock_order(db.session.get_one(TaxReversal, reversal_id).order_id)
        row = db.session.get_one(TaxReversal, reversal_id, populate_existing=True)
        row.failure = "its sale is not there"
        back = order.money(row.amount_minor)
        words = (
            f"Stripe Tax did not write down order {order.number}, and {back.decimal} {back.currency} of it went back."
            " Where it stands there, take that off."
        )
        raise_alert("tax", words, key=f"tax-back-by-hand:{row.id}", now=now, order_id=order.id)


def _reverse(till: Till, one: TaxReversal, original: str) -> None:
    reference, key, amount = f"credit-note-{one.paper_id}", _key("tax-back", one), one.amount_minor
    reversal_id = one.id
    end_reading()
    _carry_out(
        TaxReversal,
        reversal_id,
        lambda: record_reversal(till.gateway, original, amount, reference=reference, key=key),
    )


def _carry_out(model: Any, row_id: int, ask: Any) -> None:
    """Ask Stripe to write something down, and keep its id; what it refuses is for staff."""
    try:
        found, failure, is_there = ask(), "", False
    except Broken:
        with transaction():
            db.session.get_one(model, row_id).round += 1
        raise
    except Refused as error:
        found, failure = None, str(error)[:200] or "refused"
        is_there = error.code == THERE_ALREADY or error.param == "reference"
    now = utcnow()
    with transaction():
        order = lock_order(db.session.get_one(model, row_id).order_id)
        row = db.session.get_one(model, row_id, populate_existing=True)
        if row.transaction_id is None:
            row.transaction_id, row.recorded_at, row.failure = found, now if found else None, failure
        if failure:
            what = "It stands there already; look at it there." if is_there else "Add it there by hand."
            words = f"Stripe Tax did not write down order {order.number}: {failure} {what}"
            raise_alert(
                "tax", words[:400], key=f"tax:{model.__tablename__}:{row_id}", now=now, order_id=order.id
            )


def _want_reversals(order_id: int) -> None:
    """Write down what each credit note takes back; one that was taken back itself before is left out."""
    now = utcnow()
    with transaction():
        order = lock_order(order_id)
        papers = db.session.scalars(select(Paper).where(Paper.order_id == order_id).order_by(Paper.id)).all()
        known = select(TaxReversal).where(TaxReversal.order_id == order_id)
        reversals = {one.paper_id: one for one in db.session.scalars(known)}
        undone = {one.about_id for one in papers if one.kind is PaperKind.CORRECTION}
        for paper in papers:
            if paper.kind is not PaperKind.CREDIT_NOTE:
                continue
            mine = reversals.get(paper.id)
            if mine is None and paper.id not in undone:
                db.session.add(
                    TaxReversal(
                        order_id=order_id, paper_id=paper.id, amount_minor=paper.total_minor, wanted_at=now,
                        round=0, failure="",
                    )
                )  # fmt: skip
            if mine is not None and mine.transaction_id and paper.id in undone:
                words = (
                    f"A refund of order {order.number} failed, and Stripe Tax counts it. Add a sale there."
                )
                raise_alert("tax", words, key=f"tax-undone:{paper.id}", now=now, order_id=order_id)


def _find(order_id: int) -> OrderTaxCalculation | None:
    query = select(OrderTaxCalculation).where(OrderTaxCalculation.order_id == order_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).first()


def _key(what: str, row: OrderTaxCalculation | TaxReversal) -> str:
    return f"{what}-{row.order_id}-{row.id}-{row.round}"
