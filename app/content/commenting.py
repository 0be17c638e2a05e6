"""Comments on a draft: on some of its words or on the whole, in threads of one level, until they are dealt with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.audit.actions import record
from app.content.drafts import draft_from_json
from app.content.models import Article
from app.content.review_models import DraftComment
from app.db import db
from app.errors import Invalid, NotFound

LONGEST, LONGEST_QUOTE = 3000, 300


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A comment with its answers, oldest first."""

    first: DraftComment
    answers: tuple[DraftComment, ...]


def add_comment(
    article: Article, words: str, *, actor: str, now: datetime, quote: str = "", thread_id: int | None = None
) -> DraftComment:
    """Say something of a draft; an answer to a thread that was resolved opens it again."""
    words, quote = words.replace("\r\n", "\n").strip(), quote.replace("\r\n", "\n").strip()
    if not words or len(words) > LONGEST:
        raise Invalid(f"Write a comment of {LONGEST} signs at most.")
    if len(quote) > LONGEST_QUOTE:
        raise Invalid(f"Name the place with {LONGEST_QUOTE} signs at most; a few words will do.")
    if quote and quote not in draft_from_json(article.draft).body:
        raise Invalid(
            "These words do not stand in the text as it is kept. Copy them from there, or leave the field empty."
        )
    if thread_id is not None:
        first = get_comment(thread_id, article.id)
        if first.thread_id is not None or quote:
            raise NotFound("There is no such thread.")
        first.resolved_at = first.resolved_by = None
    made = DraftComment(
        article_id=article.id,
        thread_id=thread_id,
        quote=quote,
        words=words,
        revision=article.revision,
        written_at=now,
        written_by=actor,
    )
    db.session.add(made)
    db.session.flush()
    record("article.commented", actor=actor, subject=("article", article.id), now=now)
    return made


def resolve_thread(comment: DraftComment, *, actor: str, now: datetime) -> None:
    """Say that a thread is dealt with."""
    if comment.thread_id is not None:
        raise NotFound("There is no such thread.")
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by = now, actor
        record("article.comment_resolved", actor=actor, subject=("article", comment.article_id), now=now)


def reopen_thread(comment: DraftComment, *, actor: str, now: datetime) -> None:
    """Say that a thread is not dealt with after all."""
    if comment.thread_id is not None:
        raise NotFound("There is no such thread.")
    if comment.resolved_at is not None:
        comment.resolved_at = comment.resolved_by = None
        record("article.comment_reopened", actor=actor, subject=("article", comment.article_id), now=now)


def get_comment(comment_id: int, article_id: int) -> DraftComment:
    """Return a comment of this article; raises NotFound."""
    found = db.session.scalars(select(DraftComment).filter_by(id=comment_id, article_id=article_id)).first()
    if found is None:
        raise NotFound("There is no such comment of this article.")
    return found


def list_threads(article_id: int) -> Sequence[Thread]:
    """Return an article's threads, oldest first: one query."""
    query = select(DraftComment).filter_by(article_id=article_id).order_by(DraftComment.id)
    answers: dict[int, list[DraftComment]] = {}
    firsts: list[DraftComment] = []
    for one in db.session.scalars(query):
        if one.thread_id is None:
            firsts.append(one)
        else:
            answers.setdefault(one.thread_id, []).append(one)
    return [Thread(first=one, answers=tuple(answers.get(one.id, ()))) for one in firsts]


def count_open_threads(article_id: int) -> int:
    """Return how many threads are not dealt with."""
    query = select(func.count()).select_from(DraftComment).filter_by(article_id=article_id, thread_id=None)
    return db.session.scalar(query.where(DraftComment.resolved_at.is_(None))) or 0
