"""Comments in any standing; call with an app context pushed. Each commits for itself and returns an id."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.clock import utcnow
from app.comments.models import Comment
from app.comments.posting import NewComment, post_comment
from app.comments.rows import make_commenter
from app.comments.rules import CURRENT_WORDING, CommentState
from app.comments.words import fingerprint_of
from app.db import db, transaction
from app.freshness import raise_version
from app.markdown import render_plainly
from app.newsletter.addresses import parse_address

MORNING_WORDS = "Warm water helped me in the mornings, on most days."


def new_comment(article_id: int, **fields: Any) -> NewComment:
    """What a guest called Orla has typed."""
    values: dict[str, Any] = {
        "answers": None,
        "address": parse_address(fields.pop("email", "orla@reader.example")),
        "name": "Orla",
        "text": MORNING_WORDS,
        "wants_answers": False,
        "wording": CURRENT_WORDING,
        "form": "comment form",
    }
    return NewComment(article_id=article_id, **values | fields)


def write_comment(article_id: int, *, now: datetime | None = None, **fields: Any) -> int | None:
    """Send the form's answers; return the comment's id, or None where nothing was kept."""
    with transaction():
        kept = post_comment(new_comment(article_id, **fields), now=now or utcnow())
        return kept.id if kept else None


def make_comment(
    article_id: int,
    *,
    email: str = "orla@reader.example",
    name: str = "Orla",
    text: str = MORNING_WORDS,
    state: str = "shown",
    answers: int | None = None,
    now: datetime | None = None,
    **fields: Any,
) -> int:
    """A comment that stands somewhere already, past the form and the rules of trust."""
    now = now or utcnow()
    is_confirmed = state != "unconfirmed"
    with transaction() as session:
        comment = Comment(
            article_id=article_id, level=2 if answers else 1, parent_id=answers, parent_level=1 if answers else None,
            commenter_id=make_commenter(parse_address(email), now=now).id, name=name, text=text,
            html=render_plainly(text), fingerprint=fingerprint_of(text) if text else None,
            state=CommentState(state), reasons=[],
            written_at=now, confirmed_at=now if is_confirmed else None, shown_at=now if state == "shown" else None,
        )  # fmt: skip
        for key, value in fields.items():
            setattr(comment, key, value)
        session.add(comment)
        raise_version()
        session.flush()
        return comment.id


def make_trusted(article_id: int, *, email: str = "orla@reader.example", number: int = 2) -> None:
    """Let somebody have as many comments on the page as trust asks for."""
    for one in range(number):
        make_comment(article_id, email=email, text=f"Something of mine, number {one}.")


def comment_of(comment_id: int) -> Comment:
    """Return a comment as the database has it now."""
    db.session.rollback()
    return db.session.scalars(select(Comment).where(Comment.id == comment_id)).one()
