"""The media room's invariants."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.media.models import Picture
from app.media.store import ORIGINAL, path_of
from app.verifying import Check


def ask_originals() -> tuple[int, Sequence[str]]:
    """Every picture has its file and its alt text."""
    rows = db.session.execute(select(Picture.id, Picture.digest, Picture.alt)).all()
    wrong = []
    for identity, digest, alt in rows:
        path = path_of(digest, ORIGINAL)
        if path is None or not path.is_file():
            wrong.append(f"picture {identity} has no file")
        if not alt:
            wrong.append(f"picture {identity} has no alt text")
    return len(rows), wrong


CHECKS = [Check(code="C4", sentence="Every picture has its original and its alt text.", ask=ask_originals)]
