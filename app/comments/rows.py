"""Rows that several people may make or change at once: made once, locked in one order (commenter, then comment)."""

from datetime import datetime

from sqlalchemy import select

from app.comments.errors import CommentNotFound
from app.comments.models import Comment, Commenter
from app.db import db, insert_if_absent
from app.newsletter.addresses import Address


def make_commenter(address: Address, *, now: datetime) -> Commenter:
    """Return whoever is known by an address, made the first time, locked until the transaction ends."""
    values = {
        "email": address.typed,
        "email_key": address.key,
        "mailbox": address.mailbox,
        "domain": address.domain,
        "created_at": now,
    }
    insert_if_absent(Commenter, values)
    found = db.session.scalars(select(Commenter.id).where(Commenter.email_key == address.key)).one()
    return lock_commenter(found)


def forget_stranger(writer: Commenter) -> None:
    """Forget somebody who was just made known and of whom nothing is kept; the caller holds their lock."""
    if (
        db.session.scalars(select(Comment.id).where(Comment.commenter_id == writer.id).limit(1)).first()
        is None
    ):
        db.session.delete(writer)


def lock_commenter(commenter_id: int) -> Commenter:
    """Return a commenter as committed now, locked until the transaction ends."""
    query = select(Commenter).where(Commenter.id == commenter_id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def is_blocked(writer: Commenter) -> bool:
    """Say whether somebody is blocked, under this address or another that reaches the same mailbox."""
    if writer.blocked_at is not None:
        return True
    query = select(Commenter.id).where(Commenter.mailbox == writer.mailbox, Commenter.blocked_at.is_not(None))
    return writer.mailbox != "" and db.session.scalars(query.limit(1)).first() is not None


def lock_comment(comment_id: int) -> Comment:
    """Return a comment as committed now, locked until the transaction ends; raises CommentNotFound."""
    query = select(Comment).where(Comment.id == comment_id).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise CommentNotFound
    return found
