"""Questions about doors."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from app.community.models import Door, DoorDay, DoorState, DoorTopic
from app.db import db
from app.errors import NotFound
from app.topics.models import Topic


def list_open_doors() -> Sequence[Door]:
    """Return the doors visitors may come in by, in their order."""
    query = select(Door).where(Door.state == DoorState.OPEN).order_by(Door.position, Door.id)
    return db.session.scalars(query).all()


def list_doors() -> Sequence[Door]:
    """Return all doors in their order."""
    return db.session.scalars(select(Door).order_by(Door.position, Door.id)).all()


def find_open_door(slug: str) -> Door | None:
    """Return the open door under this address."""
    return db.session.scalars(select(Door).where(Door.slug == slug, Door.state == DoorState.OPEN)).first()


def get_door(door_id: int) -> Door:
    """Return a door in any state; raises NotFound."""
    door = db.session.get(Door, door_id)
    if door is None:
        raise NotFound
    return door


def topics_of_doors(ids: Iterable[int]) -> dict[int, list[Topic]]:
    """Return the topics of each door, lead first."""
    query = (
        select(DoorTopic.door_id, Topic)
        .join(Topic, Topic.id == DoorTopic.topic_id)
        .where(DoorTopic.door_id.in_(list(ids)))
        .order_by(DoorTopic.position)
    )
    found: dict[int, list[Topic]] = {}
    for door_id, topic in db.session.execute(query):
        found.setdefault(door_id, []).append(topic)
    return found


def sums_of_doors(since: date) -> dict[int, tuple[int, int]]:
    """Return (shown, joined) of each door since a day."""
    sums: dict[int, tuple[int, int]] = {}
    for row in db.session.scalars(select(DoorDay).where(DoorDay.day >= since)):
        shown, joined = sums.get(row.door_id, (0, 0))
        sums[row.door_id] = (shown + row.shown, joined + row.joined)
    return sums
