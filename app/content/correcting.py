"""Telling readers what was wrong: dated, with the article and on a page of its own, by mail where staff choose so."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.audit.actions import record
from app.content.correction_models import Correction
from app.content.models import Article, ArticleState
from app.db import db
from app.errors import Conflict, Invalid, NotFound
from app.freshness import raise_version
from app.outbox.actions import enqueue


def correct_article(
    article: Article, was: str, says: str, *, by_mail: bool, actor: str, now: datetime
) -> Correction:
    """Tell readers what was wrong in a published article and what it says now.

    `by_mail` owes a letter (outbox `correction_letter`) to those whom a letter about the article reached.
    """
    was, says = read_correction(article, was, says)
    correction = Correction(
        article_id=article.id, made_at=now, made_by=actor, was=was, says=says, is_mailed=by_mail
    )
    db.session.add(correction)
    db.session.flush()
    article.corrections = [*(article.corrections or []), [now.isoformat(), was, says]]
    article.changed_at = now
    raise_version()
    details = {"correction": correction.id, "mailed": by_mail}
    record("article.corrected", actor=actor, subject=("article", article.id), now=now, details=details)
    if by_mail:
        key = f"correction_letter:{correction.id}"
        enqueue("correction_letter", {"correction_id": correction.id}, now=now, natural_key=key)
    return correction


def read_correction(article: Article, was: str, says: str) -> tuple[str, str]:
    """Return both sentences on one line each; raises Invalid or Conflict where readers cannot be told so."""
    was, says = " ".join(was.split()), " ".join(says.split())
    if article.state is not ArticleState.PUBLISHED:
        raise Conflict("Only a published article can be corrected before its readers.")
    if not was or not says or max(len(was), len(says)) > 500:
        raise Invalid("Say what was wrong and what it says now, each in 500 signs at most.")
    last = db.session.scalars(
        select(Correction).where(Correction.article_id == article.id).order_by(Correction.id.desc()).limit(1)
    ).first()
    if last is not None and (last.was, last.says) == (was, says):
        raise Conflict("Readers have been told just that already.")
    return was, says


def get_correction(correction_id: int) -> Correction:
    """Return a correction; raises NotFound."""
    correction = db.session.get(Correction, correction_id)
    if correction is None:
        raise NotFound("We could not find that correction.")
    return correction


def list_corrections(limit: int, *, before: int = 0) -> Sequence[tuple[Correction, Article]]:
    """Return the corrections of published articles, newest first, below an id."""
    query = (
        select(Correction, Article)
        .join(Article, Article.id == Correction.article_id)
        .where(Article.state == ArticleState.PUBLISHED)
        .order_by(Correction.id.desc())
        .limit(limit)
    )
    if before:
        query = query.where(Correction.id < before)
    return [(correction, article) for correction, article in db.session.execute(query)]
