"""The job that reads an article aloud where a voice is installed; without one there is no file."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from app.content.models import Article, ArticleState, ArticleVersion
from app.content.spoken_models import SpokenArticle
from app.content.voicing import find_voice, speak
from app.db import db, transaction
from app.freshness import raise_version
from app.media.store import spoken_name, write_file
from app.outbox.actions import enqueue

SPEAK = "speak_article"


def speak_article(data: dict[str, Any], now: datetime) -> None:
    """Do one owed `speak_article`: {"article": id}. Nothing is open meanwhile; the same is not read twice."""
    article_id, voice = int(data["article"]), find_voice()
    row = db.session.execute(
        select(ArticleVersion.title, ArticleVersion.summary, ArticleVersion.text)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(Article.id == article_id, Article.state == ArticleState.PUBLISHED, ArticleVersion.is_current)
    ).first()
    kept = db.session.get(SpokenArticle, article_id)
    known = kept.spoken_from if kept else ""
    db.session.rollback()
    if voice is None or row is None:
        return
    words = "\n\n".join((f"{row.title}.", row.summary, row.text))
    spoken_from = sha256("\n".join((*voice.command, words)).encode()).hexdigest()
    if spoken_from == known:
        return
    spoken = speak(voice, words)
    digest = sha256(spoken.data).hexdigest()[:32]
    name = spoken_name(spoken.suffix)
    write_file(digest, name, spoken.data)
    with transaction() as session:
        made = SpokenArticle(
            article_id=article_id,
            file=f"{digest}/{name}",
            seconds=spoken.seconds,
            spoken_from=spoken_from,
            spoken_at=now,
        )
        session.merge(made)
        raise_version()


def owe_all(*, now: datetime) -> int:
    """Owe the reading of every published article (a voice has come to the machine); return how many."""
    ids = db.session.scalars(select(Article.id).where(Article.state == ArticleState.PUBLISHED)).all()
    for article_id in ids:
        enqueue(SPEAK, {"article": article_id}, now=now, at_leisure=True)
    return len(ids)


def spoken_beside(article_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[str]:
    """Return an article's sound file as a column of a query about articles; NULL where there is none."""
    return select(SpokenArticle.file).where(SpokenArticle.article_id == article_id).scalar_subquery()
