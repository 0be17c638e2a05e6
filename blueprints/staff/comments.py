"""Comments for staff: what waits for a person, what was decided, who is blocked, and where comments are closed."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from markupsafe import Markup

from app.clock import utcnow
from app.comments.blocking import let_in_again
from app.comments.closing import close_comments, open_comments, takes_comments
from app.comments.deciding import block_writer, decide_comment, unblock_writer
from app.comments.errors import StaleComment
from app.comments.models import Comment
from app.comments.queue import list_blocked, list_pressing, list_queue
from app.comments.rules import REASON_WORDS, CommentState, Decision
from app.content.queries import get_article
from app.db import transaction
from app.errors import Invalid
from app.newsletter.errors import AddressNotUsable
from app.newsletter.reading import list_recent_titles
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.reading import read_id, read_seen

staff_comments = Blueprint("staff_comments", __name__, url_prefix="/staff/comments")
PAGE = 20
SHOWN = [
    (CommentState.WAITING, "Waiting"),
    (CommentState.SHOWN, "On the page"),
    (CommentState.HIDDEN, "Hidden"),
    (CommentState.SPAM, "Spam"),
]
SAID = {
    "show": "It is on the page.",
    "hide": "It is hidden.",
    "spam": "It is marked as spam, and its writer's next comments wait for you again.",
    "blocked": "Nothing more of this writer is kept.",
    "unblocked": "This writer may comment again.",
}


@staff_comments.get("/")
@needs("comments.moderate")
def index() -> str:
    """Show what waits, words of self-harm first; or what was decided."""
    return queue_page(request.args.get("show", ""))


@staff_comments.post("/<int:comment_id>/decision/")
@needs("comments.moderate")
def decide(comment_id: int) -> Response:
    """Show, hide or mark one comment; one that has changed meanwhile is shown anew instead."""
    wish, seen = request.form.get("decision", ""), read_seen(request.form.get("seen", ""))
    if wish not in list(Decision):
        raise Invalid("Choose one of the decisions.")
    try:
        with transaction():
            decide_comment(comment_id, Decision(wish), seen=seen, actor=current_actor(), now=utcnow())
    except StaleComment as error:
        return make_response(queue_page(request.form.get("show", ""), problem=error.sentence), 409)
    return _back(wish)


@staff_comments.post("/writers/<int:commenter_id>/block/")
@needs("comments.moderate")
def block(commenter_id: int) -> Response:
    """Keep nothing more of a writer."""
    with transaction():
        block_writer(commenter_id, actor=current_actor(), now=utcnow())
    return _back("blocked")


@staff_comments.post("/writers/<int:commenter_id>/unblock/")
@needs("comments.moderate")
def unblock(commenter_id: int) -> Response:
    """Take comments of a writer again."""
    with transaction():
        unblock_writer(commenter_id, actor=current_actor(), now=utcnow())
    return _back("unblocked")


@staff_comments.post("/writers/letting-in/")
@needs("comments.moderate")
def let_in() -> Response:
    """Take comments of an address again, also of one that was erased since it was blocked."""
    email = request.form.get("email", "")
    try:
        with transaction():
            found = let_in_again(email, actor=current_actor(), now=utcnow())
    except AddressNotUsable as error:
        return make_response(queue_page("", email=email, email_error=error.sentence), 422)
    if not found:
        return make_response(queue_page("", email=email, email_error="This address is not blocked."), 404)
    return _back("unblocked")


@staff_comments.get("/articles/<int:article_id>/")
@needs("comments.moderate")
def of_article(article_id: int) -> str:
    """Show whether an article takes comments, with the button that changes it, and those that stand there."""
    article = get_article(article_id)
    after = read_id(request.args.get("after", ""))
    found = list_queue(CommentState.SHOWN, article_id=article_id, after=after, limit=PAGE + 1)
    more = found[PAGE - 1].comment.id if len(found) > PAGE else None
    return render_template(
        "staff/comments/article.html",
        article=article,
        is_open=takes_comments(article, now=utcnow()),
        settings=load_settings(),
        queued=found[:PAGE],
        reason_words=REASON_WORDS,
        words_of=words_of,
        show=CommentState.SHOWN.value,
        more_url=url_for("staff_comments.of_article", article_id=article_id, after=more) if more else None,
    )


@staff_comments.post("/articles/<int:article_id>/closing/")
@needs("comments.moderate")
def set_closing(article_id: int) -> Response:
    """Close the comments below an article, or open them again."""
    deed = {"close": close_comments, "open": open_comments}.get(request.form.get("deed", ""))
    if deed is None:
        raise Invalid("Press one of the buttons.")
    with transaction():
        deed(article_id, actor=current_actor(), now=utcnow())
    return make_response(redirect(url_for("staff_comments.of_article", article_id=article_id), 303))


def queue_page(show: str, *, problem: str = "", email: str = "", email_error: str = "") -> str:
    """Render the comments in one state; `problem` is what kept a decision from being taken.

    `email` is an address that was typed to be let in again.
    """
    state = CommentState(show) if show in dict(SHOWN) else CommentState.WAITING
    after = read_id(request.args.get("after", ""))
    found = list_queue(state, after=after, limit=PAGE + 1)
    is_first = state is CommentState.WAITING and after is None
    pressing = list_pressing() if is_first else []
    first = {one.comment.id for one in pressing}
    more = found[PAGE - 1].comment.id if len(found) > PAGE else None
    return render_template(
        "staff/comments/queue.html",
        queued=[*pressing, *(one for one in found[:PAGE] if one.comment.id not in first)],
        choices=[(one.value, words) for one, words in SHOWN],
        show=state.value,
        said=SAID.get(request.args.get("said", ""), ""),
        problem=problem,
        email=email,
        email_error=email_error,
        reason_words=REASON_WORDS,
        words_of=words_of,
        blocked=list_blocked() if is_first else [],
        articles=list_recent_titles(),
        is_on=load_settings().comments_on,
        more_url=url_for("staff_comments.index", show=state.value, after=more) if more else None,
    )


def words_of(comment: Comment) -> Markup:
    """Return a comment's words as HTML."""
    return Markup(comment.html)  # noqa: S704 - sanitised when it was kept


def _back(said: str) -> Response:
    return make_response(redirect(url_for("staff_comments.index", said=said), 303))
