"""What somebody may do with their own comments: change them for a while, and take them back at any time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.comments.consenting import note_consent
from app.comments.errors import CommentNotFound, StaleComment, TooLate
from app.comments.models import Comment, Commenter
from app.comments.placing import place_comment
from app.comments.rows import lock_comment, lock_commenter
from app.comments.rules import CommentState, ConsentEvent, Purpose, may_edit_until
from app.comments.words import WordsRefused, fingerprint_of
from app.db import db
from app.freshness import raise_version
from app.markdown import render_plainly

FORM = "own comments page"
KEPT = (CommentState.WAITING, CommentState.SHOWN)
OWN_PAGE = 20


def find_commenter(email: str) -> Commenter | None:
    """Return whoever writes under this address, whatever its letters."""
    return db.session.scalars(select(Commenter).where(Commenter.email_key == email.lower())).first()


def list_own(commenter_id: int, *, before_id: int | None = None, limit: int = OWN_PAGE) -> Sequence[Comment]:
    """Return what somebody has written and confirmed, newest first."""
    gone = (CommentState.GONE, CommentState.UNCONFIRMED)
    query = select(Comment).where(Comment.commenter_id == commenter_id, Comment.state.not_in(gone))
    if before_id is not None:
        query = query.where(Comment.id < before_id)
    return db.session.scalars(query.order_by(Comment.id.desc()).limit(limit)).all()


def get_own(commenter_id: int, comment_id: int) -> Comment:
    """Return a comment of somebody's own whose words are there; raises CommentNotFound."""
    comment = db.session.get(Comment, comment_id)
    _refuse_foreign(comment, commenter_id)
    assert comment is not None  # noqa: S101 - said above
    return comment


def edit_comment(
    commenter_id: int, comment_id: int, *, name: str, text: str, seen: int, now: datetime
) -> Comment:
    """Change one's own words within fifteen minutes; they are placed anew. `seen` is the edition the form had shown.

    Raises TooLate, StaleComment, WordsRefused where the same words stand there already, CommentNotFound.
    """
    writer = lock_commenter(commenter_id)
    comment = lock_comment(comment_id)
    _refuse_foreign(comment, commenter_id)
    if comment.state not in KEPT or comment.confirmed_at is None:
        raise CommentNotFound
    until = may_edit_until(comment.confirmed_at)
    if now >= until:
        raise TooLate(until)
    if comment.edition != seen:
        raise StaleComment
    fingerprint = fingerprint_of(text, answers=comment.parent_id)
    same = (Comment.article_id == comment.article_id, Comment.commenter_id == commenter_id)
    others = select(Comment.id).where(*same, Comment.fingerprint == fingerprint, Comment.id != comment.id)
    if db.session.scalars(others).first() is not None:
        raise WordsRefused({"text": "You have said the same below this article already."})
    comment.name, comment.text, comment.html = name, text, render_plainly(text)
    comment.fingerprint, comment.edited_at = fingerprint, now
    comment.edition += 1
    db.session.flush()
    place_comment(comment, writer, now=now)
    return comment


def take_back(commenter_id: int, comment_id: int, *, now: datetime) -> None:
    """Take one's own words back; the place stays only while answers stand below it. Twice is the same as once."""
    lock_commenter(commenter_id)
    comment = lock_comment(comment_id)
    if comment.commenter_id != commenter_id:
        raise CommentNotFound
    empty_comment(comment)
    note_consent(commenter_id, Purpose.PUBLISH, ConsentEvent.STOPPED, form=FORM, now=now)


def empty_comment(comment: Comment) -> None:
    """Leave of a comment its place and nothing that was said, nor who said it."""
    if comment.state is CommentState.SHOWN:
        raise_version()
    comment.state = CommentState.GONE
    comment.name = comment.text = comment.html = ""
    comment.fingerprint, comment.reasons, comment.wants_answers, comment.is_crisis = None, [], False, False
    comment.edition += 1


def _refuse_foreign(comment: Comment | None, commenter_id: int) -> None:
    if comment is None or comment.commenter_id != commenter_id or comment.state is CommentState.GONE:
        raise CommentNotFound
