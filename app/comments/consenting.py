"""The consent log of the comments, by purpose; no network address."""

from datetime import datetime

from sqlalchemy import update

from app.comments.models import Comment, CommentConsent
from app.comments.rules import CURRENT_WORDING, ConsentEvent, Purpose
from app.db import db


def note_consent(
    commenter_id: int,
    purpose: Purpose,
    event: ConsentEvent,
    *,
    form: str,
    now: datetime,
    wording: str = CURRENT_WORDING,
) -> None:
    """Add a line to the consent log."""
    db.session.add(
        CommentConsent(
            commenter_id=commenter_id, at=now, purpose=purpose, event=event, wording=wording, form=form
        )
    )


def stop_mails(commenter_id: int, *, form: str, now: datetime) -> bool:
    """Send a commenter no more mails on answers; return whether any were wished for. The caller holds their lock."""
    wished = (Comment.commenter_id == commenter_id, Comment.wants_answers)
    done = db.session.execute(update(Comment).where(*wished).values(wants_answers=False))
    if not done.rowcount:  # type: ignore[attr-defined]
        return False
    note_consent(commenter_id, Purpose.ANSWERS, ConsentEvent.STOPPED, form=form, now=now)
    return True
