"""The job that draws the picture which other sites show beside a link to an article: its title and its drawing.

Nothing waits for it: a page without one names the drawing alone, or none.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from app.content.models import Article, ArticleState, ArticleVersion
from app.content.share_models import SharePicture
from app.db import db, transaction
from app.freshness import raise_version
from app.media.cards import draw_card
from app.media.models import Picture
from app.media.store import SHARE, read_original, write_file
from app.settings.queries import load_settings

SHARE_PICTURE = "share_picture"
_EDITION = "1"  # to be raised when the drawing itself changes


def make_share_picture(data: dict[str, Any], now: datetime) -> None:
    """Do one owed `share_picture`: {"article": id}. Nothing is open while it draws; the same is not drawn twice."""
    article_id = int(data["article"])
    row = db.session.execute(
        select(ArticleVersion.title, Picture.digest)
        .join(Article, Article.id == ArticleVersion.article_id)
        .outerjoin(Picture, Picture.id == ArticleVersion.picture_id)
        .where(Article.id == article_id, Article.state == ArticleState.PUBLISHED, ArticleVersion.is_current)
    ).first()
    kept = db.session.get(SharePicture, article_id)
    known = kept.drawn_from if kept else ""
    name = load_settings().name
    db.session.rollback()
    if row is None:
        return
    title, drawing = row
    drawn_from = sha256("\n".join((_EDITION, title, drawing or "", name)).encode()).hexdigest()
    if drawn_from == known:
        return
    picture = draw_card(title, name=name, drawing=_original(drawing))
    digest = sha256(picture).hexdigest()[:32]
    write_file(digest, SHARE, picture)
    with transaction() as session:
        session.merge(SharePicture(article_id=article_id, digest=digest, drawn_from=drawn_from, drawn_at=now))
        raise_version()


def _original(digest: str | None) -> bytes | None:
    """Return a drawing's file; a lost one only leaves its place empty."""
    try:
        return read_original(digest) if digest else None
    except FileNotFoundError:
        return None
