"""All comments of an article, and one of them with its answers; the same for every visitor who carries nothing."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.comments.closing import takes_comments
from app.comments.errors import CommentNotFound
from app.comments.queries import (
    Thread,
    count_answers_before,
    count_shown,
    get_shown,
    list_answers,
    list_threads,
    view_of,
)
from app.content.models import Article
from app.content.queries import find_published_article
from app.markdown import curl_quotes
from app.settings.queries import load_settings
from app.web.page_cache import cached_page
from blueprints.blog.articles import moved_to
from blueprints.blog.discussion import figures
from blueprints.comments.hall import comments
from blueprints.comments.shown import thread_arguments
from blueprints.staff.reading import read_id

PAGE = 20
ANSWERS = 50


def find_commented(slug: str) -> tuple[Article, str] | None:
    """Return a published article and its title under a present address."""
    found = find_published_article(slug)
    return (found.article, curl_quotes(found.version.title)) if found else None


def refuse_switched_off() -> None:
    """Raise CommentNotFound where the site has taken all comments off its pages."""
    if not load_settings().comments_on:
        raise CommentNotFound


def get_commented(slug: str) -> tuple[Article, str]:
    """Return a published article and its title, by any address it ever had; raises ArticleNotFound."""
    found = find_commented(slug) or find_commented(moved_to(slug))
    assert found is not None  # noqa: S101 - moved_to raises where there is nothing
    return found


@comments.get("/articles/<slug>/comments/")
@cached_page
def show_all(slug: str) -> str | Response:
    """Show an article's comments in the order they were written, a page at a time."""
    refuse_switched_off()
    found = find_commented(slug)
    if found is None:
        return redirect(url_for("comments.show_all", slug=moved_to(slug)), 301)
    article, title = found
    after = read_id(request.args.get("after", ""))
    threads = list_threads(article.id, after_id=after, limit=PAGE + 1)
    is_open = takes_comments(article, now=utcnow())
    more = threads[PAGE - 1].first.id if len(threads) > PAGE else None
    return render_template(
        "comments/all.html",
        slug=slug,
        title=title,
        threads=[thread_arguments(one, slug, is_open=is_open) for one in threads[:PAGE]],
        count=figures(count_shown(article.id)),
        is_first=after is None,
        is_open=is_open,
        more_url=url_for("comments.show_all", slug=slug, after=more) if more else None,
    )


@comments.get("/articles/<slug>/comments/<int:comment_id>/")
@cached_page
def show_thread(slug: str, comment_id: int) -> str | Response:
    """Show one comment with its answers; an answer's address leads to its place there."""
    refuse_switched_off()
    found = find_commented(slug)
    if found is None:
        return redirect(url_for("comments.show_thread", slug=moved_to(slug), comment_id=comment_id), 301)
    article, title = found
    comment = get_shown(article.id, comment_id)
    if comment.parent_id is not None:
        is_far = count_answers_before(comment, most=ANSWERS) == ANSWERS
        after = comment.id - 1 if is_far else None  # then its page begins with it
        above = url_for("comments.show_thread", slug=slug, comment_id=comment.parent_id, after=after)
        return redirect(f"{above}#comment-{comment.id}", 302)
    after = read_id(request.args.get("after", ""))
    answers = list_answers(comment.id, after_id=after, limit=ANSWERS + 1)
    shown = answers[:ANSWERS]
    thread = Thread(first=view_of(comment), answers=shown, count=len(shown))
    more = shown[-1].id if len(answers) > ANSWERS else None
    return render_template(
        "comments/thread.html",
        slug=slug,
        title=title,
        thread=thread_arguments(thread, slug, is_open=takes_comments(article, now=utcnow())),
        first_url=url_for("comments.show_thread", slug=slug, comment_id=comment_id) if after else None,
        more_url=url_for("comments.show_thread", slug=slug, comment_id=comment_id, after=more)
        if more
        else None,
    )
