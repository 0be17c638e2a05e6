"""The button behind the mailed link: it says that a comment is one's own, or that it is not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from app.comments.errors import CommentNotFound
from app.comments.models import Comment
from app.comments.posting import take_as_confirmed
from app.comments.rows import lock_comment, lock_commenter
from app.comments.rules import CONFIRM_WITHIN, CURRENT_WORDING, CommentState, LinkKind
from app.comments.tokens import get_link
from app.db import db

FORM = "confirmation page"


def list_unconfirmed(token: str, *, now: datetime) -> Sequence[Comment]:
    """Return what was written with the address behind a link and waits for its button, oldest first."""
    commenter_id = get_link(LinkKind.CONFIRM, token, now=now).commenter_id
    waiting = (Comment.commenter_id == commenter_id, Comment.state == CommentState.UNCONFIRMED)
    query = select(Comment).where(*waiting, Comment.written_at > now - CONFIRM_WITHIN)
    return db.session.scalars(query.order_by(Comment.id)).all()


def confirm_comment(token: str, comment_id: int, *, now: datetime) -> Comment:
    """Take a comment as the address's own; pressing twice is the same as once. Raises LinkNotKnown, CommentNotFound."""
    writer = lock_commenter(get_link(LinkKind.CONFIRM, token, now=now).commenter_id)
    comment = _lock_own(comment_id, writer.id)
    if comment.state is not CommentState.UNCONFIRMED:
        return comment
    if comment.written_at <= now - CONFIRM_WITHIN:
        raise CommentNotFound
    take_as_confirmed(comment, writer, wording=CURRENT_WORDING, form=FORM, now=now)
    return comment


def disown_comment(token: str, comment_id: int, *, now: datetime) -> None:
    """Delete a comment that somebody else wrote with this address; one that was confirmed stays."""
    writer = lock_commenter(get_link(LinkKind.CONFIRM, token, now=now).commenter_id)
    own = (Comment.id == comment_id, Comment.commenter_id == writer.id)
    db.session.execute(delete(Comment).where(*own, Comment.state == CommentState.UNCONFIRMED))


def _lock_own(comment_id: int, commenter_id: int) -> Comment:
    comment = lock_comment(comment_id)
    if comment.commenter_id != commenter_id:
        raise CommentNotFound
    return comment
