"""Everything we hold about a person: the rows of every room, in words and as one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select

from app.db import Base, db
from app.people.holdings import HOLDINGS, Holding
from app.people.reasons import WITHHELD


@dataclass(frozen=True, kw_only=True)
class Section:
    """The rows of one table about one person; each row is column -> plain value."""

    room: str
    title: str
    sentence: str
    table: str
    rows: tuple[dict[str, Any], ...]


def gather(email: str) -> list[Section]:
    """Return what every room holds about an address, whatever its letters; empty sections are told too."""
    address = email.strip().lower()
    return [_section(one, address) for one in HOLDINGS]


def as_file(email: str, sections: Sequence[Section], *, now: datetime) -> dict[str, Any]:
    """Return the same as values for one JSON file."""
    return {
        "address": email.strip().lower(),
        "made_at": now.isoformat(timespec="seconds"),
        "held": {
            one.table: {"about": one.title, "why": one.sentence, "rows": list(one.rows)} for one in sections
        },
        "not_handed_out": WITHHELD,
    }


def _section(one: Holding, email: str) -> Section:
    rows = db.session.scalars(select(one.model).where(one.about(email)).order_by(*_key(one.model))).all()
    return Section(
        room=one.room,
        title=one.title,
        sentence=one.sentence,
        table=one.model.__tablename__,
        rows=tuple(_values(row) for row in rows),
    )


def _key(model: type[Base]) -> list[Any]:
    return list(model.__table__.primary_key.columns)  # type: ignore[attr-defined]


def _values(row: Base) -> dict[str, Any]:
    table: Any = row.__table__
    names = [one.name for one in table.columns if f"{table.name}.{one.name}" not in WITHHELD]
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
