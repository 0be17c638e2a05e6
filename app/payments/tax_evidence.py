"""Which calculation an order was placed with, and the job that brings its sale into Stripe's books."""

from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.orders.models import Order
from app.orders.placing import Draft
from app.outbox.actions import enqueue
from app.payments.tax_models import OrderTaxCalculation

TAX_RECORD = "payments.tax"


def note_calculation(order: Order, draft: Draft, *, now: datetime) -> None:
    """Keep with a locked order the calculation its taxes were copied from; the first one stays."""
    if not draft.quote.calculation or find_calculation(order.id) is not None:
        return
    db.session.add(
        OrderTaxCalculation(
            order_id=order.id, calculation_id=draft.quote.calculation, tax_minor=draft.quote.tax.minor, noted_at=now,
            round=0, failure="",
        )
    )  # fmt: skip
    db.session.flush()


def owe_tax_record(order_id: int, *, now: datetime, paper_id: int = 0) -> None:
    """Owe the writing down of an order's sale, or of what a paper changes of it, once for each."""
    if find_calculation(order_id) is not None:
        key = f"tax:{order_id}:{paper_id}"
        enqueue(TAX_RECORD, {"order": order_id}, now=now, natural_key=key, at_leisure=True)


def find_calculation(order_id: int) -> OrderTaxCalculation | None:
    """Return the calculation of an order; none where our own table counted."""
    query = select(OrderTaxCalculation).where(OrderTaxCalculation.order_id == order_id)
    return db.session.scalars(query).first()
