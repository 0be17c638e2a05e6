"""Making, changing and opening doors, and counting who was shown in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import delete, update

from app.audit.actions import record
from app.community.finding import refresh_door
from app.community.models import Door, DoorDay, DoorKind, DoorState, DoorTopic
from app.counting import add_to_sum
from app.db import db
from app.errors import Conflict, Invalid, NotFound
from app.freshness import raise_version
from app.slugs import claim_slug
from app.topics.queries import topics_by_slug


@dataclass(frozen=True, kw_only=True)
class DoorDraft:
    """What staff may say about a door; `topics` are slugs, lead first."""

    name: str
    kind: DoorKind
    language: str
    place: str
    summary: str
    invitation: str
    hours: str = ""
    countries: tuple[str, ...] = ()
    what_to_expect: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    first_message: str = ""
    topics: tuple[str, ...] = ()
    position: int = 0
    picture_id: int | None = None


def make_door(draft: DoorDraft, *, actor: str, now: datetime, slug: str = "") -> Door:
    """Make a door and open it."""
    _check(draft)
    door = Door(slug=f"new-{now.timestamp():.6f}", state=DoorState.OPEN, changed_at=now)
    _write(door, draft)
    db.session.add(door)
    db.session.flush()
    door.slug = claim_slug("door", door.id, slug or draft.name, now=now)
    _write_topics(door.id, draft)
    refresh_door(door.id, now=now)
    raise_version()
    record("door.made", actor=actor, subject=("door", door.id), now=now)
    return door


def change_door(door_id: int, draft: DoorDraft, *, seen_revision: int, actor: str, now: datetime) -> Door:
    """Replace what is said about a door; raises Conflict when it is not the version that was seen."""
    _check(draft)
    door = db.session.get(Door, door_id)
    if door is None:
        raise NotFound
    rotated = door.invitation != draft.invitation
    claimed = db.session.execute(
        update(Door)
        .where(Door.id == door_id, Door.revision == seen_revision)
        .values(revision=seen_revision + 1, changed_at=now)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        raise Conflict("Somebody else has changed this door since you opened it.")
    _write(door, draft)
    _write_topics(door_id, draft)
    refresh_door(door_id, now=now)
    raise_version()
    record("door.changed", actor=actor, subject=("door", door_id), now=now, details={"invitation": rotated})
    return door


def set_door_state(door: Door, state: DoorState, *, actor: str, now: datetime) -> None:
    """Open or close a door; publishing/withdrawing.py looks after the articles that lead to it."""
    if door.state is state:
        return
    door.state, door.changed_at = state, now
    refresh_door(door.id, now=now)
    raise_version()
    record(f"door.{state}", actor=actor, subject=("door", door.id), now=now)


def count_door(door_id: int, what: Literal["shown", "joined"], *, day: date) -> None:
    """Add one to a day's sum; nothing else about the visitor is kept."""
    if what == "shown":
        add_to_sum(DoorDay, {"door_id": door_id, "day": day}, shown=1)
    else:
        add_to_sum(DoorDay, {"door_id": door_id, "day": day}, joined=1)


def _check(draft: DoorDraft) -> None:
    if not draft.name.strip() or not draft.what_to_expect:
        raise Invalid("A door needs a name and what to expect behind it.")
    if not draft.invitation.startswith("https://") or any(ord(sign) < 33 for sign in draft.invitation):
        raise Invalid("The invitation must begin with https://.")


def _write(door: Door, draft: DoorDraft) -> None:
    names = (
        "name",
        "kind",
        "language",
        "place",
        "summary",
        "invitation",
        "hours",
        "first_message",
        "position",
    )
    for name in (*names, "picture_id"):
        setattr(door, name, getattr(draft, name))
    for name in ("countries", "what_to_expect", "rules"):
        setattr(door, name, list(getattr(draft, name)))


def _write_topics(door_id: int, draft: DoorDraft) -> None:
    db.session.execute(delete(DoorTopic).where(DoorTopic.door_id == door_id))
    topics = topics_by_slug()
    for position, slug in enumerate(draft.topics):
        if slug not in topics:
            raise Invalid(f"There is no topic called {slug}.")
        db.session.add(DoorTopic(door_id=door_id, topic_id=topics[slug].id, position=position))
