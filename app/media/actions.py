"""Storing a picture, and the job that makes its renditions."""

from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import select, update

from app.audit.actions import record
from app.db import db, transaction
from app.errors import Invalid
from app.freshness import raise_version
from app.media.decoding import CleanPicture, clean_picture, render
from app.media.models import Picture
from app.media.store import ORIGINAL, SUFFIXES, read_original, widths_for, write_file
from app.memory import give_memory_back
from app.outbox.actions import enqueue

RENDITIONS = "picture_renditions"
_one_at_a_time = Lock()  # a large picture takes some 90 MB while it is made, and the worker has two threads


def store_picture(
    data: bytes | CleanPicture, *, alt: str, actor: str, now: datetime, credit: str = ""
) -> Picture:
    """Store a picture with its words and owe its renditions; raises PictureRefused and Invalid.

    Decoding takes its time: views call `clean_picture` before the transaction and hand over the result.
    """
    words = " ".join(alt.split())
    if not words:
        raise Invalid("Describe the picture in a sentence, for people who cannot see it.")
    clean = data if isinstance(data, CleanPicture) else clean_picture(data)
    write_file(clean.digest, ORIGINAL, clean.data)
    made_at = db.session.scalar(
        select(Picture.renditions_at).where(
            Picture.digest == clean.digest, Picture.renditions_at.is_not(None)
        )
    )
    picture = Picture(
        digest=clean.digest,
        width=clean.width,
        height=clean.height,
        alt=words[:400],
        credit=credit[:200],
        stored_at=now,
        stored_by=actor,
        renditions_at=made_at,
    )
    db.session.add(picture)
    db.session.flush()
    if made_at is None:
        key = f"{RENDITIONS}:{clean.digest}"
        enqueue(RENDITIONS, {"digest": clean.digest}, now=now, natural_key=key, at_leisure=True)
    record("picture.stored", actor=actor, subject=("picture", picture.id), now=now)
    return picture


def describe_anew(picture_id: int, *, alt: str, actor: str, now: datetime) -> Picture:
    """Change a picture's alt text."""
    words = " ".join(alt.split())
    if not words:
        raise Invalid("Describe the picture in a sentence, for people who cannot see it.")
    picture = db.session.get_one(Picture, picture_id)
    picture.alt = words[:400]
    record("picture.described", actor=actor, subject=("picture", picture.id), now=now)
    raise_version()
    return picture


def make_renditions(data: dict[str, Any], now: datetime) -> None:
    """Make every rendition of one original and tell the pages; safe to repeat, nothing is open while it works."""
    digest = str(data["digest"])
    width = db.session.scalar(select(Picture.width).where(Picture.digest == digest))
    db.session.rollback()
    if width is None:
        return
    with _one_at_a_time:
        original = read_original(digest)
        for size in widths_for(width):
            for suffix in SUFFIXES:
                write_file(digest, f"{size}.{suffix}", render(original, width=size, suffix=suffix))
        give_memory_back()
    with transaction() as session:
        session.execute(update(Picture).where(Picture.digest == digest).values(renditions_at=now))
        raise_version()
