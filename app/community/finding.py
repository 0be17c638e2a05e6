"""What the search knows of a door; the invitation is not among it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.community.models import Door, DoorState, DoorTopic
from app.db import db
from app.search.actions import refresh
from app.search.rules import Kind
from app.search.sources import Document
from app.topics.queries import names_by_subject


def refresh_door(door_id: int, *, now: datetime) -> None:
    """Let the search know what a door is now; to be called in the transaction that changed it."""
    refresh(Kind.DOOR, door_id, list_door_documents, now=now)


def list_door_documents(after: int, limit: int) -> Sequence[Document]:
    """Return the open doors as documents, by id, after an id."""
    query = select(Door).where(Door.state == DoorState.OPEN, Door.id > after).order_by(Door.id).limit(limit)
    doors = db.session.scalars(query).all()
    topics = names_by_subject(DoorTopic, DoorTopic.door_id, [one.id for one in doors])
    return [
        Document(
            subject_id=one.id,
            title=one.name,
            summary=one.summary,
            url=f"/join/{one.slug}/",
            text="\n".join(line for line in (one.kind, one.place, one.hours, *one.what_to_expect) if line),
            topics=topics.get(one.id, ()),
        )
        for one in doors
    ]
