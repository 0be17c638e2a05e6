"""What people of ours decide: to show, to hide, to call it spam, to block a writer; each is in the audit log."""

from datetime import datetime

from sqlalchemy import select, update

from app.audit.actions import record
from app.comments.errors import CommentNotFound, StaleComment
from app.comments.models import Comment, Commenter
from app.comments.placing import show_comment
from app.comments.reporting import settle_reports
from app.comments.rows import lock_comment, lock_commenter
from app.comments.rules import CommentState, Decision
from app.db import db
from app.freshness import raise_version

ENDS = {Decision.HIDE: CommentState.HIDDEN, Decision.SPAM: CommentState.SPAM}


def decide_comment(comment_id: int, decision: Decision, *, seen: int, actor: str, now: datetime) -> Comment:
    """Show, hide or mark a confirmed comment; `seen` is the edition the page had shown. Raises StaleComment."""
    comment = lock_comment(comment_id)
    if comment.state in (CommentState.UNCONFIRMED, CommentState.GONE):
        raise CommentNotFound
    if comment.edition != seen:
        raise StaleComment
    was_shown = comment.state is CommentState.SHOWN
    settle_reports(comment.id, now=now)
    comment.decided_at, comment.decided_by = now, actor
    comment.edition += 1
    if decision is Decision.SHOW:
        show_comment(comment, now=now)
    else:
        comment.state = ENDS[decision]
        if was_shown:
            raise_version()
    details = {"decision": decision.value}
    record("comment.decided", actor=actor, subject=("comment", comment.id), now=now, details=details)
    return comment


def block_writer(commenter_id: int, *, actor: str, now: datetime) -> None:
    """Keep nothing more of somebody and hide what waits of them; what is shown stays until it is decided about."""
    writer = _lock(commenter_id)
    if writer.blocked_at is not None:
        return
    writer.blocked_at, writer.blocked_by = now, actor
    waiting = (Comment.commenter_id == writer.id, Comment.state == CommentState.WAITING)
    ended = {"state": CommentState.HIDDEN, "decided_at": now, "decided_by": actor}
    db.session.execute(update(Comment).where(*waiting).values(**ended, edition=Comment.edition + 1))
    record("commenter.blocked", actor=actor, subject=("commenter", writer.id), now=now)


def unblock_writer(commenter_id: int, *, actor: str, now: datetime) -> None:
    """Take comments of somebody again."""
    writer = _lock(commenter_id)
    if writer.blocked_at is None:
        return
    writer.blocked_at = writer.blocked_by = None
    record("commenter.unblocked", actor=actor, subject=("commenter", writer.id), now=now)


def _lock(commenter_id: int) -> Commenter:
    if db.session.scalar(select(Commenter.id).where(Commenter.id == commenter_id)) is None:
        raise CommentNotFound
    return lock_commenter(commenter_id)
