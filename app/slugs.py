"""Addresses of things: ASCII, unique a kind, and never lost: every address a thing ever had still leads to it."""

import re
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db
from app.errors import Invalid

LONGEST = 80


class Slug(Base):
    """One address of one thing; the newest of a thing is its present one."""

    __tablename__ = "slugs"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    slug: Mapped[str] = mapped_column(String(LONGEST))
    subject_id: Mapped[int] = mapped_column(Id, index=True)
    claimed_at: Mapped[datetime]


def make_slug(words: str) -> str:
    """Return an ASCII address for words in any script; raises Invalid when nothing is left of them."""
    from text_unidecode import unidecode

    plain = re.sub(r"[^a-z0-9]+", "-", str(unidecode(words)).lower()).strip("-")
    slug = plain[:LONGEST].rstrip("-")
    if not slug:
        raise Invalid("An address needs at least one letter or digit.")
    return slug


def has_slug(words: str) -> bool:
    """Say whether an address can be made from these words; not from signs alone."""
    try:
        make_slug(words)
    except Invalid:
        return False
    return True


def claim_slug(kind: str, subject_id: int, wanted: str, *, now: datetime) -> str:
    """Give a thing the address nearest to `wanted` that is free or was its own; returns it.

    Must be called in a transaction; the unique constraint is the last wall when two ask at once.
    """
    base = make_slug(wanted)
    for number in range(1, 1000):
        tail = "" if number == 1 else f"-{number}"
        slug = base[: LONGEST - len(tail)].rstrip("-") + tail
        row = db.session.scalars(select(Slug).where(Slug.kind == kind, Slug.slug == slug)).first()
        if row is None:
            db.session.add(Slug(kind=kind, slug=slug, subject_id=subject_id, claimed_at=now))
            db.session.flush()
            return slug
        if row.subject_id == subject_id:
            row.claimed_at = now
            return slug
    raise Invalid("That address is taken a thousand times over; choose another.")


def find_slug(kind: str, slug: str) -> int | None:
    """Return the id of the thing that has, or once had, this address."""
    return db.session.scalar(select(Slug.subject_id).where(Slug.kind == kind, Slug.slug == slug))
