"""Forgetting: a person's words and name, and what nobody has confirmed."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select

from app.comments.blocking import keep_block
from app.comments.changing import empty_comment, find_commenter
from app.comments.models import Comment, CommentConsent, Commenter, CommentLink
from app.comments.rows import lock_commenter
from app.comments.rules import CONFIRM_WITHIN, CommentState
from app.db import db

AT_ONCE = 500


def erase_commenter(email: str) -> bool:
    """Forget an address: its words and names go, its comments' places stay where answers stand below them.

    Who was blocked stays so: a salted hash of the address is kept.

    Return whether it was here.
    """
    found = find_commenter(email)
    if found is None:
        return False
    writer = lock_commenter(found.id)
    own = Comment.commenter_id == writer.id
    for comment in db.session.scalars(
        select(Comment).where(own).order_by(Comment.id).with_for_update()
    ).all():
        if comment.state is CommentState.UNCONFIRMED:
            db.session.delete(comment)
        else:
            empty_comment(comment)
    for model in (CommentConsent, CommentLink):
        db.session.execute(delete(model).where(model.commenter_id == writer.id))
    keep_block(writer)
    writer.email = writer.email_key = writer.asked_at = None
    writer.mailbox = writer.domain = ""
    writer.blocked_at = writer.blocked_by = None
    return True


def forget_unconfirmed(now: datetime) -> int:
    """Delete what nobody has confirmed in its time, old links, and addresses of which nothing is left.

    Return how many comments it was; at most AT_ONCE, so that no transaction is long.
    """
    old = (Comment.state == CommentState.UNCONFIRMED, Comment.written_at <= now - CONFIRM_WITHIN)
    ids = db.session.scalars(select(Comment.id).where(*old).order_by(Comment.id).limit(AT_ONCE)).all()
    db.session.execute(delete(Comment).where(Comment.id.in_(ids)))
    db.session.execute(delete(CommentLink).where(CommentLink.expires_at <= now))
    db.session.execute(delete(Commenter).where(*_is_left_over(now)))
    return len(ids)


def _is_left_over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Whoever has neither a comment nor a block, and was not written to lately: the mail's link must not dangle."""
    return (
        ~exists().where(Comment.commenter_id == Commenter.id),
        Commenter.blocked_at.is_(None),
        Commenter.created_at <= now - CONFIRM_WITHIN,
    )
