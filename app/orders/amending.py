"""Another address before the parcel leaves: an amendment beside the order, whose own copy stays (M2)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from app.audit.actions import record
from app.db import db
from app.orders.additions import find_first_of, list_additions
from app.orders.buyer import Buyer, asked_fields, check_address
from app.orders.desk_models import Amendment, AmendmentKind
from app.orders.errors import StepRefused
from app.orders.finding import index_order
from app.orders.models import Fulfilment, Order, OrderState, PaymentState
from app.orders.standing import note

ADDRESS = ("name", "street", "street_more", "city", "region", "postal_code")
STALE = "The address was changed while you were looking. Look at the new one before you change it again."


def address_of(order: Order) -> Buyer:
    """Return to whom and where an order goes: as its newest amendment says, else as its own copy does."""
    return addresses_of([order])[order.id]


def buyer_of(order: Order) -> Buyer:
    """Return who bought an order and the address it was ordered with, as its own copy says (M2)."""
    return _buyer(order, order)


def addresses_of(orders: Collection[Order]) -> dict[int, Buyer]:
    """Return order id -> to whom and where it goes; one query for all of them."""
    newest = (
        select(func.max(Amendment.id))
        .where(Amendment.order_id.in_([one.id for one in orders]), Amendment.kind == AmendmentKind.ADDRESS)
        .group_by(Amendment.order_id)
    )
    amended = {
        one.order_id: one for one in db.session.scalars(select(Amendment).where(Amendment.id.in_(newest)))
    }
    return {one.id: _buyer(one, amended.get(one.id, one)) for one in orders}


def find_address_change(order_id: int) -> int:
    """Return the id of the newest amendment of an order's address, 0 where there is none."""
    query = select(func.max(Amendment.id)).where(
        Amendment.order_id == order_id, Amendment.kind == AmendmentKind.ADDRESS
    )
    return db.session.scalar(query) or 0


def why_address_stays(order: Order) -> str:
    """Return in a sentence why an order's address cannot be changed; empty where it can."""
    if not order.is_shipped:
        return "Nothing of this order goes by parcel."
    if order.pickup_place:
        return "The buyer fetches this order."
    first = find_first_of(order.id)
    if first is not None and first.state is OrderState.OPEN:
        return "This goes with the order that it was added to. Change the address there."
    if order.fulfilment is Fulfilment.COMPLETE:
        return "This order has been sent already."
    if order.payment is PaymentState.DISPUTED:
        return "The payment is disputed. Nothing is changed until that is settled."
    if order.state is not OrderState.OPEN or order.payment not in (
        PaymentState.PAID,
        PaymentState.PART_REFUNDED,
    ):
        return "Only paid orders that wait to be sent can go elsewhere."
    return ""


def change_address(order: Order, wanted: Buyer, *, seen: int, actor: str, now: datetime) -> Amendment | None:
    """Let a locked order go to another address in its country; nothing where it is the same.

    `seen` is the newest amendment that the page had shown, 0 for none. Raises StepRefused, AnswerRefused.
    """
    reason = why_address_stays(order)
    if reason or find_address_change(order.id) != seen:
        raise StepRefused(reason or STALE)
    asked = {name: getattr(wanted, name) for name in asked_fields(order.country)}
    checked = check_address(Buyer(email=order.email, country=order.country, **asked), needs_parcel=True)
    before = address_of(order)
    changed = [name for name in ADDRESS if getattr(checked, name) != getattr(before, name)]
    if not changed:
        return None
    made = _write_address(order, checked, changed, actor=actor, now=now)
    for added in list_additions(order.id):
        if added.state is OrderState.OPEN:  # one parcel goes to one place
            _write_address(added, checked, changed, actor=actor, now=now)
    return made


def _write_address(order: Order, to: Buyer, changed: list[str], *, actor: str, now: datetime) -> Amendment:
    made = Amendment(
        order_id=order.id, kind=AmendmentKind.ADDRESS, made_at=now, made_by=actor,
        **{name: getattr(to, name) for name in ADDRESS},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    index_order(order)
    note(order.id, "address_changed", actor=actor, now=now, amendment=made.id)
    details = {"amendment": made.id, "fields": changed}
    record("order.address_changed", actor=actor, subject=("order", order.id), now=now, details=details)
    return made


def _buyer(order: Order, said: Order | Amendment) -> Buyer:
    return Buyer(email=order.email, country=order.country, **{name: getattr(said, name) for name in ADDRESS})
