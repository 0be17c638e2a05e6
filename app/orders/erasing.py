"""Taking the person out of an order that is settled: what law asks for stays for its time, the rest goes at once.

The copies of an order never change (M2). Erasure is the one exception that M2 names: personal fields become a marker.
The fingerprint covers them, so the order is sealed anew in the same UPDATE; the database lets a fingerprint change
only together with `erased_at`, and an order that did not match its seal before is left to staff.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update

from app.audit.actions import record
from app.db import db
from app.orders.checks import fingerprint_of
from app.orders.covering import list_order_credits
from app.orders.desk_models import Amendment, AmendmentKind, OrderNote
from app.orders.errors import StepRefused
from app.orders.finding import index_order
from app.orders.models import Order, OrderEvent, OrderLine, OrderState, PaymentState, Shipment, Withdrawal
from app.orders.notes import forget_notes
from app.orders.redeeming import list_order_offers
from app.orders.taxes import list_order_taxes

MARKER = "(erased)"
#: the only change of an amendment that the database lets through
ERASED_ADDRESS = {
    "name": MARKER, "street": MARKER, "city": MARKER, "street_more": "", "region": "", "postal_code": "",
}  # fmt: skip


def lock_orders_of(email: str) -> Sequence[Order]:
    """Return an address's orders, locked in the order of their ids."""
    query = select(Order).where(Order.email_key == email).order_by(Order.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def why_not_settled(orders: Sequence[Order], email: str) -> list[str]:
    """Return in sentences what keeps an address's orders from being erased now."""
    reasons = []
    for order in orders:
        if order.state is OrderState.OPEN:
            reasons.append(f"Order {order.number} is not finished yet.")
        if order.payment is PaymentState.DISPUTED:
            reasons.append(f"The bank still looks into the payment of order {order.number}.")
    about = (func.lower(Withdrawal.email) == email, Withdrawal.order_id.in_([one.id for one in orders]))
    open_ones = select(Withdrawal.number).where(or_(*about), Withdrawal.answered_at.is_(None))
    reasons += [
        f"The withdrawal from order {number} is not answered yet." for number in db.session.scalars(open_ones)
    ]
    return reasons


def erase_buyer(order: Order, *, law_until: datetime, now: datetime) -> None:
    """Replace the personal fields of a locked, settled order by markers, and seal what is left.

    A paid order placed after `law_until` keeps name and address, which stand on its invoice. Raises StepRefused for
    an order that is not what was agreed to.
    """
    lines = db.session.scalars(
        select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    ).all()
    offers, taxes = list_order_offers(order.id), list_order_taxes(order.id)
    credits = list_order_credits(order.id)
    if fingerprint_of(order, lines, offers, taxes, credits) != order.fingerprint:
        raise StepRefused(f"Order {order.number} is not what was agreed to. Look at it first (flask verify).")
    order.email, order.email_key, order.mailbox = MARKER, None, None
    order.link_salt, order.link_hash = "", secrets.token_hex(32)
    order.cancel_reason = MARKER if order.cancel_reason else ""
    if order.paid_at is None or order.placed_at <= law_until:
        order.name = order.street = order.city = MARKER
        order.street_more = order.region = order.postal_code = order.vat_number = ""
    order.erased_at = now
    order.fingerprint = fingerprint_of(order, lines, offers, taxes, credits)
    db.session.flush()
    index_order(order)
    _erase_around(order.id)
    record("order.erased", actor="system", subject=("order", order.id), now=now)


def erase_withdrawals(email: str) -> None:
    """Take the person out of statements that were made with an address."""
    _erase_statements(func.lower(Withdrawal.email) == email)


def list_outlived(law_until: datetime, *, limit: int = 200) -> Sequence[Order]:
    """Return orders that still name their buyer although law asks for it no longer, locked, oldest first."""
    old = (Order.placed_at <= law_until, or_(Order.name != MARKER, Order.email_key.is_not(None)))
    settled = (Order.state != OrderState.OPEN, Order.payment != PaymentState.DISPUTED)
    query = select(Order).where(*old, *settled).order_by(Order.id).limit(limit)
    return db.session.scalars(query.with_for_update()).all()


def _erase_around(order_id: int) -> None:
    """Take free words and the parcel's number out of what stands around an order."""
    db.session.execute(update(Shipment).where(Shipment.order_id == order_id).values(tracking=""))
    db.session.execute(update(OrderNote).where(OrderNote.order_id == order_id).values(words=MARKER))
    moved = (Amendment.order_id == order_id, Amendment.kind == AmendmentKind.ADDRESS)
    db.session.execute(update(Amendment).where(*moved).values(ERASED_ADDRESS))  # no invoice names it
    _erase_statements(Withdrawal.order_id == order_id)
    forget_notes(order_id)
    for event in db.session.scalars(select(OrderEvent).where(OrderEvent.order_id == order_id)):
        if "reason" in event.details:
            event.details = {**event.details, "reason": MARKER}
    db.session.flush()


def _erase_statements(which: object) -> None:
    for one in db.session.scalars(select(Withdrawal).where(which)):  # type: ignore[arg-type]
        one.name = one.email = one.mailbox = MARKER
        one.things = MARKER if one.things else ""
        one.natural_key = f"erased:{one.id}"
    db.session.flush()
