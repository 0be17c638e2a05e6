"""The page to write a comment on: live, so that it carries how long it was looked at; and what follows."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from flask_login import current_user

from app.clock import utcnow
from app.comments.closing import takes_comments
from app.comments.errors import CommentNotFound, CommentsClosed
from app.comments.models import Comment
from app.comments.posting import post_comment
from app.comments.queries import get_shown, view_of
from app.comments.rules import CommentState, Purpose
from app.comments.words import LONGEST, LONGEST_READ
from app.content.models import Article
from app.crisis import find_crisis
from app.db import transaction
from app.errors import DomainError
from app.web.limits import limiter
from app.web.page_cache import cached_page
from blueprints.blog.discussion import comment_arguments
from blueprints.comments.form import OFTEN, Answers, is_staff, new_answers, read_answers
from blueprints.comments.hall import comments
from blueprints.comments.reading import get_commented
from blueprints.comments.reporting import thank
from blueprints.comments.shown import agreed_words, offer
from blueprints.staff.reading import read_id


@comments.get("/articles/<slug>/comments/write/")
def write(slug: str) -> Response:
    """Show the form; `to` is the comment that is answered."""
    article, title = get_commented(slug)
    return render_form(article, title, new_answers(read_id(request.args.get("to", ""))))


@comments.post("/articles/<slug>/comments/write/")
@limiter.limit("6 per minute; 40 per hour")
def post(slug: str) -> Response:
    """Keep a comment; a guest is told the same whether or not the address is known."""
    article, title = get_commented(slug)
    answers = read_answers(request.form)
    if answers.is_program:
        return make_response(redirect(url_for("comments.sent"), 303))
    if answers.errors:
        return render_form(article, title, answers, status=422)
    try:
        with transaction():
            comment = post_comment(answers.to_comment(article.id), now=utcnow())
            state, place = (comment.state, comment.parent_id or comment.id) if comment else (None, None)
    except DomainError as error:
        return render_form(article, title, answers, status=error.status, problem=error.sentence)
    return make_response(redirect(onward(answers, article.slug, state, place), 303))


@comments.errorhandler(RateLimitExceeded)
def too_often(error: RateLimitExceeded) -> Response:
    """Answer too many comments at once with the form and all that was typed."""
    if request.endpoint == "comments.add_reason":
        return thank(
            **(request.view_args or {}), typed=request.form.get("reason", ""), error=OFTEN, status=429
        )
    if request.endpoint != "comments.post":
        return make_response(render_template("errors/error.html", status=429, sentence=""), 429)
    article, title = get_commented((request.view_args or {})["slug"])
    return render_form(article, title, read_answers(request.form), status=429, problem=OFTEN)


@comments.get("/comments/sent/")
@cached_page
def sent() -> str:
    """Say what happens next, to everybody in the same words."""
    return render_template("comments/sent.html", **offer("sent"))


@comments.get("/comments/sent/with-care/")
@cached_page
def sent_with_care() -> str:
    """The same, with who listens at any hour above it."""
    return render_template("comments/sent.html", **offer("care"))


def onward(answers: Answers, slug: str, state: CommentState | None, place: int | None) -> str:
    """Return where the writer goes: a guest to the mailbox, who is signed in to their comments."""
    with_care = bool(find_crisis(f"{answers.name}\n{answers.text[:LONGEST_READ]}"))
    if not current_user.is_authenticated:
        return url_for("comments.sent_with_care" if with_care else "comments.sent")
    if is_staff():
        if place is None:
            return url_for("comments.show_all", slug=slug)
        return url_for("comments.show_thread", slug=slug, comment_id=place)
    said = "care" if with_care else "shown" if state is CommentState.SHOWN else "waits"
    return url_for("mine.own_comments", said=said)


def render_form(
    article: Article, title: str, answers: Answers, *, status: int = 200, problem: str = ""
) -> Response:
    """Render the form's page with what was typed."""
    is_open = takes_comments(article, now=utcnow())
    with_care = bool(
        find_crisis(f"{answers.name}\n{answers.text[:LONGEST_READ]}")
    )  # help does not wait for a form to be right
    answered = find_answered(article.id, answers.answers, must_exist=status == 200)
    ids = {"name": "name", "email": "email", "text": "text", "agreed": "agreed"}
    words = {
        "slug": article.slug,
        "title": title,
        "is_open": is_open,
        "answered": comment_arguments(view_of(answered)) if answered else None,
        "typed": answers,
        "errors": [(ids[name], sentence) for name, sentence in answers.errors.items()],
        "problem": problem or ("" if is_open or status == 200 else CommentsClosed().sentence),
        "longest": LONGEST,
        "agree": agreed_words(Purpose.PUBLISH, answers.wording),
        "wish": agreed_words(Purpose.ANSWERS, answers.wording),
        "is_signed_in": current_user.is_authenticated,
        **offer("care" if with_care else ""),
    }
    return make_response(render_template("comments/write.html", **words), status)


def find_answered(article_id: int, comment_id: int | None, *, must_exist: bool) -> Comment | None:
    """Return the shown comment that is to be answered; what is not shown is 404, as if it had never been.

    Where something was typed already it is not lost for that.
    """
    if comment_id is None:
        return None
    try:
        found = get_shown(article_id, comment_id)
        if found.state is CommentState.SHOWN:
            return found
        raise CommentNotFound
    except CommentNotFound:
        if must_exist:
            raise
        return None
