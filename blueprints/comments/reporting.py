"""Reporting a comment: one press, and a reason afterwards for who wants to give one."""

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from app.clock import utcnow
from app.comments.reporting import (
    LONGEST_REASON,
    Reporter,
    give_reason,
    report_comment,
    reporter_of,
    tidy_reason,
)
from app.config import Config
from app.db import transaction
from app.web.limits import limiter, remote_network
from blueprints.comments.hall import comments
from blueprints.comments.reading import get_commented


@comments.post("/articles/<slug>/comments/<int:comment_id>/report/")
@limiter.limit("10 per minute; 40 per hour")
def report(slug: str, comment_id: int) -> Response:
    """Count a report, once a person."""
    article, _ = get_commented(slug)
    with transaction():
        report_comment(article.id, comment_id, this_reporter(comment_id), now=utcnow())
    return make_response(redirect(url_for("comments.reported", slug=slug, comment_id=comment_id), 303))


@comments.get("/articles/<slug>/comments/<int:comment_id>/reported/")
def reported(slug: str, comment_id: int) -> Response:
    """Thank, and offer to say why; the page says nothing of the comment."""
    return thank(slug, comment_id)


@comments.post("/articles/<slug>/comments/<int:comment_id>/reported/")
@limiter.limit("10 per minute; 40 per hour")
def add_reason(slug: str, comment_id: int) -> Response:
    """Take a reason from who wants to give one; what is too long comes back whole."""
    typed = request.form.get("reason", "")
    words = tidy_reason(typed)
    if len(words) > LONGEST_REASON:
        error = f"Shorten it to {LONGEST_REASON} signs. It has {len(words):,} now."
        return thank(slug, comment_id, typed=typed, error=error, status=422)
    get_commented(slug)
    with transaction():
        give_reason(comment_id, this_reporter(comment_id), words, now=utcnow())
    return thank(slug, comment_id, is_told=bool(words))


def thank(
    slug: str, comment_id: int, *, typed: str = "", error: str = "", status: int = 200, is_told: bool = False
) -> Response:
    """Render the page that thanks, with what was typed and what is wrong with it."""
    article, title = get_commented(slug)
    page = render_template(
        "comments/reported.html",
        slug=article.slug,
        comment_id=comment_id,
        title=title,
        is_told=is_told,
        longest=LONGEST_REASON,
        typed=typed,
        error=error,
    )
    return make_response(page, status)


def this_reporter(comment_id: int) -> Reporter:
    """Return who is reporting, as far as people can be told apart without keeping who they are."""
    config: Config = current_app.extensions["config"]
    user_id = current_user.id if current_user.is_authenticated else None
    return reporter_of(config.secret_keys[0], comment_id, user_id=user_id, address=remote_network())
