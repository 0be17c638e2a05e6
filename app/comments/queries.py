"""Questions about comments as readers see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.comments.errors import CommentNotFound
from app.comments.models import Comment, Commenter
from app.comments.rules import CommentState
from app.counting import count_some
from app.db import db

ANSWERS_SHOWN = 10  # below one comment of a list; the rest stand on the comment's own page


@dataclass(frozen=True, kw_only=True)
class CommentView:
    """A comment as readers see it; without words where only its place is left."""

    id: int
    name: str
    html: str
    by_staff: bool
    written_at: datetime
    is_edited: bool
    is_shown: bool


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A comment with the first of its answers, and how many there are, up to a bound."""

    first: CommentView
    answers: list[CommentView] = field(default_factory=list)
    count: int = 0


def list_threads(article_id: int, *, after_id: int | None = None, limit: int) -> list[Thread]:
    """Return an article's comments in the order they were written, each with its first answers: two queries."""
    tops = _tops(article_id, after_id=after_id, limit=limit)
    answers = _first_answers([one.id for one in tops])
    return [
        Thread(
            first=view_of(one),
            answers=[view_of(answer) for answer, _ in answers.get(one.id, ())],
            count=next((count for _, count in answers.get(one.id, ())), 0),
        )
        for one in tops
    ]


def list_tops(article_id: int, *, limit: int) -> list[CommentView]:
    """Return an article's first comments without their answers: one query."""
    return [view_of(one) for one in _tops(article_id, after_id=None, limit=limit)]


def get_shown(article_id: int, comment_id: int) -> Comment:
    """Return a shown comment below an article, or one whose place is kept by its answers; raises CommentNotFound."""
    query = select(Comment).where(Comment.id == comment_id, Comment.article_id == article_id, _is_seen())
    found = db.session.scalars(query).first()
    if found is None:
        raise CommentNotFound
    return found


def list_answers(comment_id: int, *, after_id: int | None = None, limit: int) -> list[CommentView]:
    """Return the shown answers below a comment, oldest first."""
    query = select(Comment).where(Comment.parent_id == comment_id, Comment.state == CommentState.SHOWN)
    if after_id is not None:
        query = query.where(Comment.id > after_id)
    return [view_of(one) for one in db.session.scalars(query.order_by(Comment.id).limit(limit))]


def count_answers_before(answer: Comment, *, most: int) -> int:
    """Return how many shown answers stand before one below the same comment, counting no further than `most`."""
    before = (
        Comment.parent_id == answer.parent_id,
        Comment.state == CommentState.SHOWN,
        Comment.id < answer.id,
    )
    some = select(Comment.id).where(*before).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def count_shown(article_id: int) -> int:
    """Return how many comments an article shows, answers included, up to a bound."""
    shown = (Comment.article_id == article_id, Comment.state == CommentState.SHOWN)
    return count_some(select(Comment.id).where(*shown))


def counted_beside(article_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Return how many comments an article shows, as a column of a query about articles."""
    shown = (Comment.article_id == article_id, Comment.state == CommentState.SHOWN)
    return select(func.count(Comment.id)).where(*shown).scalar_subquery()


def has_written(email: str) -> bool:
    """Say whether an address has confirmed a comment."""
    query = select(Comment.id).join(Commenter, Commenter.id == Comment.commenter_id)
    query = query.where(Commenter.email_key == email, Comment.confirmed_at.is_not(None))
    return db.session.scalars(query.limit(1)).first() is not None


def wishes_answers(commenter_id: int) -> bool:
    """Say whether somebody asked to be written to when they are answered."""
    query = select(Comment.id).where(Comment.commenter_id == commenter_id, Comment.wants_answers)
    return db.session.scalars(query.limit(1)).first() is not None


def view_of(comment: Comment) -> CommentView:
    """Return what readers see of a comment; the words of one that is not shown are not handed on."""
    return _view(comment, is_shown=comment.state is CommentState.SHOWN)


def view_as_typed(comment: Comment) -> CommentView:
    """Return what its writer sees of a comment, wherever it stands."""
    return _view(comment, is_shown=True)


def _view(comment: Comment, *, is_shown: bool) -> CommentView:
    return CommentView(
        id=comment.id,
        name=comment.name if is_shown else "",
        html=comment.html if is_shown else "",
        by_staff=comment.by_staff and is_shown,
        written_at=comment.written_at,
        is_edited=comment.edited_at is not None and is_shown,
        is_shown=is_shown,
    )


def _is_seen() -> ColumnElement[bool]:
    """Shown, or with a shown answer below, which would hang in the air without it."""
    answer = aliased(Comment)
    has_answer = select(answer.id).where(answer.parent_id == Comment.id, answer.state == CommentState.SHOWN)
    return or_(Comment.state == CommentState.SHOWN, has_answer.exists())


def _tops(article_id: int, *, after_id: int | None, limit: int) -> Sequence[Comment]:
    query = select(Comment).where(Comment.article_id == article_id, Comment.parent_id.is_(None), _is_seen())
    if after_id is not None:
        query = query.where(Comment.id > after_id)
    return db.session.scalars(query.order_by(Comment.id).limit(limit)).all()


def _first_answers(ids: Sequence[int]) -> dict[int, list[tuple[Comment, int]]]:
    """Return the first answers of each comment, with the number of all of them beside each."""
    if not ids:
        return {}
    shown = (Comment.parent_id.in_(ids), Comment.state == CommentState.SHOWN)
    place = func.row_number().over(partition_by=Comment.parent_id, order_by=Comment.id).label("place")
    count = func.count().over(partition_by=Comment.parent_id).label("count")
    numbered = select(Comment.id, place, count).where(*shown).subquery()
    query = select(Comment, numbered.c.count).join(numbered, numbered.c.id == Comment.id)
    query = query.where(numbered.c.place <= ANSWERS_SHOWN).order_by(Comment.parent_id, Comment.id)
    found: dict[int, list[tuple[Comment, int]]] = {}
    for answer, number in db.session.execute(query):
        found.setdefault(answer.parent_id or 0, []).append((answer, number))
    return found
