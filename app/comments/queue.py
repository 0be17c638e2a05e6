"""The staff's queue of comments: what waits, who is blocked, and what stands below one article."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, select

from app.claims import Claim, find_claims
from app.comments.errors import CommentNotFound
from app.comments.models import Comment, Commenter
from app.comments.reporting import reports_of
from app.comments.rules import CommentState
from app.content.models import Article
from app.counting import count_some
from app.crisis import find_crisis
from app.db import db
from app.newsletter.addresses import masked


@dataclass(frozen=True, kw_only=True)
class QueuedComment:
    """A comment with what a person needs to decide about it; the address is masked."""

    comment: Comment
    writer: str
    is_blocked: bool
    article_title: str
    article_slug: str
    answered_name: str
    claims: list[Claim]
    crisis: list[str]
    reports: int
    report_reasons: list[str]


def list_queue(
    state: CommentState, *, article_id: int | None = None, after: int | None = None, limit: int = 20
) -> list[QueuedComment]:
    """Return comments in a state: those that wait oldest first, the others newest first; after an id."""
    is_waiting = state is CommentState.WAITING
    query = select(Comment, Commenter, Article).join(Commenter, Commenter.id == Comment.commenter_id)
    query = query.join(Article, Article.id == Comment.article_id).where(Comment.state == state)
    if article_id is not None:
        query = query.where(Comment.article_id == article_id)
    if after is not None:
        query = query.where(Comment.id > after if is_waiting else Comment.id < after)
    rows = db.session.execute(
        query.order_by(Comment.id if is_waiting else Comment.id.desc()).limit(limit)
    ).all()
    return _queued([(one[0], one[1], one[2]) for one in rows])


def list_pressing(*, limit: int = 20) -> list[QueuedComment]:
    """Return the waiting comments with words of self-harm, oldest first; they stand before all others."""
    query = select(Comment, Commenter, Article).join(Commenter, Commenter.id == Comment.commenter_id)
    query = query.join(Article, Article.id == Comment.article_id)
    query = query.where(Comment.is_crisis, Comment.state == CommentState.WAITING)
    rows = db.session.execute(query.order_by(Comment.id).limit(limit)).all()
    return _queued([(one[0], one[1], one[2]) for one in rows])


def get_for_staff(comment_id: int) -> Comment:
    """Return a confirmed comment in any state; raises CommentNotFound."""
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.state in (CommentState.UNCONFIRMED, CommentState.GONE):
        raise CommentNotFound
    return comment


def count_waiting(*, pressing: bool) -> int:
    """Return how many comments wait for a person, up to a bound; the pressing ones apart from the others."""
    waiting = Comment.state == CommentState.WAITING
    return count_some(select(Comment.id).where(waiting, Comment.is_crisis == pressing))


def list_blocked(*, limit: int = 100) -> list[tuple[int, str]]:
    """Return who is blocked, the last first: (id, masked address)."""
    query = select(Commenter).where(Commenter.blocked_at.is_not(None))
    found = db.session.scalars(query.order_by(Commenter.blocked_at.desc(), Commenter.id).limit(limit)).all()
    return [(one.id, masked(one.email or "")) for one in found]


def _queued(rows: Sequence[tuple[Comment, Commenter, Article]]) -> list[QueuedComment]:
    answered = [comment.parent_id for comment, _, _ in rows if comment.parent_id is not None]
    name = case((Comment.state == CommentState.GONE, ""), else_=Comment.name)
    names = {
        row[0]: row[1] for row in db.session.execute(select(Comment.id, name).where(Comment.id.in_(answered)))
    }
    reports = reports_of([comment.id for comment, _, _ in rows])
    return [
        QueuedComment(
            comment=comment,
            writer=masked(writer.email) if writer.email else "an erased address",
            is_blocked=writer.blocked_at is not None,
            article_title=article.title,
            article_slug=article.slug,
            answered_name=names.get(comment.parent_id, "") if comment.parent_id else "",
            claims=find_claims(comment.text),
            crisis=find_crisis(comment.text) if comment.is_crisis else [],
            reports=len(reports.get(comment.id, ())),
            report_reasons=[reason for reason in reports.get(comment.id, ()) if reason],
        )
        for comment, writer, article in rows
    ]
