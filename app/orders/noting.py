"""What staff write down about an order for each other."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.audit.actions import record
from app.composing import compose
from app.db import db
from app.orders.desk_models import OrderNote
from app.orders.errors import NoteRefused
from app.orders.models import Order

LONGEST_NOTE = 2000


def add_note(order: Order, words: str, *, actor: str, now: datetime) -> OrderNote:
    """Keep a note about a locked order; the same words again by the same person are the first. Raises NoteRefused."""
    plain = tidy_lines(words)
    if not plain:
        raise NoteRefused("Write the note first.")
    if len(plain) > LONGEST_NOTE:
        raise NoteRefused(f"Use at most {LONGEST_NOTE} letters. This note has {len(plain)}.")
    if order.erased_at is not None:
        raise NoteRefused("The buyer of this order is erased. Nothing more is written down about them.")
    last = db.session.scalars(
        select(OrderNote).where(OrderNote.order_id == order.id).order_by(OrderNote.id.desc()).limit(1)
    ).first()
    if last is not None and (last.words, last.written_by) == (plain, actor):
        return last
    made = OrderNote(order_id=order.id, written_at=now, written_by=actor, words=plain)
    db.session.add(made)
    db.session.flush()
    record("order.note_added", actor=actor, subject=("order", order.id), now=now, details={"note": made.id})
    return made


def list_notes(order_id: int) -> Sequence[OrderNote]:
    """Return an order's notes, newest first."""
    query = select(OrderNote).where(OrderNote.order_id == order_id).order_by(OrderNote.id.desc())
    return db.session.scalars(query).all()


def tidy_lines(words: str) -> str:
    """Return words with their line breaks, without control signs and space at the ends."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = ("".join(s for s in one if unicodedata.category(s) not in ("Cc", "Cf")).rstrip() for one in lines)
    return compose("\n".join(plain)).strip()
