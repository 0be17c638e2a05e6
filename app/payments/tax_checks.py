"""T1 over the whole database: what Stripe Tax told is what orders say, and what was paid and given back is told it."""

from collections.abc import Sequence

from sqlalchemy import select

from app.clock import utcnow
from app.db import db, transaction
from app.invoicing.models import Paper, PaperKind
from app.orders.models import Order
from app.outbox.models import OutboxItem
from app.payments.tax_evidence import TAX_RECORD, owe_tax_record
from app.payments.tax_models import OrderTaxCalculation, TaxReversal
from app.verifying import Check


def ask_taxes_told() -> tuple[int, Sequence[str]]:
    """T1: an order's tax is what was told; a paid one is written down at Stripe, owed to be, or told to staff."""
    rows = db.session.execute(
        select(OrderTaxCalculation, Order)
        .join(Order, Order.id == OrderTaxCalculation.order_id)
        .order_by(OrderTaxCalculation.order_id)
    ).all()
    owed = _owed_orders()
    wrong = []
    for row, order in rows:
        if row.tax_minor != order.tax_minor:
            wrong.append(
                f"order {order.number}: Stripe Tax told {row.tax_minor}, the order says {order.tax_minor}"
            )
        is_dealt_with = row.transaction_id or row.failure or order.id in owed
        if order.paid_at is not None and not is_dealt_with:
            wrong.append(f"order {order.number} is paid, and Stripe Tax does not know of it")
    return len(rows), [*wrong, *_notes_not_taken_back(owed)]


def _notes_not_taken_back(owed: set[int]) -> list[str]:
    """Return what is wrong about credit notes: each has one reversal of its amount, or had a correction first."""
    notes = db.session.execute(
        select(Paper, TaxReversal)
        .join(OrderTaxCalculation, OrderTaxCalculation.order_id == Paper.order_id)
        .outerjoin(TaxReversal, TaxReversal.paper_id == Paper.id)
        .where(Paper.kind == PaperKind.CREDIT_NOTE)
        .order_by(Paper.id)
    ).all()
    undone = set(db.session.scalars(select(Paper.about_id).where(Paper.kind == PaperKind.CORRECTION)))
    wrong = []
    for paper, reversal in notes:
        if reversal is not None and reversal.amount_minor != paper.total_minor:
            wrong.append(
                f"credit note {paper.id} gives {paper.total_minor}, its reversal {reversal.amount_minor}"
            )
        is_dealt_with = reversal is not None and (reversal.transaction_id or reversal.failure)
        if not is_dealt_with and paper.order_id not in owed and paper.id not in undone:
            wrong.append(f"credit note {paper.id} is not taken back at Stripe Tax")
    return wrong


def _owed_orders() -> set[int]:
    items = select(OutboxItem).where(OutboxItem.kind == TAX_RECORD, OutboxItem.done_at.is_(None))
    return {int(one.data["order"]) for one in db.session.scalars(items)}


def repair_taxes() -> None:
    """Owe the writing down anew for each order; what stands at Stripe already is left alone."""
    now = utcnow()
    with transaction():
        for order_id in db.session.scalars(select(OrderTaxCalculation.order_id)).all():
            owe_tax_record(order_id, now=now, paper_id=-int(now.timestamp()))


CHECKS = [
    Check(
        code="T1",
        sentence="What Stripe Tax told is what orders say; each sale and each credit note stands there once.",
        ask=ask_taxes_told,
        repair=repair_taxes,
    )
]
