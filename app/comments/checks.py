"""The comments' invariants as questions to the database."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.comments.models import Comment, Commenter
from app.comments.rules import CommentState
from app.db import db
from app.verifying import Check


def ask_shown() -> tuple[int, Sequence[str]]:
    """K1: what is shown was confirmed, and words of self-harm were looked at before."""
    shown = Comment.state == CommentState.SHOWN
    unseen = Comment.is_crisis & ~Comment.by_staff & Comment.decided_at.is_(None)
    wrong = {
        "is shown without having been confirmed": shown & Comment.confirmed_at.is_(None),
        "is shown, and nobody has looked at its words": shown & unseen,
    }
    found = [f"comment {one} {what}" for what, holds in wrong.items() for one in _ids(holds)]
    return db.session.scalar(select(func.count()).where(shown)) or 0, found


def ask_places() -> tuple[int, Sequence[str]]:
    """K2: an answer stands below a comment of the same article that is no answer itself."""
    parent = aliased(Comment)
    wrong = or_(parent.id.is_(None), parent.article_id != Comment.article_id, parent.parent_id.is_not(None))
    query = select(Comment.id).outerjoin(parent, parent.id == Comment.parent_id)
    query = query.where(Comment.parent_id.is_not(None), wrong).limit(100)
    found = [f"comment {one} answers something that takes no answer" for one in db.session.scalars(query)]
    return db.session.scalar(select(func.count()).where(Comment.parent_id.is_not(None))) or 0, found


def ask_gone() -> tuple[int, Sequence[str]]:
    """K3: of words that were taken back, and of erased people, nothing is left but places."""
    told = (Comment.text != "") | (Comment.html != "") | (Comment.name != "")
    erased = Comment.commenter_id.in_(select(Commenter.id).where(Commenter.email.is_(None)))
    wrong = {
        "was taken back, and still says something": (Comment.state == CommentState.GONE) & told,
        "is an erased person's, and still says something": erased & told,
    }
    found = [f"comment {one} {what}" for what, holds in wrong.items() for one in _ids(holds)]
    return db.session.scalar(select(func.count()).where(Comment.state == CommentState.GONE)) or 0, found


def _ids(holds: object) -> Sequence[int]:
    return db.session.scalars(select(Comment.id).where(holds).limit(100)).all()  # type: ignore[arg-type]


CHECKS = [
    Check(
        code="K1",
        sentence="What is shown was confirmed, and looked at where it had to be.",
        ask=ask_shown,
    ),
    Check(code="K2", sentence="An answer stands below a comment of the same article.", ask=ask_places),
    Check(code="K3", sentence="Of words taken back and of erased people only places are left.", ask=ask_gone),
]
