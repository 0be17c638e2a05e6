"""Writing a comment: kept at once, and confirmed by a mail unless its writer is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.comments.blocking import find_block
from app.comments.closing import get_open_article
from app.comments.consenting import note_consent
from app.comments.errors import CommentNotFound, TooManyComments
from app.comments.models import Comment, Commenter
from app.comments.placing import place_comment
from app.comments.rows import forget_stranger, is_blocked, make_commenter
from app.comments.rules import (
    CONFIRM_WITHIN,
    MOST_AN_HOUR,
    MOST_UNCONFIRMED,
    CommentState,
    ConsentEvent,
    Purpose,
)
from app.comments.words import WordsRefused, fingerprint_of
from app.db import db, insert_if_absent
from app.markdown import render_plainly
from app.newsletter.addressed import may_be_asked
from app.newsletter.addresses import Address
from app.newsletter.suppressing import is_refused_for_good
from app.outbox.actions import enqueue

CONFIRMATION = "comment_confirmation"
#: of words that nobody has confirmed yet the last form counts: the first may have been a slip, or somebody else's
_SAID_ANEW = ("name", "level", "parent_id", "parent_level", "wants_answers", "by_staff")


@dataclass(frozen=True, kw_only=True)
class NewComment:
    """What somebody wrote, its words tidied and checked (words.py); `answers` is the comment it answers."""

    article_id: int
    answers: int | None
    address: Address
    name: str
    text: str
    wants_answers: bool
    wording: str
    form: str
    is_signed_in: bool = False
    by_staff: bool = False


def post_comment(new: NewComment, *, now: datetime) -> Comment | None:
    """Keep a comment and return it; None where nothing was kept, which the writer is never told.

    The same words of the same writer below the same article are one comment, however often they are sent; a short
    thanks may answer several. Raises CommentsClosed, CommentNotFound for a comment that takes no answer,
    TooManyComments, and WordsRefused where who is signed in has said the same elsewhere below the article.
    """
    get_open_article(new.article_id, now=now)
    parent = _get_answerable(new.answers, new.article_id) if new.answers is not None else None
    writer = make_commenter(new.address, now=now)
    if find_block(new.address.key, new.address.mailbox) is not None:
        forget_stranger(writer)
        return None
    comment, is_new = _keep(new, writer, parent, now=now)
    if comment is None:
        if writer.blocked_at is None:
            forget_stranger(writer)
        return None
    if is_new and not new.is_signed_in:
        note_agreed(comment, ConsentEvent.ASKED, wording=new.wording, form=new.form, now=now)
    if comment.state is CommentState.UNCONFIRMED:
        if new.is_signed_in:
            take_as_confirmed(comment, writer, wording=new.wording, form=new.form, now=now)
        else:
            owe_confirmation(writer, now=now)
    return comment


def take_as_confirmed(comment: Comment, writer: Commenter, *, wording: str, form: str, now: datetime) -> None:
    """Take a comment as its writer's own, and put it where it belongs; the caller holds the writer's lock."""
    comment.confirmed_at, comment.state = now, CommentState.WAITING
    note_agreed(comment, ConsentEvent.CONFIRMED, wording=wording, form=form, now=now)
    place_comment(comment, writer, now=now)


def note_agreed(comment: Comment, event: ConsentEvent, *, wording: str, form: str, now: datetime) -> None:
    """Write down what the form's boxes said, each purpose by itself."""
    purposes = [Purpose.PUBLISH, *([Purpose.ANSWERS] if comment.wants_answers else [])]
    for purpose in purposes:
        note_consent(comment.commenter_id, purpose, event, wording=wording, form=form, now=now)


def owe_confirmation(commenter: Commenter, *, now: datetime) -> bool:
    """Owe the one mail whose button confirms what waits; return whether one is owed now.

    One for each mailbox in six hours, a cap for each receiving domain, none to an address that bounced or is blocked.
    """
    refused = commenter.email_key is None or is_refused_for_good(commenter.email_key)
    if refused or commenter.blocked_at is not None:
        return False
    if not may_be_asked(Commenter, commenter.mailbox, commenter.domain, now=now):
        return False
    commenter.asked_at = now
    enqueue(CONFIRMATION, {"commenter_id": commenter.id, "asked": now.isoformat()}, now=now)
    return True


def _get_answerable(comment_id: int, article_id: int) -> Comment:
    """Return the comment an answer stands below: the one that was answered, or the one above it."""
    found = db.session.get(Comment, comment_id)
    if found is None or found.article_id != article_id or found.state is not CommentState.SHOWN:
        raise CommentNotFound
    if found.parent_id is None:
        return found
    return db.session.get_one(Comment, found.parent_id)


def _keep(
    new: NewComment, writer: Commenter, parent: Comment | None, *, now: datetime
) -> tuple[Comment | None, bool]:
    fingerprint = fingerprint_of(new.text, answers=parent.id if parent else None)
    same = select(Comment).where(
        Comment.article_id == new.article_id,
        Comment.commenter_id == writer.id,
        Comment.fingerprint == fingerprint,
    )
    if is_blocked(writer):
        return None, False
    if db.session.scalars(same.with_only_columns(Comment.id)).first() is None:
        _refuse_flood(writer, is_signed_in=new.is_signed_in, now=now)
        if not new.is_signed_in and _has_enough_unconfirmed(writer, now):
            return None, False
    values: dict[str, object] = {
        "article_id": new.article_id,
        "level": 1 if parent is None else 2,
        "parent_id": parent.id if parent else None,
        "parent_level": 1 if parent else None,
        "commenter_id": writer.id,
        "name": new.name,
        "text": new.text,
        "html": render_plainly(new.text),
        "fingerprint": fingerprint,
        "state": CommentState.UNCONFIRMED,
        "reasons": [],
        "by_staff": new.by_staff,
        "wants_answers": new.wants_answers,
        "written_at": now,
    }
    is_new = insert_if_absent(Comment, values)
    kept = db.session.scalars(same).one()
    if not is_new and kept.state is CommentState.UNCONFIRMED:
        for name in _SAID_ANEW:
            setattr(kept, name, values[name])
    elif kept.parent_id != values["parent_id"] and new.is_signed_in:
        raise WordsRefused({"text": "You have said the same below this article already."})
    return kept, is_new


def _refuse_flood(writer: Commenter, *, is_signed_in: bool, now: datetime) -> None:
    """Refuse more than a person writes in an hour; a guest is not told, lest the answer tell who is known here."""
    if not is_signed_in:
        return
    hour = (Comment.commenter_id == writer.id, Comment.written_at > now - timedelta(hours=1))
    if (db.session.scalar(select(func.count()).where(*hour)) or 0) >= MOST_AN_HOUR:
        raise TooManyComments


def _has_enough_unconfirmed(writer: Commenter, now: datetime) -> bool:
    waiting = (Comment.commenter_id == writer.id, Comment.state == CommentState.UNCONFIRMED)
    query = select(func.count()).where(*waiting, Comment.written_at > now - CONFIRM_WITHIN)
    return (db.session.scalar(query) or 0) >= MOST_UNCONFIRMED
