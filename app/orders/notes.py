"""What a buyer wants to say beside their order: a word for the courier, and a word for whom it is given to.

Both are optional and asked on a page of their own. They stand with the basket's answers until an order is made, and
follow it while it is unpaid; a paid order keeps what it was paid with.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.db import db
from app.orders.buyer import tidy
from app.orders.errors import AnswerRefused
from app.orders.models import BuyerNote, Order, PaymentState

#: field of the form and of the kept answers -> the longest that is taken
LONGEST = {"courier_note": 160, "gift_note": 400}


@dataclass(frozen=True, kw_only=True)
class Notes:
    """What was typed, tidied; either may be empty."""

    courier_note: str = ""
    gift_note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.courier_note or self.gift_note)


def notes_from(answers: Mapping[str, Any]) -> Notes:
    """Return the notes among a basket's kept answers; whatever is missing is empty."""
    return Notes(**{name: _tidy_lines(str(answers.get(name, "") or "")) for name in LONGEST})


def check_notes(notes: Notes) -> Notes:
    """Return the notes; raises AnswerRefused with a sentence for each that is too long."""
    errors = {
        name: f"Use at most {most} letters here; it has {len(getattr(notes, name))}."
        for name, most in LONGEST.items()
        if len(getattr(notes, name)) > most
    }
    if errors:
        raise AnswerRefused(errors)
    return notes


def write_notes(order_id: int, notes: Notes, *, now: datetime) -> None:
    """Let an order that is not paid say exactly these notes."""
    db.session.execute(delete(BuyerNote).where(BuyerNote.order_id == order_id))
    if not notes.is_empty:
        db.session.add(BuyerNote(order_id=order_id, written_at=now, **vars(notes)))
    db.session.flush()


def change_notes_of_cart(cart_id: int, notes: Notes, *, now: datetime) -> None:
    """Let the unpaid orders of a locked basket say what the basket says now."""
    unpaid = (Order.cart_id == cart_id, Order.payment == PaymentState.PENDING)
    for order_id in db.session.scalars(select(Order.id).where(*unpaid).order_by(Order.id).with_for_update()):
        write_notes(order_id, notes, now=now)


def notes_of(order_ids: Collection[int]) -> dict[int, BuyerNote]:
    """Return order id -> its notes, for those that have any."""
    found = db.session.scalars(select(BuyerNote).where(BuyerNote.order_id.in_(order_ids)))
    return {one.order_id: one for one in found}


def find_notes(order_id: int) -> BuyerNote | None:
    """Return what the buyer of an order said beside it."""
    return db.session.scalars(select(BuyerNote).where(BuyerNote.order_id == order_id)).first()


def forget_notes(order_id: int) -> None:
    """Delete what the buyer of an order said beside it."""
    db.session.execute(delete(BuyerNote).where(BuyerNote.order_id == order_id))


def _tidy_lines(typed: str) -> str:
    lines = [tidy(one) for one in typed.splitlines()]
    return "\n".join(one for one in lines if one)
