"""A block that outlives who was blocked: of an erased address a salted hash stays, which keeps its words away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from app.audit.actions import record
from app.comments.deciding import unblock_writer
from app.comments.models import CommentBlock, Commenter
from app.db import db, insert_if_absent
from app.newsletter.addresses import parse_address
from app.newsletter.suppressing import salted_hash


def keep_block(writer: Commenter) -> None:
    """Keep the block of somebody who is about to be erased, by address and by mailbox; nothing where there is none."""
    if writer.email_key is None or writer.blocked_at is None:
        return
    for spelling in (writer.email_key, writer.mailbox):
        digest = salted_hash(_words(spelling), make_salt=True)
        insert_if_absent(CommentBlock, {"digest": digest, "at": writer.blocked_at, "by": writer.blocked_by})


def find_block(*spellings: str) -> CommentBlock | None:
    """Return the block that one of these spellings of an address kept through its erasure, if there is one."""
    query = select(CommentBlock).where(CommentBlock.digest.in_(_digests(spellings)))
    return db.session.scalars(query.order_by(CommentBlock.digest).limit(1)).first()


def let_in_again(email: str, *, actor: str, now: datetime) -> bool:
    """Take comments of an address again, erased meanwhile or not, in any spelling; return whether it was blocked.

    Raises AddressNotUsable.
    """
    address = parse_address(email)
    same = select(Commenter.id).where(Commenter.mailbox == address.mailbox, Commenter.blocked_at.is_not(None))
    blocked = db.session.scalars(same.order_by(Commenter.id)).all()
    for commenter_id in blocked:
        unblock_writer(commenter_id, actor=actor, now=now)
    spellings = (address.key, address.mailbox)
    kept = find_block(*spellings)
    if kept is not None:
        db.session.execute(delete(CommentBlock).where(CommentBlock.digest.in_(_digests(spellings))))
        record("commenter.unblocked", actor=actor, subject=("commenter", "erased"), now=now)
    return bool(blocked) or kept is not None


def _digests(spellings: Sequence[str]) -> list[str]:
    return [digest for one in spellings if (digest := salted_hash(_words(one)))]


def _words(address: str) -> str:
    return f"comments:{address}"  # no other list of hashes tells who is on this one
