"""Where a confirmed comment goes: onto the page at once, or before a person; and what follows from it."""

from datetime import datetime

from sqlalchemy import func, select

from app.comments.models import Comment, Commenter
from app.comments.rows import is_blocked
from app.comments.rules import (
    REPEATED_WITHIN,
    TRUSTED_WITH_LINKS,
    CommentState,
    Reason,
    why_waiting,
)
from app.comments.words import SHORTEST_REPEATED, count_links
from app.crisis import find_crisis
from app.db import db
from app.freshness import raise_version
from app.outbox.actions import enqueue
from app.settings.queries import load_settings

ANSWERED = "comment_answered"
ALERT = "comment_alert"
ALERT_EVERY = 300  # seconds; words that are changed again and again call nobody again and again


def place_comment(comment: Comment, writer: Commenter, *, now: datetime) -> None:
    """Show a comment or let it wait for a person, by its words and by what its writer has said before.

    The caller holds the writer's lock, so that two comments of a new writer do not vouch for each other. New words of
    a blocked writer are seen by nobody; an old one that stood on the page goes with its words.
    """
    if is_blocked(writer):
        _hide(comment)
        return
    has_crisis = bool(find_crisis(f"{comment.name}\n{comment.text}"))
    reasons = _reasons(comment, has_crisis=has_crisis, now=now)
    comment.reasons = [one.value for one in reasons]
    if reasons:
        was_shown = comment.state is CommentState.SHOWN
        comment.state, comment.is_crisis = CommentState.WAITING, has_crisis
        decided = comment.decided_at or ""
        comment.decided_at = comment.decided_by = None
        if was_shown:
            raise_version()
        if Reason.CRISIS in reasons:
            key = f"comment-alert:{comment.id}:{decided}:{int(now.timestamp()) // ALERT_EVERY}"
            enqueue(ALERT, {"comment_id": comment.id}, now=now, natural_key=key)
        return
    comment.is_crisis = has_crisis
    show_comment(comment, now=now)


def show_comment(comment: Comment, *, now: datetime) -> None:
    """Put a comment onto its page; whoever asked to hear of answers is written to, once."""
    comment.state = CommentState.SHOWN
    comment.shown_at = comment.shown_at or now
    raise_version()
    if comment.parent_id is not None:
        enqueue(ANSWERED, {"comment_id": comment.id}, now=now, natural_key=f"comment-answered:{comment.id}")


def _hide(comment: Comment) -> None:
    if comment.state is CommentState.SHOWN:
        raise_version()
    comment.state, comment.reasons = CommentState.HIDDEN, []


def _reasons(comment: Comment, *, has_crisis: bool, now: datetime) -> list[Reason]:
    return why_waiting(
        is_staff=comment.by_staff,
        shown_before=_count_shown(comment),
        has_spam=_has_spam(comment.commenter_id),
        trusted_after=load_settings().comments_trusted_after,
        links=count_links(comment.text),
        has_crisis=has_crisis,
        is_repeated=_is_repeated(comment, since=now - REPEATED_WITHIN),
        is_reported=comment.state is CommentState.WAITING and Reason.REPORTED in comment.reasons,
    )


def _count_shown(comment: Comment) -> int:
    """Return how many other comments of the writer are shown, up to what trust asks for."""
    most = max(TRUSTED_WITH_LINKS, load_settings().comments_trusted_after)
    own = (Comment.commenter_id == comment.commenter_id, Comment.id != comment.id)
    query = select(Comment.id).where(*own, Comment.state == CommentState.SHOWN).limit(most)
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _has_spam(commenter_id: int) -> bool:
    query = select(Comment.id).where(Comment.commenter_id == commenter_id, Comment.state == CommentState.SPAM)
    return db.session.scalars(query.limit(1)).first() is not None


def _is_repeated(comment: Comment, *, since: datetime) -> bool:
    """Say whether anybody has said the same elsewhere; a short thanks is said by many."""
    if len(comment.text) < SHORTEST_REPEATED:
        return False
    same = (Comment.fingerprint == comment.fingerprint, Comment.id != comment.id)
    query = select(Comment.id).where(*same, Comment.written_at > since)
    return db.session.scalars(query.limit(1)).first() is not None
