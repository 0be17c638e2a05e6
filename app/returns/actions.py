"""What happens to a return: announced, called off, received, decided. Each step locks the order first."""

from collections.abc import Mapping
from datetime import datetime

from app.audit.actions import record
from app.db import db
from app.inventory.actions import take_back
from app.inventory.ledger import lock_items
from app.orders.models import Order
from app.orders.queries import get_order_with_lines
from app.orders.standing import note
from app.returns.errors import ReturnMoved, UnitsNotSent
from app.returns.models import Return, ReturnLine, ReturnReason
from app.returns.queries import count_returns, get_return_of, list_returns, units_to_return

SHOPPER = "shopper"
MOVED = "Something has happened to this return while you were looking. Look again before you go on."


def announce_return(
    order: Order,
    units: Mapping[int, int],
    *,
    seen: int,
    reason: ReturnReason,
    now: datetime,
    wants_credit: bool = False,
) -> tuple[Return, bool]:
    """Announce that units of a locked order come back; return it and whether it is new.

    `units`: order line id -> units. `seen` is how many returns the page said there were: a second press of the same
    button finds the return that the first one made. `wants_credit`: the buyer has expressly chosen store credit;
    otherwise money goes back the way it came (2011/83/EU, Article 13). Raises UnitsNotSent, ReturnMoved.
    """
    wanted = {key: number for key, number in units.items() if number}
    if count_returns(order.id) != seen:
        return _find_same(order.id, wanted, seen), False
    lines = get_order_with_lines(order.id).lines
    left = units_to_return(order, lines)
    errors = {
        line.id: f"{line.words}: {left.get(line.id, 0)} of it can come back."
        for line in lines
        if not 0 <= wanted.get(line.id, 0) <= left.get(line.id, 0)
    }
    if errors or not wanted or set(wanted) - {line.id for line in lines}:
        raise UnitsNotSent(errors)
    back = Return(
        order_id=order.id, position=seen + 1, reason=reason, wants_credit=wants_credit, asked_at=now
    )
    db.session.add(back)
    db.session.flush()
    db.session.add_all(
        ReturnLine(return_id=back.id, order_line_id=key, units=number) for key, number in wanted.items()
    )
    db.session.flush()
    _tell(order, back, "return_announced", actor=SHOPPER, now=now, units=sum(wanted.values()))
    return get_return_of(order.id, back.id), True


def call_off(order: Order, return_id: int, *, actor: str, now: datetime) -> None:
    """Say that a return of a locked order does not come; once it is here that cannot be said any more."""
    back = get_return_of(order.id, return_id)
    if back.called_off_at is not None:
        return
    if back.received_at is not None:
        raise ReturnMoved("The parcel is here already. Write to us, and we look for a way together.")
    back.called_off_at, back.called_off_by = now, actor
    db.session.flush()
    _tell(order, back, "return_called_off", actor=actor, now=now)


def receive_return(
    order: Order, return_id: int, arrived: Mapping[int, int], *, actor: str, now: datetime
) -> Return:
    """Write down what was in the parcel: return line id -> units; pressed twice it is received once.

    Raises ReturnMoved, UnitsNotSent.
    """
    back = get_return_of(order.id, return_id)
    if not back.is_open or back.received_at is not None:
        raise ReturnMoved(MOVED)
    errors = {
        one.id: f"{one.line.words}: enter how many of {one.units} were inside."
        for one in back.lines
        if not 0 <= arrived.get(one.id, -1) <= one.units
    }
    if errors:
        raise UnitsNotSent(errors)
    for one in back.lines:
        one.arrived = arrived[one.id]
    back.received_at, back.received_by = now, actor
    db.session.flush()
    _tell(order, back, "return_received", actor=actor, now=now, units=sum(arrived.values()))
    return back


def settle_return(
    order: Order, return_id: int, restocked: Mapping[int, int], *, actor: str, now: datetime
) -> None:
    """Decide about each line how many units go back on the shelf (return line id -> units), apart from the money.

    Each is a movement whose cause is the return; pressed twice it is decided once. Raises ReturnMoved, UnitsNotSent.
    """
    back = get_return_of(order.id, return_id)
    if back.received_at is None or not back.is_open:
        raise ReturnMoved(MOVED)
    errors = {
        one.id: f"{one.line.words}: enter how many of {one.arrived} are fit to sell again."
        for one in back.lines
        if not 0 <= restocked.get(one.id, -1) <= (one.arrived or 0)
    }
    if errors:
        raise UnitsNotSent(errors)
    back.settled_at, back.settled_by = now, actor
    lock_items([one.line.variant_id for one in back.lines])  # all at once, by id, before the site's version
    for one in back.lines:
        one.restocked = restocked[one.id]
        if one.restocked:
            take_back(one.line.variant_id, one.restocked, cause=("return", back.id), actor=actor, now=now)
    db.session.flush()
    _tell(order, back, "return_settled", actor=actor, now=now, restocked=sum(restocked.values()))


def _find_same(order_id: int, wanted: Mapping[int, int], seen: int) -> Return:
    """Return the return that the same press has made already; raises ReturnMoved."""
    made = next((one for one in list_returns(order_id) if one.position == seen + 1), None)
    if made is None or {one.order_line_id: one.units for one in made.lines} != wanted:
        raise ReturnMoved(MOVED)
    return made


def _tell(order: Order, back: Return, kind: str, *, actor: str, now: datetime, **counts: int) -> None:
    details = {"return": back.number, **counts}
    note(order.id, kind, actor=actor, now=now, **details)
    record(f"order.{kind}", actor=actor, subject=("order", order.id), now=now, details=details)
