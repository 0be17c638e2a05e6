"""A block that outlives who was blocked: of an erased address a salted hash stays, which keeps its words away."""

from datetime import datetime

from sqlalchemy import delete

from app.audit.actions import record
from app.comments.changing import find_commenter
from app.comments.deciding import unblock_writer
from app.comments.models import CommentBlock, Commenter
from app.db import db, insert_if_absent
from app.newsletter.addresses import parse_address
from app.newsletter.suppressing import salted_hash


def keep_block(writer: Commenter) -> None:
    """Keep the block of somebody who is about to be erased; nothing where there is none."""
    if writer.email_key is not None and writer.blocked_at is not None:
        digest = salted_hash(_words(writer.email_key), make_salt=True)
        insert_if_absent(CommentBlock, {"digest": digest, "at": writer.blocked_at, "by": writer.blocked_by})


def find_block(email_key: str) -> CommentBlock | None:
    """Return the block that an address kept through its erasure, if there is one."""
    digest = salted_hash(_words(email_key))
    return db.session.get(CommentBlock, digest) if digest else None


def let_in_again(email: str, *, actor: str, now: datetime) -> bool:
    """Take comments of an address again, erased meanwhile or not; return whether it was blocked.

    Raises AddressNotUsable.
    """
    key = parse_address(email).key
    writer, kept = find_commenter(key), find_block(key)
    was_blocked = writer is not None and writer.blocked_at is not None
    if writer is not None and was_blocked:
        unblock_writer(writer.id, actor=actor, now=now)
    if kept is not None:
        db.session.execute(delete(CommentBlock).where(CommentBlock.digest == kept.digest))
        record("commenter.unblocked", actor=actor, subject=("commenter", "erased"), now=now)
    return was_blocked or kept is not None


def _words(email_key: str) -> str:
    return f"comments:{email_key}"  # no other list of hashes tells who is on this one
