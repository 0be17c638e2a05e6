"""The round that draws what is new or changed; the worker's part."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from app.catalog.models import Category
from app.community.models import Door, DoorState
from app.db import db, transaction
from app.freshness import raise_version
from app.media.cards import draw_card
from app.media.models import Picture
from app.media.store import SHARE, read_original, write_file
from app.picturing.models import HOUSE_ID, PageKind, PagePicture
from app.resources.models import Resource, ResourceState
from app.series.models import Series
from app.settings.queries import load_settings
from app.topics.models import Topic

AT_ONCE = 40  # pictures a round, a tenth of a second each

_EDITION = "1"  # to be raised when the drawing itself changes


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A page whose picture is missing or of another name."""

    kind: PageKind
    subject_id: int
    title: str
    drawing: str | None
    drawn_from: str


def draw_missing(now: datetime, *, at_once: int = AT_ONCE) -> int:
    """Draw what is new or changed, `at_once` at most; return how many. Nothing is open while it draws."""
    name = load_settings().name
    wanted = []
    for one in _each_wanted(name):
        wanted.append(one)
        if len(wanted) == at_once:
            break
    db.session.rollback()
    for one in wanted:
        picture = draw_card(one.title, name=name, drawing=_original(one.drawing))
        digest = sha256(picture).hexdigest()[:32]
        write_file(digest, SHARE, picture)
        row = PagePicture(
            kind=one.kind, subject_id=one.subject_id, digest=digest, drawn_from=one.drawn_from, drawn_at=now
        )
        with transaction() as session:
            session.merge(row)
            raise_version()
    return len(wanted)


def _each_wanted(name: str) -> Iterator[Wanted]:
    known = {
        (kind, subject_id): drawn_from
        for kind, subject_id, drawn_from in db.session.execute(
            select(PagePicture.kind, PagePicture.subject_id, PagePicture.drawn_from)
        )
    }
    for kind, subject_id, title, drawing in _each_page():
        drawn_from = sha256("\n".join((_EDITION, title, drawing or "", name)).encode()).hexdigest()
        if known.get((kind, subject_id)) != drawn_from:
            yield Wanted(
                kind=kind, subject_id=subject_id, title=title, drawing=drawing, drawn_from=drawn_from
            )


def _each_page() -> Iterator[tuple[PageKind, int, str, str | None]]:
    """Yield (kind, id, title, digest of its drawing) of each page that a link may lead to."""
    yield PageKind.HOUSE, HOUSE_ID, load_settings().tagline, None
    for kind, key, title in (
        (PageKind.TOPIC, Topic.id, Topic.name),
        (PageKind.SERIES, Series.id, Series.title),
        (PageKind.SHELF, Category.id, Category.name),
    ):
        for subject_id, words in db.session.execute(select(key, title).order_by(key)).all():
            yield kind, subject_id, words, None
    shown = select(Resource.id, Resource.title).where(Resource.state == ResourceState.PUBLISHED)
    for subject_id, words in db.session.execute(shown.order_by(Resource.id)).all():
        yield PageKind.RESOURCE, subject_id, words, None
    doors = (
        select(Door.id, Door.name, Picture.digest)
        .outerjoin(Picture, Picture.id == Door.picture_id)
        .where(Door.state == DoorState.OPEN)
    )
    for subject_id, words, digest in db.session.execute(doors.order_by(Door.id)).all():
        yield PageKind.DOOR, subject_id, words, digest


def _original(digest: str | None) -> bytes | None:
    """Return a drawing's file; a lost one only leaves its place empty."""
    try:
        return read_original(digest) if digest else None
    except FileNotFoundError:
        return None
