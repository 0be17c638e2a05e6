"""What the pages of one's own comments show and do, whichever door somebody came by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask_limiter import RateLimitExceeded

from app.clock import utcnow
from app.comments.changing import edit_comment, get_own, list_own, take_back
from app.comments.errors import CommentNotFound
from app.comments.models import Comment
from app.comments.queries import view_as_typed, wishes_answers
from app.comments.rules import CommentState, may_edit_until
from app.comments.stopping import stop_answers
from app.comments.words import LONGEST, LONGEST_READ, WordsRefused, check_words, tidy_name, tidy_text
from app.content.queries import cards_by_id
from app.crisis import find_crisis
from app.db import transaction
from app.errors import DomainError
from app.settings.queries import load_settings
from app.web.limits import limiter
from blueprints.blog.discussion import comment_arguments
from blueprints.comments.form import OFTEN, OURS
from blueprints.comments.shown import offer
from blueprints.staff.reading import read_id, read_seen

PAGE = 20
EDITS = "10 per minute; 40 per hour"  # each empties the page cache
SAID = {
    "shown": "Your comment is on the page.",
    "waits": "Your comment waits for one of us to read it. Then it appears.",
    "care": "One of us reads your comment before it appears.",
    "gone": "Your words were taken back.",
    "stopped": "No more mails on answers.",
}
STATES = {CommentState.SHOWN: "On the page", CommentState.WAITING: "Waits for one of us to read it"}


@dataclass(frozen=True, kw_only=True)
class Doors:
    """Whose comments they are, and where their pages are."""

    commenter_id: int
    list_url: Callable[..., str]
    edit_url: Callable[[int], str]
    delete_url: Callable[[int], str]
    stop_url: str


def own_page(doors: Doors) -> str:
    """Render what somebody has written, newest first."""
    before, said, now = read_id(request.args.get("before", "")), request.args.get("said", ""), utcnow()
    found = list_own(doors.commenter_id, before_id=before, limit=PAGE + 1)
    cards = cards_by_id({one.article_id for one in found})
    rows = [
        {
            "view": comment_arguments(view_as_typed(one)),
            "article": cards.get(one.article_id),
            "state": STATES.get(one.state, "Not on the page"),
            "is_shown": one.state is CommentState.SHOWN,
            "until": _open_until(one, now),
            "edit_url": doors.edit_url(one.id),
            "delete_url": doors.delete_url(one.id),
        }
        for one in found[:PAGE]
    ]
    return render_template(
        "comments/own.html",
        rows=rows,
        said=SAID.get(said, ""),
        stop_url=doors.stop_url if wishes_answers(doors.commenter_id) else None,
        older_url=doors.list_url(before=found[PAGE - 1].id) if len(found) > PAGE else None,
        **offer(said),
    )


def nothing() -> dict[str, Any]:
    """Return the page's words for whoever has written nothing; a new writer who is blocked sees the same."""
    said = request.args.get("said", "")
    return {"rows": [], "said": SAID.get(said, ""), "stop_url": None, "older_url": None, **offer(said)}


def edit_page(doors: Doors, comment_id: int) -> Response:
    """Show the words to be changed, keep new ones, or give them back with what has to be mended."""
    comment = get_own(doors.commenter_id, comment_id)
    if comment.confirmed_at is None:
        raise CommentNotFound
    if request.method != "POST":
        return render_edit(doors, comment, comment.name, comment.text, {}, "", comment.edition)
    name, text = tidy_name(request.form.get("name", "")), tidy_text(request.form.get("text", ""))
    seen, errors, problem, status = read_seen(request.form.get("seen", "")), {}, "", 422
    try:
        with limiter.limit(EDITS):
            pass
        check_words(name, text, reserved=(*OURS, load_settings().name))
        with transaction():
            edit_comment(doors.commenter_id, comment_id, name=name, text=text, seen=seen, now=utcnow())
        said = "care" if find_crisis(f"{name}\n{text}") else "shown"
        return make_response(redirect(doors.list_url(said=_said(doors, comment_id, said)), 303))
    except WordsRefused as refusal:
        errors = refusal.errors
    except RateLimitExceeded:
        problem, status = OFTEN, 429
    except DomainError as error:
        problem, status = error.sentence, error.status
    fresh = get_own(doors.commenter_id, comment_id)
    typed_name, typed = request.form.get("name", ""), request.form.get("text", "")
    return make_response(render_edit(doors, fresh, typed_name, typed, errors, problem, fresh.edition), status)


def render_edit(
    doors: Doors, comment: Comment, name: str, text: str, errors: dict[str, str], problem: str, seen: int
) -> Response:
    """Render the form to change one's words."""
    page = render_template(
        "comments/edit.html",
        name=name,
        text=text,
        errors=errors,
        problem=problem,
        seen=seen,
        longest=LONGEST,
        until=_open_until(comment, utcnow()),
        edit_url=doors.edit_url(comment.id),
        delete_url=doors.delete_url(comment.id),
        back_url=doors.list_url(),
        **offer("care" if find_crisis(f"{name}\n{text[:LONGEST_READ]}") else ""),
    )
    return make_response(page)


def take_back_then(doors: Doors, comment_id: int) -> Response:
    """Take the words back and show the rest."""
    with transaction():
        take_back(doors.commenter_id, comment_id, now=utcnow())
    return make_response(redirect(doors.list_url(said="gone"), 303))


def stop_then(doors: Doors) -> Response:
    """Stop the mails and show the comments."""
    with transaction():
        stop_answers(doors.commenter_id, form="own comments page", now=utcnow())
    return make_response(redirect(doors.list_url(said="stopped"), 303))


def _said(doors: Doors, comment_id: int, said: str) -> str:
    is_shown = get_own(doors.commenter_id, comment_id).state is CommentState.SHOWN
    return said if is_shown or said == "care" else "waits"


def _open_until(comment: Comment, now: datetime) -> datetime | None:
    if comment.confirmed_at is None or comment.state not in STATES:
        return None
    until = may_edit_until(comment.confirmed_at)
    return until if now < until else None
