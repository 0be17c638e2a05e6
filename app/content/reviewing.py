"""Asking for another pair of eyes, and answering."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.accounts.members import call_member, find_member, list_members
from app.accounts.models import User
from app.audit.actions import record
from app.content.commenting import add_comment
from app.content.models import Article, ArticleState
from app.content.review_models import ReviewRequest, Verdict
from app.db import db
from app.errors import Conflict, Invalid, NotFound
from app.outbox.mail import queue_mail

LONGEST_NOTE = 500


def send_to_review(
    article: Article, *, actor: str, now: datetime, reviewer: int | None = None, note: str = ""
) -> ReviewRequest:
    """Ask for another pair of eyes, of one person by mail or of whoever comes; asked again, it is the same request."""
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"Please say it in {LONGEST_NOTE} signs.")
    person = _get_reviewer(reviewer) if reviewer is not None else None
    wanted = find_open_review(article.id) or ReviewRequest(article_id=article.id)
    wanted.note, wanted.asked_at, wanted.asked_by = note.strip(), now, actor
    wanted.reviewer = f"user:{person.id}" if person else None
    db.session.add(wanted)
    if article.state is ArticleState.DRAFT:
        article.state = ArticleState.IN_REVIEW
    record("article.sent_to_review", actor=actor, subject=("article", article.id), now=now)
    if person is not None:
        data = {"name": person.name, "title": article.title, "note": wanted.note, "article_id": article.id}
        queue_mail(person.email, "review_asked", data | {"who": call_member(actor)}, purpose="staff", now=now)
    return wanted


def answer_review(article: Article, verdict: Verdict, words: str, *, actor: str, now: datetime) -> None:
    """Say what one thinks of a draft; whoever asked is told by mail. Changes make it a draft again."""
    wanted = find_open_review(article.id)
    if wanted is None:
        raise Conflict("Nobody waits for an answer here any more.")
    if actor == wanted.asked_by:
        raise Conflict("You asked for another pair of eyes, so somebody else answers.")
    if verdict is Verdict.CHANGES and not words.strip():
        raise Invalid("Say what should change.")
    if words.strip():
        add_comment(article, words, actor=actor, now=now)
    wanted.verdict, wanted.answered_at, wanted.answered_by = verdict, now, actor
    if verdict is Verdict.CHANGES and article.state is ArticleState.IN_REVIEW:
        article.state = ArticleState.DRAFT
    details = {"verdict": verdict.value}
    record("article.review_answered", actor=actor, subject=("article", article.id), now=now, details=details)
    person = find_member(wanted.asked_by)
    if person is not None:
        data = {
            "name": person.name,
            "who": call_member(actor),
            "title": article.title,
            "article_id": article.id,
        }
        data |= {"words": words.strip(), "is_fine": verdict is Verdict.FINE}
        queue_mail(person.email, "review_answered", data, purpose="staff", now=now)


def find_open_review(article_id: int) -> ReviewRequest | None:
    """Return the request that waits for an answer."""
    query = select(ReviewRequest).filter_by(article_id=article_id).where(ReviewRequest.answered_at.is_(None))
    return db.session.scalars(query).first()


def list_reviews(article_id: int) -> Sequence[ReviewRequest]:
    """Return an article's requests, newest first."""
    query = select(ReviewRequest).filter_by(article_id=article_id).order_by(ReviewRequest.id.desc()).limit(20)
    return db.session.scalars(query).all()


def _get_reviewer(identity: int) -> User:
    person = next((one for one in list_members("content.write") if one.id == identity), None)
    if person is None:
        raise NotFound("That person may not look at drafts.")
    return person
